"""Redirects from where a page stood to where it stands, written in the transaction of the change.

Wagtail writes them after the commit, where a crash would lose them; its own receivers are switched off (``WAGTAILREDIRECTS_AUTO_CREATE``).
"""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from depesche.brand import addresses

AT_ONCE = 1000
LONGEST_PATH = 255  # of the tree; digits come before letters in it


def leave(page: Page, *, to: str) -> int:
    """Redirect readers of a live page, and of every live page below it, who come by the address of now; return how many addresses.

    Call it while the rows still hold the old addresses.

    :param page: as it stands in the database
    :param to: the page's ``url_path`` after the change
    """
    if page.url_path == to:
        return 0
    site = Site.objects.get(is_default_site=True)
    made = 0
    moved = list(Page.objects.filter(live=True, path__range=at_or_below(page)).values_list("pk", "url_path"))
    for start in range(0, len(moved), AT_ONCE):
        batch = moved[start : start + AT_ONCE]
        _clear(to + url_path[len(page.url_path) :] for _pk, url_path in batch)
        _clear(url_path for _pk, url_path in batch)
        rows = [Redirect(site=site, old_path=_place(url_path), redirect_page_id=pk, automatically_created=True) for pk, url_path in batch]
        made += len(Redirect.objects.bulk_create(rows))
    return made


def _clear(url_paths: Iterable[str]) -> None:
    """Take away what would lead from a new address elsewhere, or from an old one to where the page stood before; what people made stays."""
    Redirect.objects.filter(automatically_created=True, old_path__in=[_place(url_path) for url_path in url_paths]).delete()


def _place(url_path: str) -> str:
    return str(Redirect.normalise_path(addresses.plain(url_path)))


def at_or_below(page: Page) -> tuple[str, str]:
    """Return the range of tree paths of a page and everything below it: SQLite finds a range by the index, a beginning only by reading all pages."""
    return page.path, page.path.ljust(LONGEST_PATH, "Z")
