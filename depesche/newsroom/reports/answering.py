"""What becomes of a report: taken up, corrected or declined. Who asked for an answer gets one mail, and the address is deleted with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.brand import account_mail
from depesche.brand.letterhead import Block, Button, Heading, Paragraph, Sheet
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.newsroom.models import ReaderReport

if TYPE_CHECKING:
    from depesche.brand.models import User

State = ReaderReport.State
ANSWERED = "report_answered"
OPEN = (State.NEW, State.IN_WORK)
CLOSED = (State.CORRECTED, State.DECLINED)
KIND = "report-answer"


def take_up(report: ReaderReport, *, by: User) -> None:
    """Say that somebody looks at it; doing it twice changes nothing.

    :raises Refusal: codes ``report-gone``, ``report-closed``
    """
    with transaction.atomic():
        now = _hold(report.pk)
        now.state, now.handled_by = State.IN_WORK, by
        now.save(update_fields=["state", "handled_by"])
    report.refresh_from_db()


def close(report: ReaderReport, state: State, *, answer: str = "", by: User, at: datetime) -> None:
    """Say what came of it. An answer is mailed if the reader left an address, which is deleted in any case.

    :raises Refusal: codes ``report-gone``, ``report-closed``, ``answer-missing``, ``answer-too-long``
    """
    answer = answer.strip()
    with transaction.atomic():
        now = _hold(report.pk)
        if now.email and not answer:
            raise Refusal(
                code="answer-missing",
                message=gettext_lazy("The reader asked for an answer."),
                help=gettext_lazy("Please write one; it is mailed, and the address is deleted."),
            )
        if len(answer) > 2000:
            raise Refusal(
                code="answer-too-long", message=gettext_lazy("The answer is too long."), help=gettext_lazy("2,000 characters are the most.")
            )
        if now.email:
            account_mail.post(_sheet(now, state, answer), to=now.email, at=at, kind=KIND)
        now.state, now.answer, now.answered_at, now.handled_by, now.email = state, answer, at, by, ""
        now.save()
        book.append(Fact(ANSWERED, {"report": now.pk, "state": str(state), "by": by.pk}, log=logs.EDITORIAL), at=at)
    report.refresh_from_db()


def _hold(pk: int) -> ReaderReport:
    now = ReaderReport.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if now is None:
        raise Refusal(code="report-gone", message=gettext_lazy("This report was deleted meanwhile."))
    if now.state in CLOSED:
        raise Refusal(code="report-closed", message=gettext_lazy("Somebody else has closed this report meanwhile."))
    return now


def _sheet(report: ReaderReport, state: State, answer: str) -> Sheet:
    language = options.current().language
    with translation.override(language):
        subject = _("Your note about a mistake")
        said = _("We have corrected it.") if state == State.CORRECTED else _("We have looked at it and found nothing to correct.")
        about = str(report.article or report.claim or "")
        blocks: list[Block] = [Heading(subject), Paragraph(format_html("<p>{}</p>{}", said, linebreaks(answer, autoescape=True)))]
        if about:
            blocks.append(Paragraph(format_html("<p>{}</p>", _("Your note was about: %(title)s") % {"title": about})))
        return Sheet(
            subject=subject,
            preheader=said,
            blocks=[*blocks, Button(_("Our corrections"), options.current().address("/corrections/"))],
            reason=_("You get this one mail because you asked for an answer. Your address is deleted with it."),
            language=language,
            is_bare=True,
        )
