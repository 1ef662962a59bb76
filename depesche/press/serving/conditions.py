"""Preconditions of a request (RFC 9110, 13): whether to answer it, to say that nothing changed, or to refuse it; in the order of 13.2.2."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate
from enum import Enum

# Look up a header by its name in small letters.
Said = Callable[[str], str | None]
_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\uffff]*")')
_TAGS = re.compile(rf"[\s,]*{_TAG.pattern}(?:\s*,[\s,]*{_TAG.pattern})*[\s,]*")


class Outcome(Enum):
    """What the preconditions make of a request."""

    GO_ON = 200
    NOT_MODIFIED = 304
    FAILED = 412


@dataclass(frozen=True)
class Validators:
    """What tells one version from another: a strong entity tag, and the second of the last change since 1970."""

    etag: str
    modified: int


def judge(found: Validators, said: Said) -> Outcome:
    """Judge a GET or HEAD by its preconditions."""
    if not _may_be_answered(found, said):
        return Outcome.FAILED
    return Outcome.NOT_MODIFIED if _is_known(found, said) else Outcome.GO_ON


def _may_be_answered(found: Validators, said: Said) -> bool:
    match = said("if-match")
    if match is not None:
        return match.strip() == "*" or found.etag in _strong(match)
    until = moment(said("if-unmodified-since"))
    return until is None or found.modified <= until


def _is_known(found: Validators, said: Said) -> bool:
    none_match = said("if-none-match")
    if none_match is not None:
        return none_match.strip() == "*" or found.etag in (tag for _, tag in tags(none_match))
    since = moment(said("if-modified-since"))
    return since is not None and found.modified <= since


def range_is_wanted(found: Validators, said: Said, *, now: float) -> bool:
    """Whether If-Range lets a part be sent (RFC 9110, 13.1.5): strong comparison only; a date counts when a second has passed since (8.8.2.2)."""
    wanted = said("if-range")
    if wanted is None:
        return True
    if '"' in wanted:
        return wanted.strip() == found.etag
    return moment(wanted) == found.modified and found.modified + 1 <= now


def tags(said: str) -> list[tuple[str, str]]:
    """Read a list of entity tags as pairs of ``W/`` or nothing, and the tag with its quotes; a list that is none has no tags."""
    return _TAG.findall(said) if _TAGS.fullmatch(said) else []


def _strong(said: str) -> list[str]:
    return [tag for weak, tag in tags(said) if not weak]


def moment(said: str | None) -> int | None:
    """Read a date of HTTP in any of its three forms as seconds since 1970; ``None`` for what is none (it is ignored, 13.1.3)."""
    try:
        found = parsedate(said) if said else None
        return None if found is None else calendar.timegm(found)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
