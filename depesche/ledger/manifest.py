"""``manifest.json`` of a proof archive: the SHA-256 of every member, as a note signed by the log's key; plain.

The file is ``{"note": "..."}``. The note's text is::

    depesche-proof/1
    origin example.org/consent-log
    made 2026-11-23T08:00:00.000Z
    key example.org/consent-log+1a2b3c4d+AQ...     (the signing key first, then the log's older keys)
    <64 hexadecimal digits> events/7.json           (one line per member, sorted by name)

Its first line can never be a checkpoint's origin, so a signature over one can never pass for the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from depesche.kernel import canonical_json, digest
from depesche.kernel.canonical_json import NotCanonical
from depesche.ledger import note
from depesche.ledger.flaw import Flaw
from depesche.ledger.note import Note, Verifier

NAME = "manifest.json"
FORMAT = "depesche-proof/1"


@dataclass(frozen=True)
class Manifest:
    """What the manifest says, and the note it was read from."""

    origin: str
    made: str
    keys: tuple[Verifier, ...]
    digests: Mapping[str, str]
    note: Note

    def check(self, members: Mapping[str, bytes]) -> None:
        """Compare with the members of the archive, without the manifest itself.

        :raises Flaw: naming members that are missing, not listed, or changed
        """
        if missing := sorted(self.digests.keys() - members.keys()):
            raise Flaw(f"missing from the archive: {', '.join(missing)}")
        if extra := sorted(members.keys() - self.digests.keys()):
            raise Flaw(f"in the archive, but not in its manifest: {', '.join(extra)}")
        if changed := [name for name in sorted(members) if digest.sha256_hex(members[name]) != self.digests[name]]:
            raise Flaw(f"changed after signing: {', '.join(changed)}")


def text(members: Mapping[str, bytes], *, keys: Sequence[Verifier], made: str) -> str:
    """Return the text to be signed by the first key."""
    lines = [FORMAT, f"origin {keys[0].name}", f"made {made}", *(f"key {key.vkey}" for key in keys)]
    return "\n".join([*lines, *(f"{digest.sha256_hex(members[name])} {name}" for name in sorted(members))]) + "\n"


def as_file(signed: str) -> bytes:
    """Return the file that holds the signed note."""
    return canonical_json.dump({"note": signed})


def read(data: bytes) -> Manifest:
    """Read the file; the signature must be the first listed key's, which proves consistency, not authorship.

    :raises Flaw: saying what is wrong
    """
    try:
        stored = canonical_json.load(data)
    except NotCanonical as error:
        raise Flaw("manifest.json is not in its one form") from error
    if not isinstance(stored, dict) or set(stored) != {"note"} or not isinstance(stored["note"], str):
        raise Flaw("manifest.json holds no note")
    signed = note.parse(stored["note"])
    lines = signed.text.removesuffix("\n").split("\n")
    if lines[0] != FORMAT:
        raise Flaw(f"the manifest is not in the form {FORMAT}")
    origin, made, keys, listed = _fields(lines[1:])
    if len(signed.signatures) != 1:
        raise Flaw("the manifest has more than one signature")
    signed.signed_by(keys[:1])
    return Manifest(origin, made, keys, listed, signed)


def _fields(lines: list[str]) -> tuple[str, str, tuple[Verifier, ...], dict[str, str]]:
    pairs = [tuple(line.split(" ", 1)) for line in lines]
    if any(len(pair) != len(("name", "value")) for pair in pairs):
        raise Flaw("a line of the manifest is broken")
    keys = tuple(note.verifier(value) for name, value in pairs if name == "key")
    order = [name for name, _ in pairs[: 2 + len(keys)]]
    if not keys or order != ["origin", "made", *["key"] * len(keys)] or keys[0].name != pairs[0][1]:
        raise Flaw("the manifest does not name its origin, time and key")
    listed = [(name, value) for value, name in pairs[2 + len(keys) :]]
    if listed != sorted(dict(listed).items()):
        raise Flaw("the manifest lists a member twice, or out of order")
    return pairs[0][1], pairs[1][1], keys, dict(listed)
