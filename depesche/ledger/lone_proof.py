"""Checking a ``.tlog-proof`` file by itself, offline; plain."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.ledger import note, proof_file
from depesche.ledger.flaw import Flaw

LARGEST = 1024 * 1024


@dataclass(frozen=True)
class LoneVerdict:
    """What the file says, and whether a key that the reader trusts signed its checkpoint."""

    ok: bool
    pinned: bool
    problem: str = ""
    origin: str = ""
    index: int = 0
    size: int = 0

    @property
    def sentences(self) -> list[str]:
        """What is shown, and what is not."""
        if not self.ok:
            return [f"REFUSED: {self.problem}"]
        shown = (
            f"verified: the checkpoint is signed by the key of {self.origin}" if self.pinned else "well-formed; key NOT pinned: authorship not shown"
        )
        return [
            shown,
            f"The file is about entry {self.index} in a tree of {self.size} entries of the log {self.origin}.",
            f"It does not show what the entry says: that needs the event and its salt (events/{self.index}.json of a proof.zip).",
        ]


def check(data: bytes, *, keys: list[note.Verifier]) -> LoneVerdict:
    """Check the form of the file and, if keys are given, the signature of its checkpoint.

    :param keys: the log's public keys; an empty list means that the reader knows none
    """
    try:
        if len(data) > LARGEST:
            raise Flaw("the file is too large for a proof")
        proof = proof_file.parse(data.decode())
        if keys:
            note.parse(proof.checkpoint).signed_by(keys)
    except UnicodeDecodeError:
        return LoneVerdict(ok=False, pinned=False, problem="the file is no text")
    except Flaw as flaw:
        return LoneVerdict(ok=False, pinned=False, problem=str(flaw))
    head = proof.head
    return LoneVerdict(ok=True, pinned=bool(keys), origin=head.origin, index=proof.index, size=head.size)
