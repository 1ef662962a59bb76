"""Reading any mail that came back into one verdict. Never raises; the line ends make no difference."""

from __future__ import annotations

from dataclasses import replace

from depesche.courier.bouncing import kinds, mail_parts, notice_text, ours, reasons, report_fields
from depesche.courier.bouncing.classes import Class, Verdict
from depesche.courier.bouncing.kinds import Seen
from depesche.courier.bouncing.mail_parts import Part
from depesche.courier.bouncing.reasons import Reason
from depesche.courier.bouncing.report_fields import DELAYED, DELIVERED, Outcome, Report

MOST_DIAGNOSTIC, MOST_RECIPIENTS = 500, 50
NO_COMPLAINTS = ("not-spam", "auth-failure", "dmarc")


def read(data: bytes) -> Verdict:
    """Say what a mail means, whatever bytes it is made of."""
    plain = data[: mail_parts.MOST_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    mail = mail_parts.read(plain)
    found = ours.found_in(mail, plain)
    text = notice_text.of(mail)
    report = report_fields.delivery(mail)
    reason, is_failure, said = _judge(mail, text, report)
    inner = _inside(mail) if reason.kind is Class.UNKNOWN and report is None else None
    if inner is not None:
        mail, text, report = inner, notice_text.of(inner), report_fields.delivery(inner)
        reason, is_failure, said = _judge(mail, text, report)
    envelope_id = (report.envelope_id.lower(),) if report and ours.TOKEN.fullmatch(report.envelope_id) else ()
    return Verdict(
        kind=reason.kind,
        rule=reason.rule,
        recipients=_recipients(mail, report, text) if is_failure else _complained(mail),
        code=reason.code,
        diagnostic=" ".join(said.split())[:MOST_DIAGNOSTIC],
        is_failure=is_failure,
        tokens=tuple(dict.fromkeys((*found.tokens, *envelope_id))),
        message_ids=found.message_ids,
        links=found.links,
    )


def _inside(mail: Part) -> Part | None:
    """Return a report that somebody wrapped into another mail."""
    for part in mail.walk():
        if part.type in mail_parts.EMBEDDED:
            inner = mail_parts.read(mail_parts.transferred(part.body, part.get("content-transfer-encoding")))
            return inner if inner.type == "multipart/report" else None
    return None


def _judge(mail: Part, text: str, report: Report | None) -> tuple[Reason, bool, str]:
    """Return the reason, whether it is a failure, and what was said."""
    machine = _by_machine(mail, text, report)
    if machine is not None:
        return machine
    what = kinds.seen(mail, text)
    if _is_failure(mail, what):
        words = notice_text.own_words(text)
        return reasons.of_notice(what.subject, words), True, words
    other = kinds.other_than_failure(mail, what)
    if other is not None:
        return Reason(other.kind, other.name), False, text
    if kinds.is_automatic(mail):
        return Reason(Class.AUTO_REPLY, "its fields say that no person wrote it"), False, text
    if kinds.fits(kinds.FAILED_TEXT, what):
        words = notice_text.own_words(text)
        return reasons.of_notice(what.subject, words), True, words
    return Reason(Class.UNKNOWN, "nothing known"), False, text


def _is_failure(mail: Part, what: Seen) -> bool:
    """Whether a server says that a mail did not arrive. Bounces call themselves automatic answers, too; so the subject decides what they are."""
    if mail.get("x-failed-recipients"):
        return True
    is_from_server = kinds.is_from_server(mail, what)
    is_by_hand = what.is_reply and not is_from_server and not kinds.is_automatic(mail)  # somebody asks about a parcel
    if kinds.fits(kinds.FAILED_SUBJECT, what) and not is_by_hand:
        return not _is_receipt(mail, what)
    if not is_from_server:
        return False
    return kinds.other_than_failure(mail, what) is None or kinds.fits(kinds.FAILED_TEXT, what)


def _is_receipt(mail: Part, what: Seen) -> bool:
    other = kinds.other_than_failure(mail, replace(what, text=""))
    return other is not None and other.kind in {Class.DELIVERED_NOTICE, Class.AUTO_REPLY} and what.subject.startswith(other.begins)


def _by_machine(mail: Part, text: str, report: Report | None) -> tuple[Reason, bool, str] | None:
    """Judge what was written for machines: complaints, receipts, delivery reports."""
    feedback = report_fields.feedback(mail)
    if feedback is not None:
        return _feedback(feedback), False, text
    if report is not None and report.outcomes:
        return _outcomes(report.outcomes, mail, text)
    disposition = report_fields.disposition(mail)
    if disposition is not None:
        return _disposition(mail, disposition, text)
    if "x-hmxmroriginalrecipient" in mail.fields or b"X-HmXmrOriginalRecipient:" in mail.body:
        return Reason(Class.COMPLAINT, "a complaint of Outlook.com"), False, text
    return None


def _feedback(fields: dict[str, list[str]]) -> Reason:
    kind = (fields.get("feedback-type") or ["abuse"])[0].strip().lower()
    if kind == "not-spam":
        return Reason(Class.DELIVERED_NOTICE, "somebody said that it was no spam")
    if kind.startswith(NO_COMPLAINTS):
        return Reason(Class.AUTH, "a report about authentication (RFC 6591)")
    return Reason(Class.COMPLAINT, f"feedback report: {kind[:40]}")


def _disposition(mail: Part, fields: dict[str, list[str]], text: str) -> tuple[Reason, bool, str]:
    """A receipt, or a mailbox's own filter that rejected the mail (RFC 5429)."""
    said = (fields.get("disposition") or [""])[0].lower()
    what = kinds.seen(mail, text)
    if "rejected" in mail.get("auto-submitted").lower() or ("deleted" in said and ("rejected" in what.subject or "rejected" in what.text)):
        reason = reasons.of_notice(what.subject, notice_text.own_words(text))
        return (reason if reason.kind is not Class.UNKNOWN else Reason(Class.POLICY, "the person's own filter refused")), True, text
    return Reason(Class.DELIVERED_NOTICE, "a receipt (RFC 8098)"), False, text


def _outcomes(outcomes: tuple[Outcome, ...], mail: Part, text: str) -> tuple[Reason, bool, str]:
    """Judge the first recipient whose mail failed, else the first that waits, else all is well."""
    bad = [outcome for outcome in outcomes if outcome.action != DELIVERED]
    if not bad and outcomes:
        return Reason(Class.DELIVERED_NOTICE, "a report of delivery"), False, text
    worst = next((outcome for outcome in bad if outcome.action != DELAYED), bad[0])
    subject = kinds.seen(mail, "").subject
    reason = reasons.of_outcome(worst, subject, notice_text.own_words(text))
    return reason, True, worst.diagnostic or worst.status or text


def _recipients(mail: Part, report: Report | None, text: str) -> tuple[str, ...]:
    named = [outcome.recipient for outcome in report.outcomes if outcome.recipient] if report else []
    named = named or report_fields.ADDRESS.findall(mail.get("x-failed-recipients")[:20_000])
    if not named:
        own = {found.lower() for name in ("from", "to") for found in report_fields.ADDRESS.findall(mail.get(name))}
        named = [found for found in report_fields.ADDRESS.findall(notice_text.own_words(text)) if found.lower().strip(".") not in own]
    return tuple(dict.fromkeys(name.strip("<>.") for name in named))[:MOST_RECIPIENTS]


def _complained(mail: Part) -> tuple[str, ...]:
    fields = report_fields.feedback(mail) or {}
    named = [report_fields.address(value) for name in ("original-rcpt-to", "original-recipient") for value in fields.get(name, ())]
    return tuple(dict.fromkeys(filter(None, named)))[:MOST_RECIPIENTS]
