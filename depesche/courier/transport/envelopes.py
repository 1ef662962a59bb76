"""The commands that begin one mail: MAIL and RCPT with the parameters that the server offers (RFC 5321, 3461, 6152, 6531)."""

from __future__ import annotations

import re

from depesche.courier import dots
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.reply import Phase, Reply

UNSAFE = re.compile(r"[\x00-\x20<>\x7f-\xa0\u2028\u2029]")  # could end the address and begin a parameter or a command
LAST_DOT = b"\r\n.\r\n"
NOT_XTEXT = re.compile(rb"[^!-*,-<>-~]")
NO_UTF8 = "5.6.7 the mail server does not take international addresses (SMTPUTF8)"
NO_8BIT = "5.6.1 the mail server does not take 8-bit text (8BITMIME)"


def check(mail: Mail) -> None:
    """Refuse an envelope that could smuggle in something else.

    :raises ValueError: for such an address
    """
    if UNSAFE.search(mail.sender) or UNSAFE.search(mail.recipient) or not mail.recipient:
        raise ValueError("an envelope address is empty or holds a space, an angle bracket or a control character")


def body(mail: Mail) -> bytes:
    """Return a mail's content as it follows DATA: dots doubled, the last dot behind it (RFC 5321, 4.5.2).

    :raises ValueError: for a bare CR or LF (SMTP smuggling), or a content that is not as ready as it says
    """
    content = mail.content
    if mail.ready:
        if not content.endswith(LAST_DOT):
            raise ValueError("this mail is not ready: its last dot is missing")
        return content
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        raise ValueError("a line of this mail does not end in CRLF")
    return dots.doubled(content) + (b".\r\n" if content.endswith(b"\r\n") else LAST_DOT)


def plain(mail: Mail) -> bytes:
    """Return a mail's content as people keep it: no dot doubled, no last dot."""
    if not mail.ready:
        return mail.content
    return dots.single(mail.content.removesuffix(b".\r\n"))


def commands(mail: Mail, offered: frozenset[str]) -> tuple[bytes, bytes]:
    """Return the MAIL and the RCPT command of a mail, each with its CRLF."""
    start, end = f"MAIL FROM:<{mail.sender}>", f"RCPT TO:<{mail.recipient}>"
    if "SIZE" in offered:
        start += f" SIZE={len(mail.content)}"
    utf8 = _is_international(mail)
    if utf8:
        start += " BODY=8BITMIME SMTPUTF8"
    elif not mail.content.isascii():
        start += " BODY=8BITMIME"
    if "DSN" in offered:
        start += f" RET=HDRS ENVID={mail.key}" if mail.key else " RET=HDRS"
        end += " NOTIFY=FAILURE,DELAY ORCPT=" + _original(mail.recipient)
    return f"{start}\r\n".encode(), f"{end}\r\n".encode()


def objection(mail: Mail, offered: frozenset[str]) -> Reply | None:
    """Return why this server can never take this mail, or ``None`` (S-08)."""
    if _is_international(mail):
        return None if "SMTPUTF8" in offered else Reply(550, NO_UTF8, Phase.RECIPIENT)
    if mail.content.isascii() or "8BITMIME" in offered:
        return None
    return Reply(550, NO_8BIT, Phase.RECIPIENT)


def _is_international(mail: Mail) -> bool:
    return mail.utf8 or not (mail.sender.isascii() and mail.recipient.isascii())


def _original(recipient: str) -> str:
    """Return the ORCPT value: an address as xtext (RFC 3461, 4), an international one as utf-8-addr-xtext (RFC 6533, 3)."""
    if recipient.isascii():
        return "rfc822;" + NOT_XTEXT.sub(_hex, recipient.encode()).decode()
    return "utf-8;" + "".join(letter if "!" <= letter <= "~" and letter not in "\\+=" else f"\\x{{{ord(letter):X}}}" for letter in recipient)


def _hex(found: re.Match[bytes]) -> bytes:
    return b"+%02X" % found[0][0]
