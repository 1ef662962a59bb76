"""Anna's proof: it verifies without anything of ours, and no changed byte does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from depesche.kernel import canonical_json, keyring
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs, manifest, note, proof_archive, proof_file, sealed_zip, tree
from tests.ledger.conftest import ANNA, BEN, EMIL, MONDAY, confirmed

WORDING = {"wording-1.html": "<p>Ja, ich möchte den Newsletter.</p>".encode(), "confirmation.eml": b"From: a@example.org\r\n\r\nBitte\r\n"}


@pytest.fixture
def members(db, append) -> Mapping[str, bytes]:
    append(confirmed(BEN), confirmed(ANNA), confirmed(EMIL))
    append(confirmed(ANNA, 2))
    return {**proof_archive.event_members(ANNA, at=MONDAY), **WORDING}


def key() -> str:
    return logs.verifiers("consent")[0].vkey


def test_the_proof_holds_with_and_without_the_key(members) -> None:
    data = proof_archive.build(members, at=MONDAY)

    pinned, free = proof_archive.check(data, vkey=key()), proof_archive.check(data, vkey=None)

    assert pinned.ok
    assert pinned.pinned
    assert pinned.events == (1, 3)
    assert pinned.size == 4
    assert free.ok
    assert free.sentence == "consistent; key NOT pinned: authorship not shown"


def test_the_same_proof_has_the_same_bytes_and_any_zip_tool_reads_it(members) -> None:
    data = proof_archive.build(members, at=MONDAY)

    assert data == proof_archive.build(dict(reversed(members.items())), at=MONDAY)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert set(opened.namelist()) == {*members, "manifest.json"}


@pytest.mark.rule("S-41")
def test_every_changed_byte_is_refused_whether_or_not_the_key_is_known(members) -> None:
    data = proof_archive.build(members, at=MONDAY)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert not proof_archive.check(bytes(changed), vkey=None).ok, place


@pytest.mark.rule("S-41")
def test_every_member_changed_before_packing_again_is_named(members) -> None:
    packed = sealed_zip.read(proof_archive.build(members, at=MONDAY))
    for name, content in members.items():
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            verdict = proof_archive.check(sealed_zip.write({**packed, name: bytes(changed)}), vkey=key())
            assert verdict.problem == f"changed after signing: {name}"


def test_missing_extra_and_renamed_members_are_refused(members) -> None:
    packed = sealed_zip.read(proof_archive.build(members, at=MONDAY))
    without = {name: content for name, content in packed.items() if name != "confirmation.eml"}

    assert "missing" in proof_archive.check(sealed_zip.write(without), vkey=None).problem
    assert "not in its manifest" in proof_archive.check(sealed_zip.write({**packed, "more.txt": b""}), vkey=None).problem
    assert "missing" in proof_archive.check(sealed_zip.write({**without, "other.eml": packed["confirmation.eml"]}), vkey=None).problem
    del packed["manifest.json"]
    assert "manifest.json" in proof_archive.check(sealed_zip.write(packed), vkey=None).problem


def test_bytes_around_the_archive_a_comment_and_another_packing_are_refused(members) -> None:
    data = proof_archive.build(members, at=MONDAY)
    commented, packed_again, doubled = io.BytesIO(data), io.BytesIO(), io.BytesIO(data)
    with zipfile.ZipFile(commented, "a") as file:
        file.comment = b"hello"
    with zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sealed_zip.read(data).items():
            file.writestr(name, content * 1)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(doubled, "a") as file:
        file.writestr("confirmation.eml", b"another")

    for wrong in (data + b"x", b"x" + data, commented.getvalue(), packed_again.getvalue(), doubled.getvalue(), data[:-1], b"", b"PK", data + data):
        assert not proof_archive.check(wrong, vkey=None).ok


def test_a_bomb_and_a_large_file_are_refused_unopened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("events/0.json", bytes(50_000_000))

    assert "compressed" in proof_archive.check(bomb.getvalue(), vkey=None).problem
    assert "20 MB" in proof_archive.check(bytes(20 * 1024 * 1024 + 1), vkey=None).problem


def forged(members: Mapping[str, bytes], seed: bytes) -> bytes:
    keys = [note.verifier_of_seed(logs.origin("consent"), seed)]
    signed = note.sign(manifest.text(members, keys=keys, made="2026-11-23T08:00:00.000Z"), name=keys[0].name, seed=seed)
    return sealed_zip.write({**members, "manifest.json": manifest.as_file(signed)})


def test_a_manifest_of_a_stranger_is_refused(members) -> None:
    stranger = forged(members, bytes(32))

    assert "known key" in proof_archive.check(stranger, vkey=None).problem
    assert "another key" in proof_archive.check(stranger, vkey=key()).problem


def test_an_event_that_was_never_in_the_log_is_refused_even_when_signed(members) -> None:
    said = canonical_json.load(members["events/1.json"])
    assert isinstance(said, dict)
    said["event"]["at"] = "2020-01-01T00:00:00.000Z"
    ours = keyring.ring().current("log:consent").secret
    wrong = {**members, "events/1.json": canonical_json.dump(said)}
    swapped = {**members, "events/1.json": members["events/3.json"]}
    lonely = {name: content for name, content in members.items() if name != "events/1.tlog-proof"}
    empty = {name: content for name, content in members.items() if not name.startswith("events/")}

    assert proof_archive.check(forged(wrong, ours), vkey=key()).problem == "event 1 is not in the signed tree"
    assert "different entries" in proof_archive.check(forged(swapped, ours), vkey=key()).problem
    assert "lacks its proof" in proof_archive.check(forged(lonely, ours), vkey=key()).problem
    assert "no event" in proof_archive.check(forged(empty, ours), vkey=key()).problem


def test_a_broken_key_is_a_refusal(members) -> None:
    with pytest.raises(Refusal, match="key cannot be read"):
        proof_archive.check(proof_archive.build(members, at=MONDAY), vkey="nonsense")


@pytest.mark.parametrize("name", ["../up", "/root", "a//b", "ä.txt", "a b", ".hidden", ""])
def test_a_member_with_a_dangerous_name_is_not_packed(members, name: str) -> None:
    with pytest.raises(Refusal, match="plain path"):
        proof_archive.build({**members, name: b""}, at=MONDAY)


def test_after_erasure_the_proof_of_emil_cannot_be_built(members) -> None:
    with transaction.atomic():
        book.erase([2], reason="asked", at=MONDAY)

    assert proof_archive.event_members(EMIL, at=MONDAY) == {}
    with pytest.raises(Refusal) as refused:
        proof_archive.build({}, at=MONDAY)
    assert refused.value.code == "proof-not-built"


def test_a_proof_file_is_read_as_it_was_written(members) -> None:
    text = members["events/3.tlog-proof"].decode()
    proof = proof_file.parse(text)

    assert proof.text == text
    assert (proof.index, proof.head.size) == (3, 4)
    assert proof.shows(tree.leaf_hash(book.event("consent", 3).commitment))
    assert proof_file.parse(proof_file.ProofFile(3, proof.path, proof.checkpoint, b"extra").text).extra == b"extra"


@given(data=st.binary(max_size=300), begun=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]))
def test_no_bytes_whatever_crash_the_check(data: bytes, begun: bytes) -> None:
    assert not proof_archive.check(begun + data, vkey=None).ok


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b"9" * 5_000, b'{"note":7}', b'{"note":"x"}', b'{"note":"a\\n\\nb\\n"}']
)
def test_a_hostile_manifest_is_refused_in_a_sentence(content: bytes) -> None:
    verdict = proof_archive.check(sealed_zip.write({"manifest.json": content}), vkey=None)

    assert not verdict.ok
    assert verdict.sentence.startswith("REFUSED: ")


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b"9" * 5_000, b'{"event":{},"index":1,"log":"consent","salt":7}', b'{"event":{},"index":1,"log":"x","salt":"' + b"0" * 64 + b'"}'],
)
def test_a_hostile_event_is_refused_in_a_sentence(members, content: bytes) -> None:
    ours = keyring.ring().current("log:consent").secret
    for name in ("events/1.json", "events/1.tlog-proof"):
        assert proof_archive.check(forged({**members, name: content}, ours), vkey=None).sentence.startswith("REFUSED: ")
