"""``depesche verify FILE [--key VKEY]``: checks a proof.zip or a .tlog-proof offline, without database, home folder or Django."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import lone_proof, note, proof_archive, proof_file
from depesche.ledger.flaw import Flaw
from depesche.ledger.note import Verifier
from depesche.ledger.proof_archive import Verdict

SUMMARY = "check a proof.zip or .tlog-proof offline"
NEEDS_DJANGO = False
LARGEST = 20 * 1024 * 1024


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("file", metavar="FILE", help="a proof.zip or a .tlog-proof")
    parser.add_argument("--key", metavar="VKEY", help="the log's key (name+hash+base64); by default the key ring of the home folder, if there is one")


def run(arguments: argparse.Namespace) -> int:
    """Print what the file shows and what it does not; 1 if it is refused.

    :raises Refusal: code ``file-unreadable``, ``bad-key``
    """
    data = _read(Path(arguments.file))
    if data.startswith(proof_file.FIRST_LINE.encode()):
        return _lone(data, arguments.key, home=arguments.home)
    return _archive(data, arguments.key, home=arguments.home)


def _archive(data: bytes, vkey: str | None, *, home: Path | None) -> int:
    verdict = proof_archive.check(data, vkey=vkey)
    if verdict.ok and vkey is None and note.verifier(verdict.key) in _home_keys(verdict.origin, home):
        verdict = proof_archive.check(data, vkey=verdict.key)
    if not verdict.ok:
        print(verdict.sentence, file=sys.stderr)
        return 1
    for line in _lines(verdict):
        print(line)
    return 0


def _lines(verdict: Verdict) -> list[str]:
    events = ", ".join(str(index) for index in verdict.events)
    return [
        verdict.sentence,
        f"log: {verdict.origin}, made {verdict.made}, {verdict.size} entries signed",
        f"events of this person: {events}",
        f"members: {', '.join(verdict.members)}",
        f"key: {verdict.key}",
    ]


def _lone(data: bytes, vkey: str | None, *, home: Path | None) -> int:
    verdict = lone_proof.check(data, keys=_given(vkey))
    if verdict.ok and vkey is None and (keys := _home_keys(verdict.origin, home)):
        known = lone_proof.check(data, keys=keys)
        verdict = known if known.ok else verdict
    for sentence in verdict.sentences:
        print(sentence, file=sys.stdout if verdict.ok else sys.stderr)
    return 0 if verdict.ok else 1


def _given(vkey: str | None) -> list[Verifier]:
    try:
        return [] if vkey is None else [note.verifier(vkey)]
    except Flaw as flaw:
        raise Refusal(
            code="bad-key", message=f"The key cannot be read: {flaw}.", help="`depesche ledger checkpoint --key` prints a log's key."
        ) from flaw


def _home_keys(name: str, home: Path | None) -> list[Verifier]:
    """Return the public keys of all logs of the home folder, under this name; none if there is no readable home."""
    path = options.read(os.environ, home=home).home / keyring.FILE_NAME
    if not path.is_file() or not os.access(path, os.R_OK):
        return []
    ring = keyring.load(path)
    kinds = [kind for kind in ring.kinds() if kind.startswith("log:")]
    return [note.verifier_of_seed(name, key.secret) for kind in kinds for key in ring.all(kind)]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refusal(code="file-unreadable", message=f"{path} cannot be read: {error.strerror}.") from error
