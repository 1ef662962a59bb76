"""The proof that goes to the person with the welcome mail (S-32)."""

from __future__ import annotations

from datetime import datetime

from depesche.ledger import checkpoints, proofs
from depesche.ledger.proof_file import ProofFile

LOG = "consent"


def newest_proof(index: int, *, at: datetime) -> ProofFile:
    """Sign the log as it is now and return the proof of one entry's place in it.

    Whoever keeps the mail keeps a signed statement of the whole log's state, and so becomes a witness of it.
    """
    return proofs.inclusion([index], checkpoint=checkpoints.sign(LOG, at=at))[index]
