"""How the text of an option becomes its value. Each reader raises ``ValueError`` with what it wanted, worded to follow "is not"."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

MAILBOX = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[a-z0-9-]+", re.IGNORECASE)
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?\Z")
# To the last @: a password may hold the signs that end it, and then the address is read wrongly but must not be shown either.
PASSWORD = re.compile(r"(?<=://)([^/@\s:]*:)([^\s\"'<>]*)")
PASSWORD_PARAMETER = re.compile(r"(?i)([?&][a-z]*password=)[^&\s\"']+")
EEA = re.compile("AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK")
PROVIDERS = ("amazon_ses", "brevo", "mailgun", "mailjet", "postmark", "sendgrid", "sparkpost")
BOUNCE_SCHEMES = ("imap", "imaps", "maildir", "lmtp")
SMTP_SCHEMES = ("smtp", "smtps", "smtp+starttls", "file", "catcher")
RATE = re.compile(r"\d{1,5}(\.\d{1,3})?")
ORIGIN = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]+(?::\d{1,5})?")


def text(value: str) -> str:
    """Any text."""
    return value.strip()


def path(value: str) -> Path:
    """A path of the file system."""
    if not value.strip():
        raise ValueError("a path")
    return Path(value.strip())


def switch(value: str) -> bool:
    """``on`` or ``off``."""
    word = value.strip().lower()
    if word in {"on", "true", "yes", "1"}:
        return True
    if word in {"off", "false", "no", "0"}:
        return False
    raise ValueError("on or off")


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader for a whole number within bounds."""

    def read(value: str) -> int:
        wanted = f"a whole number from {least} to {most}"
        try:
            number = int(value.strip())
        except ValueError as error:
            raise ValueError(wanted) from error
        if not least <= number <= most:
            raise ValueError(wanted)
        return number

    return read


def rates(value: str) -> tuple[str, ...]:
    """Read rates by name, such as ``gmail=20, example.org=0.5``."""
    wanted = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    for part in wanted:
        name, _sign, number = part.partition("=")
        if not name or not RATE.fullmatch(number) or float(number) == 0:
            raise ValueError("rates such as gmail=20, example.org=0.5")
    return wanted


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader for one of these words."""

    def read(value: str) -> str:
        if value.strip() not in words:
            raise ValueError("one of " + ", ".join(words))
        return value.strip()

    return read


def eea_country(value: str) -> str:
    """Two letters of a state of the European Economic Area."""
    code = value.strip().upper()
    if not EEA.fullmatch(code):
        raise ValueError("a state of the EEA in two letters, such as DE or AT")
    return code


def day(value: str) -> str:
    """A day like 2027-03-01, or nothing."""
    try:
        return date.fromisoformat(value.strip()).isoformat() if value.strip() else ""
    except ValueError as error:
        raise ValueError("a day like 2027-03-01") from error


def host(value: str) -> str:
    """A host name, or nothing."""
    name = value.strip().lower()
    if name and not HOST.match(name):
        raise ValueError("a host name")
    return name


def dkim_selector(value: str) -> str:
    """A DKIM selector (RFC 6376, 3.1): labels of letters, digits and dashes; in lower case."""
    found = value.strip().lower()
    if found and not re.fullmatch(r"(?!-)[a-z0-9-]{1,50}(?<!-)(\.(?!-)[a-z0-9-]{1,50}(?<!-))*", found):
        raise ValueError("a selector like news2026")
    return found


def mailbox(value: str) -> str:
    """An e-mail address, or nothing."""
    address = value.strip()
    if address and not MAILBOX.fullmatch(address):
        raise ValueError("an e-mail address")
    return address


def site_url(value: str) -> str:
    """``http(s)://host[:port]`` without a path."""
    wanted = "an address like https://news.example, without a path (a name with umlauts in its xn-- form)"
    try:
        parts = urlsplit(value.strip().rstrip("/"))
        port_fits = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ValueError(wanted) from error
    plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not _is_host(parts.hostname or "") or not plain or not port_fits:
        raise ValueError(wanted)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def web_address(value: str) -> str:
    """``https://...`` (``http://`` on this very machine only), or nothing."""
    address = value.strip()
    wanted = "an address like https://hub.example/, beginning with https:// (http:// on this machine only)"
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it checks the number
    except ValueError as error:
        raise ValueError(wanted) from error
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if address and not (is_secure and _is_host(parts.hostname or "")):
        raise ValueError(wanted)
    return address


