"""The key ring: whole on disk, private, old keys stay."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once


def test_a_new_ring_has_every_key_and_is_private(tmp_path: Path) -> None:
    keyring.make(tmp_path / "keys.json")

    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert keyring.load(tmp_path / "keys.json").kinds() == (
        "envelope",
        "identities",
        "log:consent",
        "log:editorial",
        "lookup",
        "second-factors",
        "tokens",
    )


def test_keys_are_read_back_as_they_were_made(tmp_path: Path) -> None:
    made = keyring.make(tmp_path / "keys.json")

    read = keyring.load(tmp_path / "keys.json")

    assert read.current("tokens").secret == made.current("tokens").secret
    assert len({read.current(kind).secret for kind in read.kinds()}) == len(read.kinds())


def test_after_a_rotation_old_keys_still_verify(tmp_path: Path) -> None:
    ring = keyring.make(tmp_path / "keys.json")
    first = ring.current("tokens")

    second = ring.rotate("tokens")

    read = keyring.load(tmp_path / "keys.json")
    assert (second.number, read.current("tokens").number) == (2, 2)
    found = read.numbered("tokens", 1)
    assert found is not None
    assert found.secret == first.secret


def test_the_look_up_key_is_never_rotated(tmp_path: Path) -> None:
    ring = keyring.make(tmp_path / "keys.json")

    with pytest.raises(Refusal) as refused:
        ring.rotate("lookup")

    assert refused.value.code == "key-never-rotated"


def test_a_missing_ring_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no key ring"):
        keyring.load(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "text", ["", "{}", '{"keys": {"tokens": [{"number": 1}]}}', '{"keys": {"tokens": [{"number": 1, "secret": "zz", "made_at": "x"}]}}']
)
def test_a_broken_ring_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)

    with pytest.raises(Refusal) as refused:
        keyring.load(tmp_path / "keys.json")

    assert refused.value.code == "key-ring-broken"


def test_a_missing_kind_is_a_sentence(tmp_path: Path) -> None:
    ring = keyring.make(tmp_path / "keys.json")

    with pytest.raises(Refusal, match="no wires key"):
        ring.current("wires")


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    keyring.write_private(tmp_path / "secret", b"a")
    keyring.write_private(tmp_path / "secret", b"b")

    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").read_bytes() == b"b"


def test_a_held_ring_is_looked_at_once_and_let_go_of(tmp_path: Path) -> None:
    keyring.make(tmp_path / keyring.FILE_NAME)
    with options.using(home=tmp_path):
        with keyring.hold():
            held = keyring.ring()
            (tmp_path / keyring.FILE_NAME).unlink()
            assert keyring.ring() is held

        with pytest.raises(Refusal, match="no key ring"):
            keyring.ring()
