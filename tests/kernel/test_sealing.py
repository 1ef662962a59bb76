"""Secrets in the database are worth nothing without the key ring."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.kernel import keyring, options, sealing
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def ring(tmp_path: Path) -> Iterator[keyring.KeyRing]:
    keyring.make(tmp_path / keyring.FILE_NAME)
    with options.using(home=tmp_path):
        yield keyring.ring()
    keyring.forget()


def test_what_is_sealed_is_read_again_and_does_not_show() -> None:
    sealed = sealing.seal(SECRET, kind=keyring.SECOND_FACTORS)

    assert SECRET not in sealed
    assert sealing.unseal(sealed, kind=keyring.SECOND_FACTORS) == SECRET
    assert sealing.seal(SECRET, kind=keyring.SECOND_FACTORS) != sealed


def test_old_keys_still_open(ring: keyring.KeyRing) -> None:
    sealed = sealing.seal(SECRET, kind=keyring.SECOND_FACTORS)
    ring.rotate(keyring.SECOND_FACTORS)

    assert sealing.unseal(sealed, kind=keyring.SECOND_FACTORS) == SECRET
    assert sealing.seal(SECRET, kind=keyring.SECOND_FACTORS).startswith("sealed.2.")


@pytest.mark.parametrize("spoil", [lambda text: text[:-2] + "AA", lambda text: text.replace(".1.", ".7."), lambda text: SECRET, lambda text: ""])
def test_what_was_changed_is_refused(spoil: object) -> None:
    sealed = sealing.seal(SECRET, kind=keyring.SECOND_FACTORS)

    with pytest.raises(Refusal) as refused:
        sealing.unseal(spoil(sealed), kind=keyring.SECOND_FACTORS)  # type: ignore[operator]

    assert refused.value.code == "cannot-unseal"


def test_a_seal_of_one_kind_is_none_of_another(ring: keyring.KeyRing) -> None:
    sealed = sealing.seal(SECRET, kind=keyring.SECOND_FACTORS)

    with pytest.raises(Refusal):
        sealing.unseal(sealed, kind=keyring.TOKENS)


def test_another_homes_keys_do_not_open_it(ring: keyring.KeyRing, tmp_path: Path) -> None:
    sealed = sealing.seal(SECRET, kind=keyring.SECOND_FACTORS)
    other = keyring.make(tmp_path / "other.json").current(keyring.SECOND_FACTORS)
    stored = json.loads(ring.path.read_text())
    stored["keys"][keyring.SECOND_FACTORS][0]["secret"] = other.secret.hex()
    ring.path.write_text(json.dumps(stored))
    keyring.forget()

    with pytest.raises(Refusal):
        sealing.unseal(sealed, kind=keyring.SECOND_FACTORS)