def indexnow_key(value: str) -> str:
    """A key as IndexNow wants it, or nothing."""
    key = value.strip()
    if key and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", key):
        raise ValueError("a key of 8 to 128 letters, digits or dashes")
    return key


def _is_host(name: str) -> bool:
    """Whether this is a host's name or its number."""
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return bool(HOST.match(name))


@lru_cache(maxsize=16)
def host_of(url: str) -> str:
    """Return the host of an address, without port and brackets."""
    return urlsplit(url).hostname or ""


def is_loopback(name: str) -> bool:
    """Tell whether a host is this very machine."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def database_url(value: str) -> str:
    """``sqlite:///PATH``, ``postgres://...`` or nothing."""
    address = value.strip()
    wanted = "an address like sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME (a password's special signs as %XX)"
    if address and not (re.match(r"sqlite:///.", address) or re.match(r"postgres(ql)?://[^/]*/.", address)):
        raise ValueError(wanted)
    try:
        urlsplit(address).port  # noqa: B018 - reading it checks the number
    except ValueError as error:
        raise ValueError(wanted) from error
    return address


def smtp_url(value: str) -> str:
    """One of the ways out, or nothing."""
    address = value.strip()
    if not address:
        return ""
    wanted = "an address like smtp://HOST:25, smtps://, smtp+starttls://, file:///DIR or catcher:// (a password's special signs as %XX)"
    try:
        parts = urlsplit(address)
        has_target = bool(parts.path.strip("/")) if parts.scheme == "file" else parts.scheme == "catcher" or bool(parts.hostname)
        parts.port  # noqa: B018 - reading it checks the number
    except ValueError as error:
        raise ValueError(wanted) from error
    if parts.scheme not in SMTP_SCHEMES or not has_target:
        raise ValueError(wanted)
    return address


def bounce_url(value: str) -> str:
    """One of the ways in for mail that comes back, or nothing."""
    address = value.strip()
    if not address:
        return ""
    wanted = "an address like imaps://USER:PASSWORD@HOST/INBOX, maildir:///PATH or lmtp://127.0.0.1:PORT (a password's special signs as %XX)"
    try:
        parts = urlsplit(address)
        port = parts.port  # reading it checks the number
        is_lmtp = parts.scheme == "lmtp" and bool(parts.hostname) and bool(port)
        has_target = is_lmtp or (parts.scheme == "maildir" and bool(parts.path.strip("/")))
        is_imap = parts.scheme in {"imap", "imaps"} and bool(parts.hostname) and bool(parts.username) and bool(parts.password)
    except ValueError as error:
        raise ValueError(wanted) from error
    if parts.scheme not in BOUNCE_SCHEMES or not (has_target or is_imap):
        raise ValueError(wanted)
    return address


def providers(value: str) -> tuple[str, ...]:
    """Names of sending services, comma-separated."""
    found = tuple(part.strip().lower() for part in value.split(",") if part.strip())
    if not set(found) <= set(PROVIDERS):
        raise ValueError("a list of " + ", ".join(PROVIDERS))
    return found


def webhook_secret(value: str) -> str:
    """A secret that may stand in an address, or nothing."""
    secret = value.strip()
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{20,200}", secret):
        raise ValueError("a secret of at least 20 letters, digits, dashes or underscores")
    return secret


def networks(value: str) -> tuple[str, ...]:
    """Networks, comma-separated, each in CIDR form."""
    try:
        return tuple(str(ipaddress.ip_network(part.strip(), strict=False)) for part in value.split(",") if part.strip())
    except ValueError as error:
        raise ValueError("a list of networks like 10.0.0.0/8,::1/128") from error


def origins(value: str) -> tuple[str, ...]:
    """Origins (scheme, host and port), comma-separated, as a content security policy names them."""
    found = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    if not all(ORIGIN.fullmatch(origin) for origin in found):
        raise ValueError("a list of sites like https://partner.example,https://www.partner.example")
    return found


def time_zone(value: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(value.strip())
    except (ValueError, LookupError, OSError) as error:
        raise ValueError("a time zone like Europe/Berlin") from error
    return value.strip()


def redact(value: str) -> str:
    """Return the text with the password of every address in it replaced by ``***``."""
    return PASSWORD_PARAMETER.sub(r"\1***", PASSWORD.sub(_without_password, value))


def _without_password(found: re.Match[str]) -> str:
    """Replace what stands before the last @; the search goes on behind all of it, so that a long text takes no longer than its length."""
    password, at, rest = found[2].rpartition("@")
    return f"{found[1]}***@{rest}" if at else f"{found[1]}{password}{rest}"
