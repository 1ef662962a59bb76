"""What a request asks of the page store; anything unusual is none of its business and goes on to Django."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from depesche.press.files import is_storable

Environ = dict[str, Any]
# In the environment when nothing is stored under an address: what was asked; whoever renders the page may store it.
MISSED = "depesche.page_missed"
# Preconditions that no reader's browser sends for a page, and bodies that none has.
UNUSUAL = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Asked:
    """A request that a stored page can answer."""

    path: str
    is_head: bool = False
    is_https: bool = False
    encodings: str | None = None
    none_match: str | None = None
    modified_since: str | None = None


def read(environ: Environ, hosts: Collection[str]) -> Asked | None:
    """Read a WSGI environment; ``None`` for everything but GET and HEAD of a plain path of this site.

    :param hosts: the names of this site, in small letters
    """
    method, path = environ.get("REQUEST_METHOD"), str(environ.get("PATH_INFO", ""))
    if method not in {"GET", "HEAD"} or environ.get("QUERY_STRING") or not is_storable(path):
        return None
    if not is_known(str(environ.get("HTTP_HOST", "")), hosts) or any(name in environ for name in UNUSUAL):
        return None
    if environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return None
    return Asked(
        path,
        is_head=method == "HEAD",
        is_https=environ.get("wsgi.url_scheme") == "https",
        encodings=environ.get("HTTP_ACCEPT_ENCODING"),
        none_match=environ.get("HTTP_IF_NONE_MATCH"),
        modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
    )


def is_known(host: str, hosts: Collection[str]) -> bool:
    """Whether a Host header names this site; the port does not matter.

    :param hosts: the names of this site, in small letters
    """
    found = _HOST.fullmatch(host)
    return found is not None and found[1].lower() in hosts
