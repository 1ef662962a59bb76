"""What a mail that came back means: the classes of M-12, and what is read of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Class(StrEnum):
    """The classes of M-12; only the two ``HARD`` ones say that an address is dead."""

    HARD_ADDRESS = "hard_address"
    HARD_DOMAIN = "hard_domain"
    MAILBOX = "mailbox_full/inactive"
    TEMPORARY = "temporary"
    POLICY = "policy/reputation"
    CONTENT = "content"
    AUTH = "auth"
    AUTO_REPLY = "auto_reply"
    DELIVERED_NOTICE = "delivered_notice"
    COMPLAINT = "complaint"
    CHALLENGE = "challenge"
    UNKNOWN = "unknown"


HARD = frozenset({Class.HARD_ADDRESS, Class.HARD_DOMAIN})
FAILURES = HARD | {Class.MAILBOX, Class.TEMPORARY, Class.POLICY, Class.CONTENT, Class.AUTH}


@dataclass(frozen=True)
class Verdict:
    """What one mail says.

    ``code`` is an enhanced status like ``5.1.1`` (RFC 3463), or empty. ``diagnostic`` is what the other side said, one line, at most
    500 characters. ``rule`` names what decided, for people who ask why. ``is_failure`` tells a bounce that gives no reason
    (class ``unknown``) from a mail that is none. ``tokens`` are envelope senders of ours (``b+...@...``), the surest first;
    nothing here has checked them. ``message_ids`` and ``links`` are those of the mail that came back along, ``links`` from its List-Unsubscribe.
    ``leaves``: a sending service says that the person wants no more mail.
    """

    kind: Class
    rule: str = ""
    recipients: tuple[str, ...] = ()
    code: str = ""
    diagnostic: str = ""
    is_failure: bool = False
    tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    leaves: bool = False
