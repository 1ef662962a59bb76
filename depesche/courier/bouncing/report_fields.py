"""The parts of reports that machines write: delivery-status (RFC 3464, 6533), feedback-report (RFC 5965), disposition-notification (RFC 8098)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from depesche.courier.bouncing import mail_parts
from depesche.courier.bouncing.mail_parts import Part

DELIVERY = ("message/delivery-status", "message/global-delivery-status")
FEEDBACK = "message/feedback-report"
DISPOSITION = ("message/disposition-notification", "message/global-disposition-notification")
ADDRESS = re.compile(r"[^\s<>;,:\"'()\[\]@]{1,64}@[^\s<>;,:\"'()\[\]@]{1,255}")  # bounded: a long line must not take long
FAILED, DELAYED, DELIVERED = "failed", "delayed", "delivered"
# What servers write instead of the five actions of RFC 3464.
ACTIONS = {
    "failed": FAILED,
    "failure": FAILED,
    "fail": FAILED,
    "error": FAILED,
    "undeliverable": FAILED,
    "delayed": DELAYED,
    "delay": DELAYED,
    "delivered": DELIVERED,
    "relayed": DELIVERED,
    "expanded": DELIVERED,
}


@dataclass(frozen=True)
class Outcome:
    """What became of a mail for one recipient: the action (one of three words here, or what stood there), status and diagnostic as written."""

    recipient: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True)
class Report:
    """A delivery report: its outcomes and the envelope id, which is whatever the sender chose (RFC 3461)."""

    outcomes: tuple[Outcome, ...]
    envelope_id: str


def delivery(mail: Part) -> Report | None:
    """Return the delivery report in a mail, if there is one; it may have no outcomes."""
    parts = [part for part in mail.walk() if _is(part, DELIVERY, b"reporting-mta:")]
    if not parts:
        return None
    outcomes: list[Outcome] = []
    envelope_id = ""
    for block in (block for part in parts for block in blocks(part)):
        envelope_id = envelope_id or (block.get("original-envelope-id") or [""])[0]
        if "action" in block or "final-recipient" in block or "status" in block:
            outcomes.append(_outcome(block))
    return Report(tuple(outcomes), envelope_id)


def feedback(mail: Part) -> dict[str, list[str]] | None:
    """Return the fields of the complaint in a mail, if there is one."""
    return _fields(mail, (FEEDBACK,), b"feedback-type:")


def disposition(mail: Part) -> dict[str, list[str]] | None:
    """Return the fields of the receipt in a mail, if there is one."""
    return _fields(mail, DISPOSITION, b"reporting-ua:")


def blocks(part: Part) -> list[dict[str, list[str]]]:
    """Return the blocks of fields in a part; the first is about the whole mail. Fields that stand in the part's own head are one, too."""
    text = part.text()
    own = {name: values for name, values in part.fields.items() if not name.startswith("content-")}
    found = [mail_parts.fields_of(piece) for piece in re.split(r"\n[ \t]*\n", text)]
    return [block for block in (own, *found) if block]


def address(text: str) -> str:
    """Find the address in ``rfc822; <dora@example.org>`` and the like."""
    found = ADDRESS.search(text.rpartition(";")[2]) or ADDRESS.search(text)
    return found[0].strip("<>.") if found else ""


def _is(part: Part, types: tuple[str, ...], begins: bytes) -> bool:
    """Whether a part is of a type, or of another one but begins as such parts do."""
    return part.type in types or (not part.parts and part.body[:200].lstrip().lower().startswith(begins))


def _fields(mail: Part, types: tuple[str, ...], begins: bytes) -> dict[str, list[str]] | None:
    part = next((part for part in mail.walk() if _is(part, types, begins)), None)
    if part is None:
        return None
    merged: dict[str, list[str]] = {}
    for block in blocks(part):
        for name, values in block.items():
            merged.setdefault(name, []).extend(values)
    return merged


def _outcome(block: dict[str, list[str]]) -> Outcome:
    def first(name: str) -> str:
        return (block.get(name) or [""])[0]

    word = first("action").strip().lower().split(" ")[0].strip("(;,.")
    recipient = address(first("original-recipient")) or address(first("final-recipient"))
    said = " ".join((first("diagnostic-code"), first("x-supplementary-info"), first("x400-supplementary-info"), first("x-notes"))).strip()
    comment = first("action").partition("(")[2].strip(") ")
    return Outcome(recipient, ACTIONS.get(word, word), first("status"), " ".join(filter(None, (said, comment))))
