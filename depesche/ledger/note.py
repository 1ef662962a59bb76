"""Signed notes (C2SP signed-note) with Ed25519 keys (RFC 8032); plain."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from depesche.kernel import digest
from depesche.ledger.flaw import Flaw

ED25519 = b"\x01"
DASH = "\u2014 "
MOST_SIGNATURES = 64
NAME = re.compile(r"[^\s+]+")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Verifier:
    """A public key under its name; its text form is the vkey ``name+hash+base64``."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return digest.sha256(self.name.encode() + b"\n" + ED25519 + self.public)[:4]

    @property
    def vkey(self) -> str:
        """The key as one word, to be handed to those who verify."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def named(self, name: str) -> Verifier:
        """Return the same public key under another name."""
        return Verifier(name, self.public)

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the signature (64 bytes) is this key's over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A parsed note: its text with the final newline, and its signatures, not yet checked."""

    text: str
    signatures: tuple[Signature, ...]

    def signed_by(self, verifiers: Collection[Verifier]) -> Verifier:
        """Return the first known key whose signature holds.

        :raises Flaw: if no known key signed, or a known key's signature does not hold
        """
        known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
        found = [(known[line.name, line.key_id], line.value) for line in self.signatures if (line.name, line.key_id) in known]
        if not found:
            raise Flaw("the note is not signed by a known key")
        for verifier, value in found:
            if not verifier.accepts(self.text, value):
                raise Flaw(f"the signature of {verifier.name} does not hold")
        return found[0][0]


def verifier(vkey: str) -> Verifier:
    """Read a vkey.

    :raises Flaw: if it is none, or its hash does not fit its key
    """
    parts = vkey.strip().split("+", 2)
    if len(parts) != len(("name", "hash", "key")) or not NAME.fullmatch(parts[0]):
        raise Flaw("a key has the form name+hash+base64")
    data = decode(parts[2])
    if data[:1] != ED25519 or len(data) != 1 + 32:
        raise Flaw("the key is no Ed25519 key")
    found = Verifier(parts[0], data[1:])
    if found.key_id.hex() != parts[1]:
        raise Flaw("the key's hash does not fit the key")
    return found


def verifier_of_seed(name: str, seed: bytes) -> Verifier:
    """Return the public side of a secret seed (32 bytes)."""
    return Verifier(name, Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def sign(text: str, *, name: str, seed: bytes) -> str:
    """Return the note: the text, a blank line and one signature line.

    :param text: lines that each end with a newline
    :raises Flaw: if the text cannot be a note's
    """
    _check_text(text)
    if not NAME.fullmatch(name):
        raise Flaw(f"{name!r} cannot be a key's name")
    value = verifier_of_seed(name, seed).key_id + Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    return f"{text}\n{DASH}{name} {base64.b64encode(value).decode()}\n"


def parse(note: str) -> Note:
    """Take a note apart; nothing is verified yet.

    :raises Flaw: if it has not the form of a note
    """
    head, blank, tail = note.rpartition("\n\n")
    text = head + "\n"
    if not blank or not tail.endswith("\n"):
        raise Flaw("the note has no signature")
    _check_text(text)
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Flaw("the note has too many signatures")
    return Note(text, tuple(_signature(line) for line in lines))


def decode(text: str) -> bytes:
    """Decode standard base64, strictly: equal bytes have one form only.

    :raises Flaw: if it is none, or not in that form
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Flaw("a value is not base64") from error
    if base64.b64encode(data).decode() != text:
        raise Flaw("a value is not base64 in its one form")
    return data


def _check_text(text: str) -> None:
    if not text.endswith("\n") or not text.strip("\n") or CONTROL.search(text):
        raise Flaw("a note's text is lines without control characters, ended by a newline")


def _signature(line: str) -> Signature:
    parts = line.removeprefix(DASH).split(" ")
    if not line.startswith(DASH) or len(parts) != len(("name", "value")) or not NAME.fullmatch(parts[0]):
        raise Flaw("a signature line is broken")
    value = decode(parts[1])
    if len(value) <= len(b"key-"):
        raise Flaw("a signature is too short")
    return Signature(parts[0], value[:4], value[4:])
