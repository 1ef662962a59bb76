"""Fetching from the way in that is configured, and remembering how it went."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from depesche.courier.inbound import imap, maildir
from depesche.courier.models import WayIn
from depesche.kernel import option_types, options
from depesche.kernel.refusal import Refusal

FETCHED = {"imap": imap.fetch, "imaps": imap.fetch, "maildir": maildir.fetch}
WEBHOOK = "webhook"


def scheme() -> str:
    """Return the scheme of the configured way in, or nothing."""
    return urlsplit(options.current().bounce_url).scheme


def is_fetched(*, at: datetime) -> bool:
    """Whether there is a way in that has to be asked."""
    return scheme() in FETCHED


def fetch(*, at: datetime) -> int:
    """Store what came, remove it there; return how many mails were taken. What does not work is written down, and tried again next time."""
    url = options.current().bounce_url
    try:
        taken = FETCHED[scheme()](url, at=at)
    except Refusal as refusal:
        note(scheme(), at=at, trouble=str(refusal))
        return 0
    note(scheme(), at=at)
    return taken


def note(name: str, *, at: datetime, trouble: str = "") -> None:
    """Write down that a way in was used, and whether it worked; its name is the scheme of its address, or :data:`WEBHOOK`."""
    found, _new = WayIn.objects.get_or_create(name=name, defaults={"read_at": at})
    found.read_at, found.trouble = at, option_types.redact(trouble)[:500]
    if not trouble:
        found.worked_at = at
    found.save()
