"""A stored page and a request become an answer, by RFC 9110: which form (12.5.3), whether at all (13), and what is said about it (8.8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

from depesche.press.page import BROTLI, GZIP, PLAIN, Facts
from depesche.press.serving.asking import Asked

CODINGS = {BROTLI: "br", GZIP: "gzip"}
WITH_304 = frozenset({"cache-control", "content-location", "expires", "etag", "last-modified", "vary"})  # RFC 9110, 15.4.5
MOST_CODINGS = 100  # of a header that may name 100,000: everybody would wait while they are read
HSTS = ("Strict-Transport-Security", "max-age=31536000")
_WEIGHTED = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
# Looked for at every place of a header: what it skipped before the quote it would skip again from each place on, for half a minute in a long one.
_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')


@dataclass(frozen=True)
class Reply:
    """Status and headers of an answer, and the form of the bytes that follow; ``None`` for none."""

    status: int
    headers: tuple[tuple[str, str], ...]
    form: str | None


def reply(facts: Facts, asked: Asked, *, now: float, host_is_secure: bool) -> Reply:
    """Decide how a stored page answers a request.

    :param now: seconds since 1970
    :param host_is_secure: whether the site insists on TLS (RFC 6797), which is said over TLS only
    """
    form = choose(asked.encodings, facts.forms)
    headers = _headers(facts, form, now=now)
    if host_is_secure and asked.is_https:
        headers = (*headers, HSTS)
    if is_known(facts, form, asked):
        return Reply(304, tuple(header for header in headers if header[0].lower() in WITH_304), None)
    return Reply(200, (*headers, ("Content-Length", str(facts.forms[form].size))), None if asked.is_head else form)


def _headers(facts: Facts, form: str, *, now: float) -> tuple[tuple[str, str], ...]:
    moment = modified(facts)
    return (
        *facts.headers,
        ("ETag", facts.etag(form)),
        ("Vary", "Accept-Encoding"),
        *([("Last-Modified", formatdate(moment, usegmt=True))] if moment <= now else []),
        *([("Content-Encoding", CODINGS[form])] if form in CODINGS else []),
    )


def choose(said: str | None, forms: Collection[str]) -> str:
    """Choose among the stored forms by Accept-Encoding (RFC 9110, 12.5.3); the plain one where nothing else is wanted."""
    return next((form for form in wishes(said) if form in forms), PLAIN)


def wishes(said: str | None) -> tuple[str, ...]:
    """Return the forms in the order in which an Accept-Encoding wants them; the plain one ends it."""
    if not said:
        return (PLAIN,)
    weights = dict(_weighted(part) for part in said.split(",", MOST_CODINGS)[:MOST_CODINGS])
    others = weights.get("*", 0.0)
    offered = [(weights.get(coding, others), form) for form, coding in CODINGS.items()]
    wanted = [(weight, form) for weight, form in offered if weight > 0 and weight >= weights.get("identity", 0.0)]
    return (*(form for _, form in sorted(wanted, key=_first, reverse=True)), PLAIN)


def modified(facts: Facts) -> int:
    """Return the first full second after the page was stored: a version that was replaced within the same second is never taken for it."""
    return int(facts.modified) + 1


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def _weighted(said: str) -> tuple[str, float]:
    found = _WEIGHTED.fullmatch(said)
    if found is None:
        return "", 0.0
    return found[1].lower().removeprefix("x-"), float(found[2]) if found[2] else 1.0


def is_known(facts: Facts, form: str, asked: Asked) -> bool:
    """Whether the reader has exactly these bytes (RFC 9110, 13.1.2, 13.1.3; If-None-Match goes before)."""
    if asked.none_match is not None:
        return asked.none_match.strip() == "*" or facts.etag(form) in _tags(asked.none_match)
    since = _moment(asked.modified_since)
    return since is not None and modified(facts) <= since


def _tags(said: str) -> Iterable[str]:
    return _TAG.findall(said)


def _moment(said: str | None) -> float | None:
    if said is None:
        return None
    try:
        return parsedate_to_datetime(said).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
