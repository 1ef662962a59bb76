"""A listener for the local mail server (LMTP, RFC 2033): it takes mail to our envelope senders, and says 250 only after it is stored."""

from __future__ import annotations

import asyncio
import logging
import threading
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections

from depesche.courier import envelope as envelopes
from depesche.courier.header_text import domain
from depesche.courier.inbound import reading_ways, storing
from depesche.courier.inbound.lmtp_dialogue import Crowd, Door
from depesche.courier.models import InboundMail
from depesche.kernel import clock, options

MOST_RECIPIENTS = 100
NOT_NOW = "451 4.3.0 Cannot be stored now"
log = logging.getLogger(__name__)


class Taker:
    """What aiosmtpd calls."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]) -> str:  # noqa: N802, PLR0917 - aiosmtpd's
        """Take what goes to our domain; an envelope sender that we never made is refused at once (M-13)."""
        local, _, host = address.rpartition("@")
        if domain(host.lower()) != domain(options.current().envelope_domain):
            return "550 5.1.2 Not a domain of ours"
        if local.lower().startswith(envelopes.PREFIX) and envelopes.read(address) is None:
            return "550 5.1.1 No such mail of ours"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store the mail once for each recipient, then say so, once for each (RFC 2033)."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        said = [await asyncio.to_thread(_store, content, recipient) for recipient in envelope.rcpt_tos]
        return "\r\n".join(said)

    async def handle_exception(self, error: Exception) -> str:
        """Let the mail server keep the mail: without this, aiosmtpd refuses it for ever."""
        log.error("mail that came back could not be taken; the mail server keeps it", exc_info=error)
        return NOT_NOW


def run(stop: threading.Event) -> None:
    """Listen where the options say until ``stop`` is set."""
    asyncio.run(serve(stop))


async def serve(stop: threading.Event) -> None:
    """Listen; the port is in ``bounce_url``."""
    parts = urlsplit(options.current().bounce_url)
    loop, crowd, taker = asyncio.get_running_loop(), Crowd(), Taker()
    server = await loop.create_server(lambda: Door(crowd, taker, largest=storing.LARGEST), parts.hostname or "127.0.0.1", parts.port or 0)
    log.info("taking mail that comes back on %s:%s", parts.hostname, parts.port)
    try:
        while not stop.is_set():
            await asyncio.sleep(0.1)
    finally:
        server.close()


def _store(content: bytes, recipient: str) -> str:
    at = clock.now()
    try:
        storing.store(content, way=InboundMail.Way.LMTP, at=at, envelope_to=recipient)
        reading_ways.note(reading_ways.scheme(), at=at)
    except Exception:
        log.exception("a mail that came back could not be stored; the mail server keeps it")
        return NOT_NOW
    finally:
        connections.close_all()
    return "250 2.0.0 stored"
