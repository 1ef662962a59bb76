"""The built-in catcher: a real SMTP server on a free loopback port that keeps every mail and sends none on."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from datetime import datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from depesche.courier.transport.catcher import HOST, port_file
from depesche.courier.transport.files import enveloped, write_whole
from depesche.kernel import clock, options

FOLDER = "inbox"
LARGEST_MAIL = 32 * 1024 * 1024
log = logging.getLogger(__name__)


def folder() -> Path:
    """Return where the caught mails of this home lie."""
    return options.current().home / FOLDER


def new_id(at: datetime) -> str:
    """Return a name for a mail caught now; names sort by time."""
    return f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


class Keeper:
    """What aiosmtpd calls for every mail."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail whole, then say so."""
        identifier = new_id(clock.now())
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        try:
            write_whole(folder() / f"{identifier}.eml", enveloped(envelope.mail_from or "", ", ".join(envelope.rcpt_tos), content))
        except OSError:
            log.exception("a caught mail could not be kept")
            return "452 4.3.1 The catcher cannot write to its folder"
        return f"250 2.0.0 kept as {identifier}"


def run(stop: threading.Event) -> None:
    """Catch mails until ``stop`` is set. Its port is in ``<home>/catcher-port`` while it runs."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_serve(stop))


async def _serve(stop: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_dialogue, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    _tell(port)
    log.info("catching mails on %s:%s", HOST, port)
    try:
        while not stop.is_set():
            await asyncio.sleep(0.1)
            if _told() is None:  # another catcher of this home has ended
                _tell(port)
    finally:
        if _told() == port:
            port_file().unlink(missing_ok=True)
        server.close()


def _tell(port: int) -> None:
    write_whole(port_file(), f"{port}\n".encode())


def _told() -> int | None:
    try:
        return int(port_file().read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _dialogue() -> SMTP:
    return SMTP(
        Keeper(),
        data_size_limit=LARGEST_MAIL,
        enable_SMTPUTF8=True,
        ident="Depesche catcher",
        hostname="catcher.localhost",
        loop=asyncio.get_running_loop(),
    )
