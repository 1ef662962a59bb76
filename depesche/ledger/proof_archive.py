"""``proof.zip``: a person's events with their salts, one ``.tlog-proof`` each, whatever else belongs to the proof, and a signed manifest.

:func:`check` is plain: it needs no database, no home folder and no Django (``depesche verify``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from depesche.kernel import canonical_json, clock
from depesche.kernel.canonical_json import NotCanonical
from depesche.kernel.refusal import Refusal
from depesche.ledger import commitment, manifest, note, proof_file, sealed_zip, tree
from depesche.ledger.flaw import Flaw
from depesche.ledger.manifest import Manifest

EVENT = re.compile(r"events/(0|[1-9][0-9]{0,18})\.json")
PROOF = re.compile(r"events/(0|[1-9][0-9]{0,18})\.tlog-proof")
EVENT_FIELDS = {"event", "index", "log", "salt"}


@dataclass(frozen=True)
class Verdict:
    """The result of :func:`check`. ``key`` is the vkey that signed the archive; only ``pinned`` says that it is the expected one."""

    ok: bool
    pinned: bool
    problem: str = ""
    origin: str = ""
    key: str = ""
    made: str = ""
    size: int = 0
    events: tuple[int, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The result in one line."""
        if not self.ok:
            return f"REFUSED: {self.problem}"
        if not self.pinned:
            return "consistent; key NOT pinned: authorship not shown"
        return f"verified: signed by the key of {self.origin}"


def event_members(subject: UUID, *, log: str = "consent", at: datetime) -> dict[str, bytes]:
    """Return ``events/<index>.json`` and ``events/<index>.tlog-proof`` for everything the log holds about a person.

    If the log has grown since its newest checkpoint, a new one is signed, so that every event is covered.

    :raises Refusal: code ``ledger-broken`` if the log cannot be signed
    """
    from depesche.ledger import book, checkpoints, proofs

    signed = checkpoints.sign(log, at=at)
    events = book.events(subject, log=log)
    files = proofs.inclusion([event.index for event in events], checkpoint=signed)
    members = {}
    for event in events:
        said = {"event": canonical_json.load(event.content), "index": event.index, "log": log, "salt": event.salt.hex()}
        members[f"events/{event.index}.json"] = canonical_json.dump(said)
        members[f"events/{event.index}.tlog-proof"] = files[event.index].text.encode()
    return members


def build(members: Mapping[str, bytes], *, at: datetime, log: str = "consent") -> bytes:
    """Return the archive: the members and ``manifest.json``, signed by the log's newest key; equal input gives equal bytes.

    :raises Refusal: code ``proof-not-built`` if the result would not pass :func:`check`; ``key-missing``
    """
    from depesche.ledger import logs

    keys = logs.verifiers(log)
    signed = logs.sign(log, manifest.text(members, keys=keys, made=clock.to_milliseconds(at)))
    try:
        data = sealed_zip.write({**members, manifest.NAME: manifest.as_file(signed)})
    except Flaw as flaw:
        raise _not_built(str(flaw)) from flaw
    verdict = check(data, vkey=keys[0].vkey)
    if not verdict.ok:
        raise _not_built(verdict.problem)
    return data


def check(data: bytes, *, vkey: str | None) -> Verdict:
    """Check an archive offline: its one form, its manifest, every event against its proof, every proof against the signed checkpoint.

    :param vkey: the log's key if the reader knows it; without it only consistency is shown
    :raises Refusal: code ``bad-key`` if ``vkey`` is no key
    """
    pin = None if vkey is None else _pin(vkey)
    try:
        members = sealed_zip.read(data)
        if manifest.NAME not in members:
            raise Flaw("the archive has no manifest.json")
        listed = manifest.read(members.pop(manifest.NAME))
        if pin is not None and listed.keys[0] != pin:
            raise Flaw(f"the archive is signed by another key than the one given: {listed.keys[0].vkey}")
        listed.check(members)
        sizes = {index: _check_event(index, members, listed) for index in _indices(members)}
    except Flaw as flaw:
        return Verdict(ok=False, pinned=False, problem=str(flaw))
    return Verdict(
        ok=True,
        pinned=pin is not None,
        origin=listed.origin,
        key=listed.keys[0].vkey,
        made=listed.made,
        size=max(sizes.values()),
        events=tuple(sorted(sizes)),
        members=tuple(sorted(members)),
    )


def _indices(members: Mapping[str, bytes]) -> list[int]:
    events = {int(found[1]) for name in members if (found := EVENT.fullmatch(name))}
    proofs = {int(found[1]) for name in members if (found := PROOF.fullmatch(name))}
    if alone := sorted(events ^ proofs):
        raise Flaw(f"event {alone[0]} lacks its proof, or its event file")
    if not events:
        raise Flaw("the archive holds no event")
    if strange := [name for name in members if name.startswith("events/") and not (EVENT.fullmatch(name) or PROOF.fullmatch(name))]:
        raise Flaw(f"{strange[0]} is neither an event nor a proof")
    return sorted(events)


def _check_event(index: int, members: Mapping[str, bytes], listed: Manifest) -> int:
    """Check one event against its proof and the proof's checkpoint; return the checkpoint's size."""
    said = _event(members[f"events/{index}.json"])
    try:
        proof = proof_file.parse(members[f"events/{index}.tlog-proof"].decode())
    except UnicodeDecodeError as error:
        raise Flaw(f"the proof of event {index} is no text") from error
    if said["index"] != index or proof.index != index:
        raise Flaw(f"event {index} and its proof are about different entries")
    head = proof.head
    note.parse(proof.checkpoint).signed_by([key.named(head.origin) for key in listed.keys])
    salted = commitment.commit(bytes.fromhex(said["salt"]), canonical_json.dump(said["event"]))
    if not proof.shows(tree.leaf_hash(salted)):
        raise Flaw(f"event {index} is not in the signed tree")
    return head.size


def _event(data: bytes) -> dict[str, Any]:
    try:
        said = canonical_json.load(data)
    except NotCanonical as error:
        raise Flaw("an event file is not in its one form") from error
    if not isinstance(said, dict) or set(said) != EVENT_FIELDS or not isinstance(said["event"], dict):
        raise Flaw("an event file does not hold log, index, salt and event")
    if not isinstance(said["salt"], str) or not re.fullmatch(r"[0-9a-f]{64}", said["salt"]):
        raise Flaw("an event's salt has 64 hexadecimal digits")
    if said["event"].get("log") != said["log"]:
        raise Flaw("an event was written for another log")
    return said


def _pin(vkey: str) -> note.Verifier:
    try:
        return note.verifier(vkey)
    except Flaw as flaw:
        raise Refusal(
            code="bad-key", message=f"The key cannot be read: {flaw}.", help="`depesche ledger checkpoint --key` prints a log's key."
        ) from flaw


def _not_built(problem: str) -> Refusal:
    return Refusal(code="proof-not-built", message=f"The proof could not be built: {problem}.", help="Run `depesche ledger verify`.")
