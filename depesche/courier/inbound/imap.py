"""A mailbox at a mail server (IMAP4rev1, RFC 3501): every mail of one folder is taken, stored, and only then deleted there."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import SplitResult, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from depesche.courier.inbound import storing
from depesche.courier.models import InboundMail
from depesche.kernel.option_types import is_loopback
from depesche.kernel.refusal import Refusal

MOST_AT_ONCE = 500
SECONDS = 30
IMAP_PORT, IMAPS_PORT = 143, 993
FOLDER = "INBOX"
NONSENSE = (UnicodeError, OverflowError, MemoryError)  # what imaplib lets through of answers that make no sense
FOREIGN = re.compile(r"[^\x20-\x7e]+")
QUOTED = re.compile(r'(["\\])')
imaplib._MAXLINE = max(imaplib._MAXLINE, 10_000_000)  # type: ignore[attr-defined]  # a folder's numbers come in one line


def fetch(url: str, *, at: datetime) -> int:
    """Store the folder's mails and delete those that are stored; return how many.

    :raises Refusal: code ``bounces-unreadable``
    """
    parts = urlsplit(url)
    try:
        with _mailbox(parts) as mailbox:
            return _take(mailbox, at=at)
    except (imaplib.IMAP4.error, OSError, *NONSENSE) as error:
        said = str(error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else error)
        raise Refusal(
            code="bounces-unreadable",
            message=_("The mailbox for bounces at %(host)s cannot be read: %(error)s.") % {"host": parts.hostname, "error": _without(said, parts)},
            help=_("Check DEPESCHE_BOUNCE_URL: host, user, password and folder."),
        ) from error


def _take(mailbox: imaplib.IMAP4, *, at: datetime) -> int:
    taken, refused = 0, ""
    for uid in _numbers(mailbox)[:MOST_AT_ONCE]:
        status, found = mailbox.uid("FETCH", uid, "(BODY.PEEK[])")  # without the mark Seen
        if status == "NO":  # the server cannot read this one (RFC 3501, 6.4.5); the others do not wait for it
            refused = f"mail {uid}: {found}"
            continue
        raw = _raw(_good((status, found)))
        if raw is None:
            continue
        storing.store(raw, way=InboundMail.Way.IMAP, at=at)  # committed when it returns
        _good(mailbox.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        taken += 1
        if "UIDPLUS" in mailbox.capabilities:  # RFC 4315: expunge our own only
            _good(mailbox.uid("EXPUNGE", uid))
    if taken and "UIDPLUS" not in mailbox.capabilities:
        _good(mailbox.expunge())
    if refused:
        raise imaplib.IMAP4.error(refused)
    return taken


def _numbers(mailbox: imaplib.IMAP4) -> list[str]:
    found = _good(mailbox.uid("SEARCH", "UNDELETED"))
    return [number.decode() for line in found if isinstance(line, bytes) for number in line.split() if number.isdigit()]


def _raw(found: list[object]) -> bytes | None:
    """Find the mail in an answer; one that vanished meanwhile is no matter."""
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)


def _good(answer: tuple[str, list[object]]) -> list[object]:
    """Return what the server said.

    :raises imaplib.IMAP4.error: if it is not OK
    """
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"{answer[0]}: {answer[1]}")
    return answer[1]


@contextmanager
def _mailbox(parts: SplitResult) -> Iterator[imaplib.IMAP4]:
    mailbox = _connected(parts)
    try:
        _log_in(mailbox, unquote(parts.username or ""), unquote(parts.password or ""))
        folder = folder_name(unquote(parts.path.strip("/")) or FOLDER)
        _good(mailbox.select('"' + QUOTED.sub(r"\\\1", folder) + '"'))  # type: ignore[arg-type]
        yield mailbox
    finally:
        try:
            mailbox.logout()
        except (imaplib.IMAP4.error, OSError):
            mailbox.shutdown()


def folder_name(name: str) -> str:
    """Write a folder's name as IMAP wants it: signs outside of ASCII in modified UTF-7 (RFC 3501, 5.1.3)."""
    return FOREIGN.sub(_shifted, name.replace("&", "&-"))


def _shifted(found: re.Match[str]) -> str:
    letters = base64.b64encode(found[0].encode("utf-16-be")).decode()
    return "&" + letters.rstrip("=").replace("/", ",") + "-"


def _log_in(mailbox: imaplib.IMAP4, user: str, password: str) -> None:
    """Log in; LOGIN knows ASCII only, so other passwords go by PLAIN (RFC 4616)."""
    if user.isascii() and password.isascii():
        mailbox.login(user, password)
    else:
        mailbox.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())


def _connected(parts: SplitResult) -> imaplib.IMAP4:
    """Connect; a password goes over TLS only, or within this machine."""
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme == "imaps":
        return imaplib.IMAP4_SSL(host, parts.port or IMAPS_PORT, ssl_context=context, timeout=SECONDS)
    mailbox = imaplib.IMAP4(host, parts.port or IMAP_PORT, timeout=SECONDS)
    if not is_loopback(host):
        mailbox.starttls(context)
    return mailbox


def _without(said: str, parts: SplitResult) -> str:
    """Take the password out of what a server says."""
    secret = unquote(parts.password or "")
    return said.replace(secret, "***") if secret else said
