"""All sides of the sending domain at once, kept for a few minutes. Never inside a transaction that holds locks: the DNS may take seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from depesche.courier.sending_domain import keys, policy, server, spf
from depesche.courier.sending_domain.finding import Found
from depesche.courier.sending_domain.names import Names
from depesche.kernel import address, option_types, options
from depesche.kernel.refusal import Refusal

KEPT, KEPT_WHAT_HINDERS = 300.0, 20.0  # seconds; who has mended the DNS asks again


@dataclass(frozen=True)
class Kept:
    """What was found for an author's domain under these options, and until when that holds."""

    author: str
    options: options.Options
    until: float
    found: tuple[Found, ...]


_kept: list[Kept] = []


def is_wanted() -> bool:
    """Whether mail leaves for real receivers: by SMTP, from a site that others can reach."""
    now = options.current()
    return urlsplit(now.smtp_url).scheme not in {"", "catcher", "file"} and not option_types.is_loopback(now.host)


def look(author: str) -> tuple[Found, ...]:
    """Return what stands for and against a sender's domain; in at most about six seconds, and from memory if it was asked lately."""
    now = options.current()
    for kept in list(_kept):
        if kept.author == author and kept.options == now and time.monotonic() < kept.until:
            return kept.found
    found = _look(author, now)
    seconds = KEPT_WHAT_HINDERS if any(one.hinders for one in found) else KEPT
    _kept[:] = [Kept(author, now, time.monotonic() + seconds, found)]
    return found


def forget() -> None:
    """Ask anew next time."""
    _kept.clear()


def _look(author: str, now: options.Options) -> tuple[Found, ...]:
    names, author, envelope = Names(), _in_ascii(author), _in_ascii(now.envelope_domain)
    return (
        spf.look(envelope, names),
        keys.look(names),
        policy.look(author, names),
        policy.align(author, envelope, names),
        *server.look(now.smtp_url, names),
    )


def _in_ascii(domain: str) -> str:
    """Return a domain as the DNS has it (A-labels); one that no mail could come from is asked for as it is, and not found."""
    try:
        return address.parse(f"post@{domain}", message="").domain
    except Refusal:
        return domain.lower()
