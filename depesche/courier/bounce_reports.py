"""Reading the reports that come back: delivery reports (RFC 3464) and complaints (RFC 5965), both as multipart/report (RFC 6522).

A report says which mail it is about by the envelope sender it was sent to (:mod:`depesche.courier.envelope`), not by anything inside
it: what is inside can be written by anybody. Free-form bounces are not read here.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from enum import StrEnum

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
DELIVERY, COMPLAINT = "message/delivery-status", "message/feedback-report"
ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})


class Kind(StrEnum):
    """What a report is about."""

    DELIVERY = "delivery"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Outcome:
    """What became of a mail for one recipient: an action of RFC 3464, a status like ``5.1.1`` (may be empty), the server's words."""

    recipient: str
    action: str
    status: str
    diagnostic: str

    @property
    def is_lasting(self) -> bool:
        """Whether the mail failed for good."""
        return self.action == "failed" and not self.status.startswith(("2", "4"))


@dataclass(frozen=True)
class Report:
    """One report; ``message_id`` is that of the returned mail, if it came along."""

    kind: Kind
    outcomes: tuple[Outcome, ...]
    message_id: str


def read(data: bytes) -> Report | None:
    """Read a mail as a report; ``None`` if it is none or is broken."""
    try:
        parsed = email.message_from_bytes(data)
        parts = list(parsed.walk())
        return _report(parts) if parsed.get_content_type() == "multipart/report" else None
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _report(parts: list[Message]) -> Report | None:
    message_id = next((_field(part, "message-id") for part in parts[1:] if part["message-id"]), "") or _returned_id(parts)
    for part in parts:
        if part.get_content_type() == DELIVERY:
            return Report(Kind.DELIVERY, tuple(_outcomes(part)), message_id)
        if part.get_content_type() == COMPLAINT:
            fields = _fields(part)
            outcome = Outcome(_address(fields.get("original-rcpt-to", "")), "complained", "", fields.get("feedback-type", ""))
            return Report(Kind.COMPLAINT, (outcome,), message_id)
    return None


def _outcomes(part: Message) -> Iterator[Outcome]:
    """The first block is about the whole mail, each further one about one recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or not (block["final-recipient"] or block["original-recipient"]):
            continue
        action = _field(block, "action").split(" ")[0].lower()
        if action in ACTIONS:
            recipient = _address(_field(block, "original-recipient") or _field(block, "final-recipient"))
            status = STATUS.search(_field(block, "status"))
            yield Outcome(recipient, action, status[0] if status else "", _field(block, "diagnostic-code"))


def _returned_id(parts: list[Message]) -> str:
    """Find the Message-ID where only the headers of the mail came back."""
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            return _fields(part).get("message-id", "")
    return ""


def _fields(part: Message) -> dict[str, str]:
    """Read the fields in a part; Python parses some of these parts as a mail of their own."""
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = payload[0] if payload and isinstance(payload[0], Message) else Message()
    else:
        inner = email.message_from_string(str(payload))
    return {name.lower(): " ".join(str(value).split()) for name, value in inner.items()}


def _field(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


def _address(text: str) -> str:
    """Drop the type in front of ``rfc822; dora@example.org``."""
    return text.rpartition(";")[2].strip().strip("<>")
