"""A name server of our own on a loopback port, and one that answers nobody; both take the place of this machine's resolver."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.reversename
import dns.rrset
from dns.rdatatype import RdataType, to_text


class NameServer(socketserver.UDPServer):
    """Answers TXT questions from ``records`` (a text, or several), A and AAAA from ``addresses``, PTR from ``hosts`` (by address); keeps what was
    asked. Says of everything else that it does not exist."""

    def __init__(self) -> None:
        self.records: dict[str, str | list[str]] = {}
        self.addresses: dict[str, list[str]] = {}
        self.hosts: dict[str, str] = {}
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answer)

    def found(self, name: str, kind: RdataType) -> list[str]:
        if kind == RdataType.TXT:
            known = self.records.get(name, [])
            return [_strings(text) for text in ([known] if isinstance(known, str) else known)]
        if kind == RdataType.PTR:
            return [f"{host}." for address, host in self.hosts.items() if dns.reversename.from_address(address).to_text(omit_final_dot=True) == name]
        return [address for address in self.addresses.get(name, []) if (":" in address) == (kind == RdataType.AAAA)]


class _Answer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: NameServer = self.server  # type: ignore[assignment]
        data, connection = self.request
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        asked = question.question[0]
        name = asked.name.to_text(omit_final_dot=True).lower()
        server.asked.append(f"{to_text(asked.rdtype)} {name}")
        found = server.found(name, asked.rdtype)
        if found:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", to_text(asked.rdtype), *found))
        elif name not in {*server.records, *server.addresses}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        connection.sendto(answer.to_wire(), self.client_address)


def _strings(text: str) -> str:
    return " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))


@contextmanager
def serving() -> Iterator[NameServer]:
    """A name server that every lookup of this process asks."""
    with NameServer() as server, _resolving(server.server_address[1]):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)


@contextmanager
def silence() -> Iterator[None]:
    """A name server that takes questions and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        with _resolving(deaf.getsockname()[1]):
            yield


@contextmanager
def _resolving(port: int) -> Iterator[None]:
    before, resolver = dns.resolver.default_resolver, dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port
    dns.resolver.default_resolver = resolver
    try:
        yield
    finally:
        dns.resolver.default_resolver = before
