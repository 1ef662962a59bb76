"""Why a mail was not delivered: words before codes, the machine's part before the text for people; a delay never kills an address."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.courier.bouncing import status_codes, wording
from depesche.courier.bouncing.classes import HARD, Class
from depesche.courier.bouncing.report_fields import DELAYED, FAILED, Outcome

LOOP = "loop"
RULES = wording.table("reasons.toml")
WAITS = (
    "delayed mail",
    "message delayed",
    "warning: message",
    "delivery delayed",
    "delivery delay",
    "still being retried",
    "not yet been delivered",
    "(delay)",
    "mail delivery warning",
    "verzoegert",
    "verzoegerte",
    "noch nicht zugestellt",
)


@dataclass(frozen=True)
class Reason:
    """A class, the rule that found it, and the enhanced code if there is one."""

    kind: Class
    rule: str
    code: str = ""


def of_outcome(outcome: Outcome, subject: str, text: str) -> Reason:
    """Judge one recipient's outcome of a delivery report; the text for people is asked only where the outcome says nothing."""
    diagnostic = wording.fold(f"{outcome.status} {outcome.diagnostic}")
    code = status_codes.code_in(outcome.diagnostic)
    if not code or status_codes.meaning(code) is None:
        code = status_codes.code_in(outcome.status) or code
    waits = outcome.action == DELAYED or _waits(subject)
    by_words = _by_words(diagnostic, code)
    found = by_words or _by_code(code)
    if by_words is None or by_words.kind is Class.TEMPORARY:
        found = _better(found, of_notice(subject, text), code)
    return _settled(found, code, waits=waits, reply=diagnostic)


def of_notice(subject: str, text: str) -> Reason:
    """Judge a notice by its text and, last, its subject."""
    folded = wording.fold(text)
    code = status_codes.code_in(folded)
    found = _by_words(folded, code) or _by_code(code) or _by_words(subject, code) or _by_reply(folded)
    return _settled(found, code, waits=_waits(subject), reply=folded)


def of_reply(text: str) -> Reason:
    """Judge a reply of a mail server, like ``550 5.1.1 User unknown``."""
    return of_outcome(Outcome("", FAILED, "", text), "", "")


def _better(found: Reason | None, told: Reason, code: str) -> Reason | None:
    """Take what the text says where a bare code said less: that a mailbox is full, or that mail went in circles."""
    if told.kind is Class.UNKNOWN:
        return found
    if found is None or told.kind is Class.MAILBOX or (found.kind in HARD and told.rule == LOOP):
        return Reason(told.kind, told.rule, code or told.code)
    return found


def _by_words(folded: str, code: str) -> Reason | None:
    rule = wording.first(RULES, wording.without_addresses(folded)) if folded else None
    if rule is None:
        return None
    by_code = status_codes.meaning(code)
    if by_code in HARD | {Class.MAILBOX} and rule.kind is Class.TEMPORARY and code.startswith("5"):
        return Reason(by_code, f"status {code}", code)
    return Reason(rule.kind, rule.name, code)


def _by_code(code: str) -> Reason | None:
    kind = status_codes.meaning(code) if code else None
    return Reason(kind, f"status {code}", code) if kind else None


def _by_reply(folded: str) -> Reason | None:
    kind = status_codes.reply_meaning(folded)
    return Reason(kind, "reply code") if kind else None


def _settled(found: Reason | None, code: str, *, waits: bool, reply: str) -> Reason:
    """Keep the reason within what code and delay allow."""
    if found is None:
        return Reason(Class.TEMPORARY, "it is still being tried", code) if waits else Reason(Class.UNKNOWN, "no reason is given", code)
    kind = status_codes.tempered(found.kind, code) if code else found.kind
    if kind in HARD and (waits or (not code and _is_transient(reply))):
        kind = Class.TEMPORARY
    return Reason(kind, found.rule, code)


def _is_transient(folded: str) -> bool:
    """Whether the first bare reply is a 4xx."""
    found = status_codes.REPLY.search(folded)
    return found is not None and found[1].startswith("4")


def _waits(subject: str) -> bool:
    return any(words in subject for words in WAITS)
