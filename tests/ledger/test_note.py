"""Signed notes: the published vector, and every changed byte is refused."""

from __future__ import annotations

import pytest

from depesche.ledger import note
from depesche.ledger.flaw import Flaw

pytestmark = pytest.mark.once

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
SALVATORE = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
SEED = bytes(range(32))
ORIGIN = "example.org/consent-log"


@pytest.mark.rule("S-41")
def test_the_published_note_is_signed_by_its_key() -> None:
    parsed = note.parse(SIGNED)

    assert parsed.text == TEXT
    assert parsed.signed_by([note.verifier(PETER)]).name == "PeterNeumann"
    assert note.verifier(PETER).vkey == PETER


def test_a_note_of_ours_has_blank_lines_and_is_read_again() -> None:
    signed = note.sign(SALVATORE, name=ORIGIN, seed=SEED)

    assert note.parse(signed).text == SALVATORE
    assert note.parse(signed).signed_by([note.verifier_of_seed(ORIGIN, SEED)]).name == ORIGIN


@pytest.mark.rule("S-41")
def test_no_changed_byte_passes() -> None:
    data = note.sign(TEXT, name=ORIGIN, seed=SEED).encode()
    key = note.verifier_of_seed(ORIGIN, SEED)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises((Flaw, UnicodeDecodeError)):
            note.parse(changed.decode()).signed_by([key])


def test_a_second_form_of_the_same_signature_is_refused() -> None:
    signed = note.sign(TEXT, name=ORIGIN, seed=SEED)
    loose = signed[:-3] + chr(ord(signed[-3]) + 1) + signed[-2:] if signed.endswith("=\n") else signed
    with pytest.raises(Flaw):
        note.parse(loose).signed_by([note.verifier_of_seed(ORIGIN, SEED)])


def test_signatures_of_strangers_are_ignored_but_do_not_count() -> None:
    signed = SIGNED + note.sign(TEXT, name=ORIGIN, seed=SEED).rpartition("\n\n")[2]

    assert note.parse(signed).signed_by([note.verifier(PETER)]).name == "PeterNeumann"
    with pytest.raises(Flaw, match="known key"):
        note.parse(signed).signed_by([note.verifier_of_seed("somebody.else", SEED)])


@pytest.mark.parametrize(
    "vkey",
    ["", "PeterNeumann", PETER[1:], PETER[:-1], PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("ARpc", "Arpc"), PETER.replace("+c7", " +c7")],
)
def test_a_broken_key_is_refused(vkey: str) -> None:
    with pytest.raises(Flaw):
        note.verifier(vkey)


@pytest.mark.parametrize("text", ["", "\n", "no newline", "tab\there\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(Flaw):
        note.sign(text, name=ORIGIN, seed=SEED)
