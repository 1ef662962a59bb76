"""A reader's request as it is passed on: what belongs to the outer connection is left out (RFC 9110, 7.6.1), everything else stays as it came."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from depesche.operations.serving import inner_way
from depesche.press.serving.rsgi import Headers, Scope

OF_A_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect", "http2-settings"}
)
UNESCAPED = "/:@!$&'()*+,;=~"  # RFC 3986, 3.3
ALL_OF_IT = "*"


@dataclass(frozen=True)
class Outer:
    """A request to pass on. ``length`` is ``None`` where the body's length is not told, or where there is none."""

    method: str
    path: str
    target: str
    headers: Headers
    has_body: bool
    length: int | None


def refused(scope: Scope) -> int | None:
    """Return the status of the answer to what is no request for this site at all: 400 for nonsense, 405 for a tunnel, 204 for a ping."""
    if scope.method == "CONNECT":
        return 405
    if scope.method == "OPTIONS" and scope.path == ALL_OF_IT:
        return 204
    hosts = [name for name, _ in scope.headers.items()].count("host")
    is_nameless = scope.http_version == "1.1" and not hosts and not scope.authority
    return 400 if not scope.path.startswith("/") or hosts > 1 or is_nameless else None  # RFC 9112, 3.2


def read(scope: Scope) -> Outer:
    """Read a request."""
    found = scope.headers.items()
    length = next((value for name, value in found if name == "content-length"), "")
    has_body = (length.isdecimal() and int(length) > 0) or any(name == "transfer-encoding" for name, _ in found)
    query = f"?{scope.query_string}" if scope.query_string else ""
    return Outer(
        method=scope.method,
        path=scope.path,
        target=f"http://depesche{quote(scope.path, safe=UNESCAPED)}{query}",
        headers=_passed_on(scope, found),
        has_body=has_body,
        length=int(length) if length.isdecimal() else None,
    )


def _passed_on(scope: Scope, found: Headers) -> Headers:
    kept = [
        (name, value) for name, value in without_those_of_a_connection(found) if name not in {"host", "cookie"} and not inner_way.is_reserved(name)
    ]
    host = scope.authority or next((value for name, value in found if name == "host"), scope.server)
    cookies = [value for name, value in found if name == "cookie"]  # HTTP/2 sends them one by one (RFC 9113, 8.2.3)
    return [
        ("host", host),
        *kept,
        *([("cookie", "; ".join(cookies))] if cookies else []),
        (inner_way.NAME, inner_way.told(scope.scheme, scope.client, scope.server)),
    ]


def without_those_of_a_connection(headers: Headers) -> Headers:
    """Leave out what holds for one connection only, by its own rule or because the header Connection says so.

    :param headers: names in small letters
    """
    named = {word.strip().lower() for name, value in headers if name == "connection" for word in value.split(",")}
    left_out = OF_A_CONNECTION | (named - {"", "close", "content-length", "host"})
    return [(name, value) for name, value in headers if name not in left_out]
