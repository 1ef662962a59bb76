"""SMTP (RFC 5321) as a client: one recipient per mail, the phase of every failure reported, no password in any error."""

from __future__ import annotations

import re
import smtplib  # noqa: TID251 - this is the one place
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import unquote, urlsplit

from depesche.courier.header_text import domain
from depesche.courier.transport.reply import Phase, Reply, Unreachable
from depesche.kernel import option_types, options

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
BARE_LINE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
MAILS_PER_CONNECTION = 100  # many servers close longer ones (M-09)


@dataclass(frozen=True)
class Target:
    """Where to connect and how; the password is not shown."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = field(default="", repr=False)


def target(url: str) -> Target:
    """Read an ``smtp_url``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return Target(host, parts.port or PORTS[parts.scheme], parts.scheme, unquote(parts.username or ""), unquote(parts.password or ""))


class Smtp:
    """A connection to a mail server."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._server: smtplib.SMTP | None = None
        self._phase = Phase.CONNECT
        self._used = 0

    def __enter__(self) -> Smtp:
        """Connect, encrypt and log in, as the address says."""
        self._connected()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say QUIT; what the server answers no longer matters."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):  # every mail has its answer already
                self._server.docmd("QUIT")
            self._drop()

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Hand over one mail; see :class:`~depesche.courier.transport.reply.WayOut`.

        :raises ValueError: for a bare CR or LF in the content (SMTP smuggling); such bytes never come from ``message.as_bytes``
        """
        if BARE_LINE_END.search(content):
            raise ValueError("a line of this mail does not end in CRLF")
        server = self._connected()
        try:
            reply = self._transaction(server, (sender, recipient), content)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            if self._phase is Phase.DOT:
                return Reply(0, f"no answer after the last dot: {_words(error)}", Phase.DOT)
            raise Unreachable(_words(error), self._phase) from None
        self._used += 1
        if reply.code == 421 or self._used >= MAILS_PER_CONNECTION:
            self.__exit__(None, None, None)
        return reply

    def _transaction(self, server: smtplib.SMTP, envelope: tuple[str, str], content: bytes) -> Reply:
        self._phase = Phase.MAIL
        sender, recipient = envelope
        needs_utf8 = not (sender.isascii() and recipient.isascii() and content.isascii())
        if needs_utf8 and not server.has_extn("smtputf8"):
            return Reply(550, "5.6.7 the mail server does not take international addresses (SMTPUTF8)", Phase.RECIPIENT)
        server.command_encoding = "ascii"
        code, text = server.mail(sender, _extensions(server, content, needs_utf8=needs_utf8))
        if code == 250:
            self._phase = Phase.RECIPIENT
            code, text = server.rcpt(recipient)
        if self._phase is Phase.RECIPIENT and code in {250, 251}:
            self._phase = Phase.DATA
            code, text = server.docmd("DATA")
        if self._phase is Phase.DATA and code == 354:
            return self._body(server, content)
        return self._refused(server, Reply(code, one_line(text), self._phase))

    def _body(self, server: smtplib.SMTP, content: bytes) -> Reply:
        """Send the body; a failure before the dot drops the connection, so that no dot is ever sent."""
        self._phase = Phase.BODY
        ending = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
        server.send(re.sub(rb"(?m)^\.", b"..", content) + ending)
        self._phase = Phase.DOT
        code, text = server.getreply()
        return Reply(code, one_line(text), Phase.DOT)

    def _refused(self, server: smtplib.SMTP, reply: Reply) -> Reply:
        if reply.code != 421:
            try:
                server.docmd("RSET")
            except (smtplib.SMTPException, OSError):
                self._drop()  # the answer stands; the next mail connects anew
        return reply

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._connect()
            except (smtplib.SMTPException, OSError, UnicodeError) as error:
                raise Unreachable(_words(error), self._phase) from None
            self._used = 0
        return self._server

    def _connect(self) -> smtplib.SMTP:
        self._phase = Phase.CONNECT
        wanted = options.current()
        name = domain(wanted.host)
        if self._target.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._target.host, self._target.port, local_hostname=name, timeout=wanted.smtp_timeout, context=tls_context(self._target.host)
            )
        else:
            server = smtplib.SMTP(self._target.host, self._target.port, local_hostname=name, timeout=wanted.smtp_timeout)
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        self._phase = Phase.HELLO
        server.ehlo_or_helo_if_needed()
        if self._target.scheme == "smtp+starttls":
            self._phase = Phase.TLS
            server.starttls(context=tls_context(self._target.host))
            self._phase = Phase.HELLO
            server.ehlo_or_helo_if_needed()
        if self._target.user:
            self._phase = Phase.LOGIN
            server.login(self._target.user, self._target.password)

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _extensions(server: smtplib.SMTP, content: bytes, *, needs_utf8: bool) -> list[str]:
    wanted = []
    if server.has_extn("size"):
        wanted.append(f"SIZE={len(content)}")
    if needs_utf8:
        wanted += ["BODY=8BITMIME", "SMTPUTF8"]
    return wanted


def tls_context(host: str) -> ssl.SSLContext:
    """Return a context that checks the certificate; a server on this very machine may have one of its own making."""
    context = ssl.create_default_context()
    if option_types.is_loopback(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def one_line(answer: bytes) -> str:
    """Return a server's words as one line of at most 400 characters."""
    return " ".join(answer.decode("utf-8", "replace").split())[:400]


def _words(error: Exception) -> str:
    """Say what went wrong in one line; never anything of what we sent."""
    if isinstance(error, UnicodeError):
        return "the server's name, the user or the password holds characters that SMTP cannot carry"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return f"{error.smtp_code} {one_line(said)}"
    return one_line(f"{type(error).__name__}: {error}".encode())
