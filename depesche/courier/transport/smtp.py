"""Where a mail server is, and how it is trusted."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from depesche.kernel import option_types

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


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
