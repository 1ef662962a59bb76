"""The ledger on the command line, the way people call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from depesche.kernel import options
from depesche.ledger import book, checkpoints, logs, note, proof_archive
from depesche.operations import cli
from tests import databases
from tests.ledger.conftest import ANNA, MONDAY, confirmed

pytestmark = pytest.mark.django_db
BLOCKED = (
    "import sys; sys.modules['django'] = None; sys.modules['sqlite3'] = None; sys.modules['psycopg'] = None; "
    "from depesche.operations.cli import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture
def proof(append, tmp_path: Path) -> Path:
    append(confirmed(ANNA))
    (tmp_path / "proof.zip").write_bytes(proof_archive.build(proof_archive.event_members(ANNA, at=MONDAY), at=MONDAY))
    (tmp_path / "0.tlog-proof").write_bytes(proof_archive.event_members(ANNA, at=MONDAY)["events/0.tlog-proof"])
    return tmp_path / "proof.zip"


def elsewhere(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``depesche`` in a process without home folder, Django or any database driver."""
    environment = {"PATH": "/usr/bin", "PYTHONPATH": str(databases.ROOT)}
    return subprocess.run([sys.executable, "-c", BLOCKED, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def key() -> str:
    return logs.verifiers("consent")[0].vkey


def test_a_stranger_checks_a_proof_on_a_machine_without_depesches_home(proof: Path) -> None:
    free = elsewhere("verify", "proof.zip", folder=proof.parent)
    pinned = elsewhere("verify", "proof.zip", "--key", key(), folder=proof.parent)

    assert free.returncode == 0, free.stderr
    assert free.stdout.splitlines()[0] == "consistent; key NOT pinned: authorship not shown"
    assert pinned.returncode == 0, pinned.stderr
    assert pinned.stdout.splitlines()[0] == "verified: signed by the key of testserver.localhost/consent-log"


def test_a_changed_proof_a_wrong_key_and_no_file_are_refused_in_one_line(proof: Path) -> None:
    other = note.verifier_of_seed(logs.origin("consent"), bytes(32)).vkey
    changed = bytearray(proof.read_bytes())
    changed[len(changed) // 2] ^= 1
    (proof.parent / "changed.zip").write_bytes(changed)

    for words, says in (
        (["verify", "changed.zip"], "REFUSED"),
        (["verify", "proof.zip", "--key", other], "another key"),
        (["verify", "proof.zip", "--key", "x"], "key cannot be read"),
        (["verify", "absent.zip"], "cannot be read"),
        (["verify", "."], "cannot be read"),
    ):
        done = elsewhere(*words, folder=proof.parent)
        assert done.returncode == 1
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_at_home_the_key_ring_pins_the_key(proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(proof), "--home", str(options.current().home)]) == 0
    assert capsys.readouterr().out.startswith("verified: signed by the key of testserver.localhost/consent-log")


def test_a_lone_proof_says_what_it_cannot_show(proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lone = str(proof.parent / "0.tlog-proof")

    free = elsewhere("verify", lone, folder=proof.parent)
    assert (free.returncode, free.stdout.splitlines()[0]) == (0, "well-formed; key NOT pinned: authorship not shown")
    assert "does not show what the entry says" in free.stdout
    assert elsewhere("verify", lone, "--key", key(), folder=proof.parent).stdout.startswith("verified:")
    assert elsewhere("verify", lone, "--key", note.verifier_of_seed("a/b", bytes(32)).vkey, folder=proof.parent).returncode == 1
    assert cli.main(["verify", lone, "--home", str(options.current().home)]) == 0
    assert capsys.readouterr().out.startswith("verified:")
    Path(lone).write_text("c2sp.org/tlog-proof@v1\nindex 00\n\nx")
    assert elsewhere("verify", lone, folder=proof.parent).returncode == 1


def test_the_newest_checkpoint_and_the_key_are_printed(append, capsys: pytest.CaptureFixture[str]) -> None:
    append(confirmed(ANNA))
    home = ["--home", str(options.current().home)]

    assert cli.main(["ledger", "checkpoint", *home]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["ledger", "checkpoint", "--key", *home]) == 0

    assert note.parse(printed).signed_by([note.verifier(capsys.readouterr().out)]).name == logs.origin("consent")
    newest = checkpoints.newest("consent")
    assert newest is not None
    assert newest.note == printed


def test_verify_tells_a_whole_ledger_from_a_broken_one(append, capsys: pytest.CaptureFixture[str]) -> None:
    append(confirmed(ANNA))
    with transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)
    home = ["--home", str(options.current().home)]

    assert cli.main(["ledger", "verify", *home]) == 0
    assert "consent: 2 entries (1 erased officially)" in capsys.readouterr().out
    assert cli.main(["ledger", "verify", "--json", "--log", "consent", *home]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_log_update" + (" ON ledger_log" if connection.vendor == "postgresql" else ""))
        cursor.execute("UPDATE ledger_log SET size = 7 WHERE name = 'consent'")
    assert cli.main(["ledger", "verify", *home]) == 1
    said = capsys.readouterr()
    assert "consent: size:" in said.err
    assert "ledger_log_update" in said.err
    assert cli.main(["ledger", "verify", "--json", *home]) == 1
    assert json.loads(capsys.readouterr().out)["deviations"][0]["what"] == "size"
