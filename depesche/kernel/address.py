"""An e-mail address: checked, brought to one form, and turned into a look-up digest.

Local parts are never case-folded for sending, only for looking up (S-08).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from depesche.kernel import digest
from depesche.kernel.refusal import Refusal

LONGEST = 254
UNREADABLE = "\ufffd"  # stands where bytes were no UTF-8; nobody types it
# What nearly all addresses look like, and nothing about which one could be in two minds; all others are looked at closely.
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
PLAIN = re.compile(
    rf"({ATOM}(?:\.{ATOM})*)@((?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?!arpa$|invalid$|local$|localhost$|onion$|test$)[a-z]{{2,63}})",
    re.I | re.A,
)
LONGEST_LOCAL = 64  # octets (RFC 5321, 4.5.3.1.1)


@dataclass(frozen=True)
class Address:
    """A checked address: ``mailbox`` is what mail is sent to, ``domain`` its A-label domain."""

    mailbox: str
    domain: str

    @property
    def international(self) -> bool:
        """Whether handing it over needs SMTPUTF8 (RFC 6531)."""
        return not self.mailbox.isascii()


def parse(typed: str, *, message: object, help: object = "") -> Address:
    """Check what a person typed, by syntax only (B-11: never by DNS inside a request).

    :param message: what to tell the person when it is no address
    :raises Refusal: code ``bad-address``
    """
    text = typed.strip()
    found = _plain(text)
    return found if found is not None else _looked_at_closely(text, message=message, help=help)


def _plain(text: str) -> Address | None:
    found = PLAIN.fullmatch(text)
    if found is None or len(text) > LONGEST or len(found[1]) > LONGEST_LOCAL or "--" in found[2]:
        return None
    domain = found[2].lower()
    return Address(mailbox=f"{found[1]}@{domain}", domain=domain)


def _looked_at_closely(text: str, *, message: object, help: object) -> Address:
    try:
        if len(text) > LONGEST:
            raise EmailNotValidError("too long")
        if UNREADABLE in text:
            raise EmailNotValidError("somebody could not read what was typed")
        found = validate_email(text, check_deliverability=False, allow_smtputf8=True, test_environment=True)
        if len(found.local_part.encode()) > LONGEST_LOCAL:
            raise EmailNotValidError("local part too long")
    except EmailNotValidError as error:
        raise Refusal(code="bad-address", message=message, help=help) from error
    domain = (found.ascii_domain or found.domain).lower()
    return Address(mailbox=f"{found.local_part}@{domain}", domain=domain)


def lookup_form(mailbox: str) -> str:
    """Return the form under which an address is found again: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", mailbox).casefold()


def lookup_digest(mailbox: str, *, key: bytes) -> str:
    """Return the keyed digest of an address, 64 hexadecimal digits (L-36)."""
    return digest.keyed(key, lookup_form(mailbox).encode("utf-8")).hex()


def limiting_form(mailbox: str) -> str:
    """Return the form under which requests are counted: Gmail's dots and any ``+tag`` are dropped (B-07, only for limiting)."""
    local, _, domain = lookup_form(mailbox).rpartition("@")
    local = local.split("+", 1)[0]
    if domain in {"gmail.com", "googlemail.com"}:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
