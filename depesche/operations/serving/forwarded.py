"""What a trusted proxy says about the request (option ``trusted_proxies``): the peer and whether TLS was used.

The headers themselves stay in place, so that what answers only to this machine (inbox, metrics) still sees that a proxy is there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from depesche.operations.serving.access_log import Application, Environ, Start

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def believing(application: Application, proxies: Sequence[str]) -> Application:
    """Wrap a WSGI application; without trusted proxies it is returned as it is."""
    networks = [ipaddress.ip_network(proxy) for proxy in proxies]
    if not networks:
        return application

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        if is_in(networks, str(environ.get("REMOTE_ADDR", ""))):
            _believe(environ, networks)
        return application(environ, start)

    return answer


def _believe(environ: Environ, networks: Sequence[Network]) -> None:
    hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    foreign = next((hop for hop in reversed(hops) if not is_in(networks, hop)), "")
    if _parsed(foreign):
        environ["REMOTE_ADDR"] = foreign
    scheme = str(environ.get("HTTP_X_FORWARDED_PROTO", "")).strip()
    if scheme in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme


def is_in(networks: Sequence[Network], text: str) -> bool:
    """Whether a text is a network address of one of these networks."""
    address = _parsed(text)
    return address is not None and any(address in network for network in networks)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
