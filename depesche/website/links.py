"""Links within texts. One that leads nowhere is no link for readers, and the editor's preview marks it (``checks.py``)."""

from __future__ import annotations

from html import escape
from typing import Any, cast
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from depesche.kernel import options
from depesche.newsroom.models import ArticlePage, HomePage, SectionPage
from depesche.press import tags
from depesche.website import paths

DEAD = '<a data-check="dead-link">'
WAGTAILS = "wagtail_serve"


class LivePageLink(PageLinkHandler):
    """A link to a page of the site that an editor chose from the tree."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tags for these links."""
        return [_opening(cast("Page | None", page)) for page in cls.get_many(attrs_list)]


def _opening(page: Page | None) -> str:
    if page is None:
        return DEAD
    tags.use(*_tags(page))
    return f'<a href="{escape(paths.of(page))}">' if page.live else DEAD


def _tags(page: Page) -> tuple[str, ...]:
    """Return what outdates a link to a page: its address and whether it is live."""
    if isinstance(page, ArticlePage):
        return (f"article:{page.pk}",)
    return (f"section-name:{page.pk}",) if isinstance(page, SectionPage) else ("home",)


def leads_nowhere(address: str) -> bool:
    """Tell whether a typed address of this site is known to lead nowhere; addresses elsewhere are nobody's business and never asked."""
    site = options.current().site_url
    path = urlsplit(address.removeprefix(site)).path if address.startswith((site + "/", "/")) and not address.startswith("//") else ""
    if not path.startswith("/"):
        return False
    try:
        found = resolve(path)
    except Resolver404:
        return True
    return found.url_name == WAGTAILS and not _is_live(path)


def _is_live(path: str) -> bool:
    home = HomePage.objects.filter(live=True).only("url_path").first()
    return home is not None and Page.objects.filter(url_path=home.url_path + path.strip("/") + ("/" if path.strip("/") else ""), live=True).exists()
