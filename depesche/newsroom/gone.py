"""Addresses of what was withdrawn: they answer 410 Gone (RFC 9110, 15.5.11), so that search engines and readers know that it was on purpose."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from depesche.brand import addresses


class GoneAddress(models.Model):
    """A path at which a page stood until it was withdrawn; the row goes when something is published there again."""

    path = models.CharField(max_length=700, unique=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "newsroom"

    def __str__(self) -> str:
        return self.path


def mark(page: Page, *, at: datetime) -> None:
    """Note that a page was withdrawn: its own address, and the earlier ones that only a redirect to it keeps alive."""
    earlier = Redirect.objects.filter(redirect_page_id=page.pk).values_list("old_path", flat=True)
    paths = {addresses.plain(page.url_path), *(f"{path}/" for path in earlier)}
    GoneAddress.objects.bulk_create([GoneAddress(path=path, since=at) for path in sorted(paths)], ignore_conflicts=True)


def clear(page: Page) -> None:
    """Note that something stands at the address of a page again."""
    GoneAddress.objects.filter(path=addresses.plain(page.url_path)).delete()


def since(path: str) -> datetime | None:
    """Return when what stood at a path was withdrawn; ``None`` if nothing was, or if somebody made a redirect from there."""
    if "\0" in path:  # nothing ever stood there, and PostgreSQL cannot be asked
        return None
    found = GoneAddress.objects.filter(path=path).values_list("since", flat=True).first()
    if found is None or Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return None
    return found
