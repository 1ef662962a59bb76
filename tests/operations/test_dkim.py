"""Keys that sign mail, as the operator sees them: made, printed, compared to a DNS server's answers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from wagtail.models import Site

from depesche.brand.models import Publisher
from depesche.courier import signing_keys
from depesche.courier.signing import Key
from depesche.kernel import options
from depesche.operations.commands import dkim as command
from depesche.operations.doctor import dkim
from depesche.operations.doctor.finding import State
from tests.courier.name_server import NameServer, serving, silence


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def names() -> Iterator[NameServer]:
    with serving() as server:
        yield server


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
    names.records["_dmarc.example.org"] = "v=DMARC1; p=none"
    Publisher.objects.filter(pk=publisher.pk).update(newsletter_sender="news@mail.example.org")
    assert dkim.check().state is State.OK


def test_who_does_not_sign_is_left_alone_until_mail_goes_to_real_receivers(db: None) -> None:
    assert dkim.check().state is State.OK
    with options.using(site_url="https://zeitung.example", smtp_url="smtp://127.0.0.1:25"):
        assert dkim.check().state is State.WARNING


def test_a_name_server_that_does_not_answer_is_a_warning(db: None, keys: tuple[Key, ...]) -> None:
    with silence():
        found = dkim.check()

    assert (found.state, keys[0].place in found.message) == (State.WARNING, True)


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
