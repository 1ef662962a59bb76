"""Telling a CDN what a change outdated, by the tags that stored pages carry. Off until its options are set.

What must be told is a row, written in the transaction of the change. It is told at once, and a second time some seconds later: meanwhile another
machine may have answered the CDN with a page that it had not removed yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import requests
import structlog
from django.db import models
from django.db.models import F

from depesche.kernel import options
from depesche.press import pacing
from depesche.press.models import Purge

AGAIN = timedelta(seconds=5)
AT_ONCE = 30  # the most that every provider takes in one request
TIMEOUT = 10  # seconds
WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 3600))
LONGEST = 16_000  # bytes of all tags of a page; Cloudflare and Fastly take 16 KB
SHORT = 60  # seconds; no longer is a page held that says something else by itself before long
log = structlog.get_logger("depesche.press")


def headers(tags: Iterable[str], *, ends: bool) -> list[tuple[str, str]]:
    """Return what a page says to a CDN: how long it may be held (RFC 9213), and by which tags it is found; nothing without a CDN.

    A page with more tags than fit is not held: what a CDN drops of them it could not be told of.

    :param ends: whether the page says something else by itself before long
    """
    settings = options.current()
    if not settings.cdn_purge_url:
        return []
    held = min(settings.cdn_seconds, SHORT) if ends else settings.cdn_seconds
    found = [mark(tag) for tag in sorted(tags)]
    if len(" ".join(found).encode()) > LONGEST:
        return []
    return [
        ("CDN-Cache-Control", f"max-age={held}"),
        ("Surrogate-Control", f"max-age={held}"),
        ("Cache-Tag", ",".join(found)),
        ("Surrogate-Key", " ".join(found)),
    ]


def mark(tag: str) -> str:
    """Return a tag as a CDN knows it: of this site, and without what separates tags."""
    return f"{options.current().host}/{tag}".replace(" ", "_").replace(",", "_")


def note(tags: Iterable[str], *, at: datetime) -> None:
    """Note that pages with these tags are outdated, in the transaction of the change; nothing is noted without a CDN."""
    if options.current().cdn_purge_url:
        found = sorted(set(tags))
        rows = [Purge(tag=tag, not_before=moment) for tag in found for moment in (at + _pause(tag), at + AGAIN)]
        Purge.objects.bulk_create(rows)


def _pause(tag: str) -> timedelta:
    """Return for how long our own pages keep a tag's old version: told earlier, the CDN would fetch just that."""
    return timedelta(seconds=1 if tag.startswith(pacing.PACED) else 0)


def is_due(*, at: datetime) -> bool:
    """Whether anything is to be told now; a cheap look."""
    return bool(options.current().cdn_purge_url) and Purge.objects.filter(not_before__lte=at).exists()


def tell_due(*, at: datetime) -> int:
    """Tell what is due; return how many tags were told. What the CDN did not take is told again later, without an end: its pages would stay old."""
    rows = list(Purge.objects.filter(not_before__lte=at).order_by("pk")[:1000])
    tags = sorted({row.tag for row in rows})
    told = [tag for begin in range(0, len(tags), AT_ONCE) for tag in _tell(tags[begin : begin + AT_ONCE])]
    chosen = Purge.objects.filter(pk__in=[row.pk for row in rows])
    chosen.filter(tag__in=told).delete()
    for tried in reversed(range(len(WAITS))):
        exactly = models.Q(attempts=tried) if tried < len(WAITS) - 1 else models.Q(attempts__gte=tried)
        chosen.filter(exactly).update(attempts=F("attempts") + 1, not_before=at + WAITS[tried])
    return len(told)


def _tell(tags: list[str]) -> list[str]:
    settings = options.current()
    try:
        answer = WAYS[settings.cdn_purge_style](settings.cdn_purge_url, settings.cdn_purge_token, [mark(tag) for tag in tags])
        answer.raise_for_status()
    except requests.RequestException as error:
        log.warning("The CDN could not be told what is outdated; it is tried again.", tags=len(tags), reason=type(error).__name__)
        return []
    return tags


def _cloudflare(url: str, token: str, marks: list[str]) -> requests.Response:
    return requests.post(url, json={"tags": marks}, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT, allow_redirects=False)


def _fastly(url: str, token: str, marks: list[str]) -> requests.Response:
    return requests.post(url, json={"surrogate_keys": marks}, headers={"Fastly-Key": token}, timeout=TIMEOUT, allow_redirects=False)


def _varnish(url: str, token: str, marks: list[str]) -> requests.Response:
    allowed = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.request("PURGE", url, headers={"xkey-purge": " ".join(marks), **allowed}, timeout=TIMEOUT, allow_redirects=False)


WAYS: dict[str, Callable[[str, str, list[str]], requests.Response]] = {"cloudflare": _cloudflare, "fastly": _fastly, "varnish": _varnish}
