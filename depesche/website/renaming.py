"""A topic or an author gets another address: readers and feed readers who come by the old one are led on (RFC 9110, 15.4.2)."""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from depesche.newsroom.models import Author, Topic
from depesche.website import feeds, paths


def renamed(instance: Topic | Author) -> None:
    """Leave redirects from the addresses that the stored row has to those that it is about to have; nothing for a new row or the same address."""
    place = paths.of_topic if isinstance(instance, Topic) else paths.of_author
    before = type(instance).objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if before is None or before == instance.slug:
        return
    old, new = place(before), place(instance.slug)
    pairs = list(zip([old, *feeds.addresses_of(old)], [new, *feeds.addresses_of(new)], strict=True))
    mine = Redirect.objects.filter(automatically_created=True)
    mine.filter(old_path__in=[_plain(path) for pair in pairs for path in pair]).delete()
    for was, became in pairs:  # earlier addresses lead to the newest at once
        mine.filter(redirect_link=was).update(redirect_link=became)
    site = Site.objects.get(is_default_site=True)
    rows = [Redirect(site=site, old_path=_plain(was), redirect_link=became, automatically_created=True) for was, became in pairs]
    Redirect.objects.bulk_create(rows)


def _plain(path: str) -> str:
    return str(Redirect.normalise_path(path))  # type: ignore[no-untyped-call]  # Wagtail has no types
