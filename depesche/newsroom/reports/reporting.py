"""A reader says that something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.newsroom.models import ArticlePage, Claim, ReaderReport

RECEIVED = "report_received"
LONGEST = 2000
SHORTEST = 10
SAME_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """What a reader writes; about an article, a claim, or neither."""

    text: str
    email: str = ""
    article: ArticlePage | None = None
    claim: Claim | None = None


def receive(told: Told, *, at: datetime) -> ReaderReport:
    """Keep a report. The same one again within an hour, as by a second click, is no second one.

    :raises Refusal: codes ``report-text``, ``report-too-long``, ``report-email``
    """
    text, email = told.text.strip(), told.email.strip()
    if len(text) < SHORTEST:
        raise Refusal(code="report-text", message=_("Please tell us in a sentence what is wrong."))
    if len(text) > LONGEST:
        raise Refusal(code="report-too-long", message=_("This is too long."), help=_("Please shorten it to 2,000 characters."))
    if email:
        _check(email)
    with transaction.atomic():
        again = ReaderReport.objects.filter(article=told.article, claim=told.claim, text=text, email=email, received_at__gt=at - SAME_AGAIN).first()
        if again is not None:
            return again
        made = ReaderReport.objects.create(article=told.article, claim=told.claim, text=text, email=email, received_at=at)
        about = {"article": told.article.pk if told.article else None, "claim": told.claim.pk if told.claim else None}
        book.append(Fact(RECEIVED, {"report": made.pk, **about}, log=logs.EDITORIAL), at=at)
    return made


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(code="report-email", message=_("This is not an e-mail address."), help=_("You can also leave it empty.")) from None
