"""Opening a connection: greeting, EHLO, STARTTLS, login (RFC 5321, 3207, 4954)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass

from depesche.courier.header_text import domain
from depesche.courier.transport.line import Broken
from depesche.courier.transport.reply import Phase, Unreachable
from depesche.courier.transport.session import Session
from depesche.courier.transport.smtp import Target, one_line, tls_context
from depesche.courier.transport.timeouts import Timeouts

UNENCODABLE = "the user or the password holds characters that SMTP cannot carry"


@dataclass(frozen=True, slots=True)
class Door:
    """Where to connect, as whom, and how long to wait. ``host`` is our own name for EHLO; ``target`` is asked anew for every connection."""

    target: Callable[[], Target]
    host: str
    timeouts: Timeouts


async def opened(door: Door, made: Callable[[Session], None]) -> Session:
    """Return a connection that is ready for mails.

    :param made: is told the session as soon as it exists, so that its deadline can be watched
    :raises Unreachable: with the phase in which it failed and the server's own words, never with the password
    """
    session = Session(asyncio.get_running_loop(), door.timeouts)
    try:
        await _open(session, door, made)
    except (Broken, _Said, OSError, UnicodeError) as error:
        session.drop("it could not be opened")
        raise Unreachable(_words(error), session.phase) from None
    except BaseException:
        session.drop("nobody waits for it any more")
        raise
    return session


class _Said(Exception):
    """An answer that ends the opening."""


async def _open(session: Session, door: Door, made: Callable[[Session], None]) -> None:
    loop, target = asyncio.get_running_loop(), door.target()
    secured = tls_context(target.host) if target.scheme == "smtps" else None
    try:
        async with asyncio.timeout(door.timeouts.connect):
            await loop.create_connection(lambda: session, target.host, target.port, ssl=secured)
    except TimeoutError:
        raise Broken(f"no connection within {door.timeouts.connect:g} s") from None
    made(session)
    await _ask(session, b"", Phase.CONNECT)
    await _hello(session, door)
    if target.scheme == "smtp+starttls":
        await _encrypt(session, door, target)
        await _hello(session, door)
    if target.user:
        await _log_in(session, target)
    session.deadline = float("inf")


async def _ask(session: Session, line: bytes, phase: Phase) -> list[bytes]:
    """Send one command; anything but 2xx ends the opening."""
    code, lines = await session.command(line, phase)
    if code // 100 != 2:
        raise _Said(f"{code} {one_line(b' '.join(lines))}")
    return lines


async def _hello(session: Session, door: Door) -> None:
    name = domain(door.host).encode("ascii")
    code, lines = await session.command(b"EHLO " + name + b"\r\n", Phase.HELLO)
    if code in {500, 502, 504}:  # a server of the last century (RFC 5321, 3.2)
        lines = (await _ask(session, b"HELO " + name + b"\r\n", Phase.HELLO))[:1]
    elif code // 100 != 2:
        raise _Said(f"{code} {one_line(b' '.join(lines))}")
    session.told = {words[0]: frozenset(words[1:]) for line in lines[1:] if (words := line.decode("ascii", "replace").upper().split())}
    session.offered = frozenset(session.told)


async def _encrypt(session: Session, door: Door, target: Target) -> None:
    session.phase = Phase.TLS
    if "STARTTLS" not in session.offered:
        raise _Said("STARTTLS extension not supported by server.")
    await _ask(session, b"STARTTLS\r\n", Phase.TLS)
    if not (session.is_open and session.is_silent):  # what was put in on the way must not count after it (RFC 3207, 6)
        raise Broken("the mail server sent something more before encryption began")
    loop = asyncio.get_running_loop()
    secured = await loop.start_tls(
        session.transport, session, tls_context(target.host), server_hostname=target.host, ssl_handshake_timeout=door.timeouts.tls
    )
    if secured is None:
        raise Broken("the connection ended while it was being encrypted")
    session.connection_made(secured)


async def _log_in(session: Session, target: Target) -> None:
    session.phase = Phase.LOGIN
    user, password = _coded(target.user), _coded(target.password)
    ways = session.told.get("AUTH", frozenset())
    if "PLAIN" in ways:
        await _ask(session, b"AUTH PLAIN " + base64.b64encode(b"\0" + user + b"\0" + password) + b"\r\n", Phase.LOGIN)
    elif "LOGIN" in ways:
        await _challenge(session, b"AUTH LOGIN\r\n")
        await _challenge(session, base64.b64encode(user) + b"\r\n")
        await _ask(session, base64.b64encode(password) + b"\r\n", Phase.LOGIN)
    else:
        raise _Said("the mail server offers no way to log in that we know (PLAIN, LOGIN)")


async def _challenge(session: Session, line: bytes) -> None:
    code, lines = await session.command(line, Phase.LOGIN)
    if code != 334:
        raise _Said(f"{code} {one_line(b' '.join(lines))}")


def _coded(text: str) -> bytes:
    """Return a user or password as bytes (RFC 4616: UTF-8); NUL would end it."""
    if "\0" in text:
        raise _Said(UNENCODABLE)
    return text.encode()


def _words(error: Exception) -> str:
    """Say what went wrong in one line; never anything of what we sent."""
    if isinstance(error, UnicodeError):
        return "the server's name, the user or the password holds characters that SMTP cannot carry"
    if isinstance(error, Broken | _Said):
        return str(error)
    return one_line(f"{type(error).__name__}: {error}".encode())
