"""The audience from the shell."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from depesche.audience.models import Consent, FormVersion, ImportRun, Subscriber
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, proof_archive
from depesche.operations.commands import audience
from tests.audience.exports import row, table, write

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


@pytest.mark.rule("L-04")
def test_a_withdrawal_for_one_purpose_and_for_all(anna: Subscriber) -> None:
    assert run("withdraw", "anna@example.org", "--purpose", "product-news") == 0
    assert Consent.objects.count() == 2
    assert run("withdraw", "anna@example.org") == 0
    assert not Consent.objects.exists()


@pytest.mark.rule("L-35")
def test_an_erasure_leaves_nobody_and_a_record(anna: Subscriber, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("erase", "Anna@example.org") == 0

    assert not Subscriber.objects.exists()
    assert "anna" not in capsys.readouterr().out
    assert book.of_kind("data_request_answered")[0].body["by"].startswith("shell: ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("withdraw", "nobody@example.org"), "unknown-address"),
        (("withdraw", "no address"), "bad-address"),
        (("withdraw", "anna@example.org", "--purpose", "gold"), "unknown-purpose"),
        (("withdraw", "clara@example.org"), "nothing-to-withdraw"),
        (("erase", "nobody@example.org"), "unknown-address"),
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


def test_moving_in_from_the_shell(signup_form: FormVersion, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org", status="left"), "broken"))
    words = ("import", str(file), "--purpose", "product-news", "--source", "Altes System", "--json")

    assert run(*words, "--dry-run", "--report", str(tmp_path / "dry.csv")) == 0
    counted = json.loads(capsys.readouterr().out)
    assert (counted["id"], counted["preset"], counted["counts"]["mailable"]) == (None, "depesche", 1)
    assert not Subscriber.objects.exists()

    assert run(*words, "--report", str(tmp_path / "losses.csv")) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["state"], done["unchanged"], done["counts"]) == ("done", False, counted["counts"])
    assert [problem["line"] for problem in done["problems"]] == [4]
    assert (tmp_path / "losses.csv").read_text().startswith("file,line,result,code,explanation")
    assert run(*words) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] is True

    assert run("import", "--undo", str(done["id"]), "--json") == 0
    assert json.loads(capsys.readouterr().out)["erased"] == 1
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "no-file"),
        (("nowhere.csv",), "cannot-read"),
        (("FILE", "--map", "email"), "bad-mapping"),
        (("FILE", "--purpose", "gold", "--source", "x"), "unknown-purpose"),
        (("FILE", "--purpose", "product-news", "--source", " "), "no-source"),
        (("--undo", "99"), "unknown-import"),
    ],
)
def test_a_mistake_in_moving_in_gets_a_sentence(signup_form: FormVersion, tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    file = write(tmp_path, "old.csv", table(row("fritz@example.org")))

    with pytest.raises(Refusal) as refused:
        run("import", *(str(file) if word == "FILE" else word for word in words))

    assert refused.value.code == code
    assert not ImportRun.objects.exists()


@pytest.mark.rule("L-44")
def test_the_list_is_exported_and_that_is_recorded(anna: Subscriber, clara: Subscriber, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "--json") == 0
    people = json.loads(capsys.readouterr().out)
    assert {person["email"]: person["state"] for person in people} == {"anna@example.org": "live", "clara@example.org": "withdrew"}
    assert {person["email"]: len(person["consents"]) for person in people} == {"anna@example.org": 3, "clara@example.org": 0}

    assert run("export", "--purpose", "product-news") == 0
    assert capsys.readouterr().out.count("@example.org") == 1
    assert [event.body["count"] for event in book.of_kind("list_exported")] == [2, 1]
    with pytest.raises(Refusal):
        run("export", "--purpose", "gold")
