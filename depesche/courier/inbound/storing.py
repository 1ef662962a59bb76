"""Storing a mail raw, before anything else happens to it (M-13). The same mail to the same recipient is stored once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.chores import wake
from depesche.courier.models import InboundMail
from depesche.kernel import digest

LARGEST = 32 * 1024 * 1024
ENVELOPE = b"X-Depesche-Envelope-To: "


def store(raw: bytes, *, way: InboundMail.Way, at: datetime, envelope_to: str = "") -> InboundMail:
    """Store a mail and return its row; whoever calls removes it at its source only after this returned.

    The row is committed when this returns, unless the caller is inside a transaction.

    :param envelope_to: the envelope's recipient where the way in tells it; written on top of the mail
    """
    whole = (ENVELOPE + _printable(envelope_to) + b"\r\n" + raw if envelope_to else raw)[:LARGEST]
    with transaction.atomic():
        found, is_new = InboundMail.objects.get_or_create(digest=digest.sha256_hex(whole), defaults={"raw": whole, "way": way, "received_at": at})
        if is_new:
            wake.wake()
    return found


def _printable(address: str) -> bytes:
    """Keep the field one line of ASCII."""
    return "".join(sign for sign in address if sign.isascii() and sign.isprintable())[:320].encode()
