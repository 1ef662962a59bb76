"""Signing: a grown log gets a checkpoint, an unchanged one keeps its own, a new key takes over without losing the old ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.chores import periodic
from depesche.kernel import keyring
from depesche.kernel.keyring import KeyRing
from depesche.ledger import checkpoints, chores, growth, logs, note, proof_archive, tree, tree_head, verification
from depesche.ledger.book import Fact
from depesche.ledger.flaw import Flaw
from tests.ledger.conftest import ANNA, MONDAY, confirmed

pytestmark = pytest.mark.django_db


def test_a_checkpoint_says_size_and_root_and_is_signed(append) -> None:
    append(confirmed(ANNA), confirmed(ANNA))

    signed = checkpoints.sign("consent", at=MONDAY)

    opened = note.parse(signed.note)
    assert opened.signed_by(logs.verifiers("consent")).name == "testserver.localhost/consent-log"
    assert tree_head.parse(opened.text) == tree_head.TreeHead("testserver.localhost/consent-log", 2, tree.root(growth.tiles("consent"), 2))
    assert signed.signed_at == MONDAY
    with pytest.raises(Flaw, match="known key"):
        opened.signed_by(logs.verifiers("editorial"))


def test_an_unchanged_log_keeps_its_checkpoint(append) -> None:
    append(confirmed(ANNA))
    first = checkpoints.sign("consent", at=MONDAY)

    assert checkpoints.sign("consent", at=MONDAY + timedelta(days=1)) == first == checkpoints.newest("consent")


def test_the_chore_signs_what_has_grown_and_nothing_else(append) -> None:
    job = next(job for job in periodic.jobs() if job.deed is chores.sign_checkpoints)
    assert job.period == timedelta(seconds=60)
    assert job.wanted is not None
    assert not job.wanted(at=MONDAY)

    append(Fact("corrected", {}, log="editorial"))
    assert job.wanted(at=MONDAY)
    job.deed(at=MONDAY)

    assert checkpoints.newest("consent") is None
    assert not job.wanted(at=MONDAY)
    newest = checkpoints.newest("editorial")
    assert newest is not None
    assert newest.note.startswith("testserver.localhost/protocol\n1\n")


def test_a_new_key_signs_from_now_on_and_the_old_one_still_verifies(append, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    ring = keyring.make(tmp_path / "keys.json")
    monkeypatch.setattr(keyring, "ring", lambda: ring)
    append(confirmed(ANNA))
    older = checkpoints.sign("consent", at=MONDAY)
    archive = proof_archive.build(proof_archive.event_members(ANNA, at=MONDAY), at=MONDAY)
    old_key = logs.verifiers("consent")[0]
    rotate(ring)

    mixed = proof_archive.build(proof_archive.event_members(ANNA, at=MONDAY), at=MONDAY)
    append(confirmed(ANNA))
    newer = checkpoints.sign("consent", at=MONDAY)

    new_key = logs.verifiers("consent")[0]
    assert new_key != old_key
    assert note.parse(older.note).signed_by([old_key])
    assert note.parse(newer.note).signed_by([new_key])
    assert proof_archive.check(archive, vkey=old_key.vkey).pinned
    assert proof_archive.check(mixed, vkey=new_key.vkey).pinned
    assert not proof_archive.check(mixed, vkey=old_key.vkey).ok
    assert verification.verify().ok


def rotate(ring: KeyRing) -> None:
    ring.rotate("log:consent")


@pytest.mark.parametrize(
    "text",
    ["", "origin\n1\n", "origin\n01\nAA==\n", "origin\n-1\nAA==\n", "origin\n1\nAA==\n", "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Flaw):
        tree_head.parse(text)


def test_extension_lines_of_a_checkpoint_are_ignored() -> None:
    root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert tree_head.parse(f"example.org/log\n7\n{root}\nmore\n") == tree_head.TreeHead("example.org/log", 7, tree.EMPTY_ROOT)
