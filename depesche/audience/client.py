"""Where a request comes from, as far as it may be believed (B-07)."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from depesche.kernel import digest, options

Address = IPv4Address | IPv6Address
SCRIPTS = (
    "bot",
    "crawl",
    "spider",
    "scan",
    "headless",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "libwww",
    "preview",
    "proofpoint",
    "barracuda",
)


def address(meta: Mapping[str, object]) -> Address | None:
    """Return the address of the person's connection: the nearest one that is no trusted proxy.

    :param meta: the request's WSGI environment
    """
    peer = _parsed(str(meta.get("REMOTE_ADDR", "")))
    if peer is None or not _is_trusted(peer):
        return peer
    for hop in reversed(str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        found = _parsed(hop)
        if found is None:
            return peer
        if not _is_trusted(found):
            return found
        peer = found
    return peer


def network(client: Address | None) -> str:
    """Return the network that requests are counted by (IPv4 /24, IPv6 /48), empty for this machine and for private networks."""
    if client is None or client.is_loopback or client.is_private or client.is_link_local:
        return ""
    return str(ip_network((client, 24 if client.version == 4 else 48), strict=False))


def user_agent_sha256(agent: str) -> str:
    """Return what is recorded of the program that sent a form (L-20): a digest, or nothing if it does not say who it is."""
    return digest.sha256_hex(agent.encode("utf-8", "replace")) if agent else ""


def agent_class(agent: str) -> str:
    """Return what kind of program says that it sent a request (B-04): a hint for a proof, never a reason to refuse."""
    said = agent.casefold()
    if not said.strip():
        return "none"
    if any(word in said for word in SCRIPTS):
        return "script"
    return "browser" if said.startswith("mozilla/") or said.startswith("opera/") else "other"


def _is_trusted(client: Address) -> bool:
    return any(client in ip_network(network) for network in options.current().trusted_proxies)


def _parsed(text: str) -> Address | None:
    try:
        found = ip_address(_without_port(text.strip()))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _without_port(text: str) -> str:
    """Some proxies write the port as well: ``192.0.2.1:443``, ``[2001:db8::1]:443``."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
