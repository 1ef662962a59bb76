"""Keys that sign mail, as the operator sees them: made, printed, compared to a DNS server's answers."""

from __future__ import annotations

import argparse
import re
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from wagtail.models import Site

from depesche.brand.models import Publisher
from depesche.courier import signing_keys
from depesche.courier.signing import Key
from depesche.kernel import options
from depesche.operations.commands import dkim as command
from depesche.operations.doctor import dkim
from depesche.operations.doctor.finding import State


class NameServer(socketserver.UDPServer):
    """Answers TXT questions from ``records``; says of everything else that it does not exist."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, connection = self.request
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        name = question.question[0].name
        text = self.server.records.get(name.to_text(omit_final_dot=True))  # type: ignore[attr-defined]
        if text is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            strings = " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", strings))
        connection.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with NameServer() as server:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[tuple[Key, ...]]:
    signing_keys.make(tmp_path)
    with options.using(home=tmp_path, dkim_selector="news1", dkim_domain="example.org"):
        yield signing_keys.current()


def test_the_records_in_the_dns_are_the_keys(db: None, names: NameServer, keys: tuple[Key, ...]) -> None:
    names.records = {key.place: key.record for key in keys}
    assert dkim.check().state is State.OK
    assert "example.org" in dkim.check().message

    names.records[keys[0].place] = keys[0].record.replace("p=", "p= ").replace("k=rsa; ", "")
    assert dkim.check().state is State.OK

    names.records[keys[0].place] = keys[0].record[:-8] + "AAAAAAAA"
    assert dkim.check().state is State.FAILURE
    assert "another key" in dkim.check().message


def test_a_record_that_is_not_there_is_a_failure(db: None, names: NameServer, keys: tuple[Key, ...]) -> None:
    names.records = {keys[0].place: keys[0].record}

    found = dkim.check()

    assert found.state is State.FAILURE
    assert keys[1].place in found.message
    assert "depesche dkim" in found.next_step


def test_a_sender_of_another_domain_is_a_warning(db: None, names: NameServer, keys: tuple[Key, ...]) -> None:
    names.records = {key.place: key.record for key in keys}
    publisher = Publisher.objects.create(site=Site.objects.get(is_default_site=True), name="Beispiel", newsletter_sender="news@elsewhere.example")
    assert dkim.check().state is State.WARNING
    Publisher.objects.filter(pk=publisher.pk).update(newsletter_sender="news@mail.example.org")
    assert dkim.check().state is State.OK


def test_who_does_not_sign_is_left_alone(db: None) -> None:
    assert dkim.check().state is State.OK


@pytest.mark.once
def test_the_command_makes_and_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with options.using(home=tmp_path):
        assert command.run(argparse.Namespace(deed="make")) == 0
        assert "DEPESCHE_DKIM_SELECTOR" in capsys.readouterr().out
        assert command.run(argparse.Namespace(deed=None)) == 1
        assert "not signed" in capsys.readouterr().out
    with options.using(home=tmp_path, dkim_selector="news1", dkim_domain="example.org"):
        assert command.run(argparse.Namespace(deed=None)) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split(" ")[0] for line in lines] == ["news1._domainkey.example.org.", "news1-ed25519._domainkey.example.org."]
        assert "".join(re.findall('"([^"]*)"', lines[0])) == signing_keys.current()[0].record
