"""An e-mail address: checked, brought to one form, and turned into a look-up digest.

Local parts are never case-folded for sending, only for looking up (S-08).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from depesche.kernel import digest
from depesche.kernel.refusal import Refusal

LONGEST = 254
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
    try:
        if len(text) > LONGEST:
            raise EmailNotValidError("too long")
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
