"""The audience from the shell."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from depesche.audience.models import Consent, Subscriber
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, proof_archive
from depesche.operations.commands import audience

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    audience.configure(parser)
    return audience.run(parser.parse_args(arguments))


def test_a_proof_is_written_and_its_reading_recorded(anna: Subscriber, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "proof.zip"

    assert run("proof", "Anna@example.org", "-o", str(file)) == 0

    assert proof_archive.check(file.read_bytes(), vkey=None).ok
    assert str(file) in capsys.readouterr().out
    assert book.events(anna.id)[-1].body["reader"].startswith("shell: ")


def test_a_withdrawal_for_one_purpose_and_for_all(anna: Subscriber) -> None:
    assert run("withdraw", "anna@example.org", "--purpose", "product-news") == 0
    assert Consent.objects.count() == 2
    assert run("withdraw", "anna@example.org") == 0
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("withdraw", "nobody@example.org"), "unknown-address"),
        (("withdraw", "no address"), "bad-address"),
        (("withdraw", "anna@example.org", "--purpose", "gold"), "unknown-purpose"),
        (("withdraw", "clara@example.org"), "nothing-to-withdraw"),
        (("proof", "anna@example.org", "-o", "/nowhere/proof.zip"), "cannot-write"),
    ],
)
def test_a_mistake_gets_a_sentence(anna: Subscriber, clara: Subscriber, arguments: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        run(*arguments)

    assert refused.value.code == code
    assert Consent.objects.filter(address=anna).count() == 3


def test_ledger_verify_also_compares_the_tables_with_the_log(anna: Subscriber, capsys: pytest.CaptureFixture[str]) -> None:
    from depesche.operations.commands import ledger
    from depesche.operations.doctor import consents

    parser = argparse.ArgumentParser()
    ledger.configure(parser)
    assert ledger.run(parser.parse_args(["verify"])) == 0
    assert consents.check().state == "ok"
    Consent.objects.filter(purpose__key="product-news").delete()

    assert ledger.run(parser.parse_args(["verify"])) == 1
    assert "no live row" in capsys.readouterr().err
    assert consents.check().state == "failure"
