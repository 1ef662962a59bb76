"""Tells the team that somebody wants to be called: how many, and where to look. Name, number and message stay at the desk (Art. 5(1)(c) GDPR)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.brand import account_mail, callback, identity
from depesche.brand.letterhead import Button, Heading, Paragraph, Sheet
from depesche.brand.models import CallbackRequest
from depesche.kernel import options

KIND = "callback"
BOARD = "wagtailsnippets_brand_callbackrequest:list"
APART = timedelta(minutes=10)


def is_due(*, at: datetime) -> bool:
    """Whether there is something to tell, somebody to tell it, and the last mail long enough ago."""
    if not _untold().exists() or not identity.publisher().callback_email:
        return False
    last = CallbackRequest.objects.aggregate(last=Max("announced_at"))["last"]
    return last is None or last <= at - APART


def announce(*, at: datetime) -> int:
    """Tell the team in one mail of everything that came since the last one; return of how many requests it tells."""
    to = identity.publisher().callback_email
    if not to:
        return 0
    with transaction.atomic():
        told = _untold().update(announced_at=at)
        if told:
            account_mail.post(_sheet(told, CallbackRequest.objects.filter(state__in=callback.OPEN).count()), to=to, at=at, kind=KIND)
    return told


def _untold() -> QuerySet[CallbackRequest]:
    return CallbackRequest.objects.filter(state=callback.State.NEW, announced_at=None)


def _sheet(told: int, still_open: int) -> Sheet:
    language = options.current().language
    with translation.override(language):
        subject = ngettext("%(count)d new request to be called back", "%(count)d new requests to be called back", told) % {"count": told}
        still = ngettext("%(count)d request is open.", "%(count)d requests are open.", still_open) % {"count": still_open}
        return Sheet(
            subject=subject,
            preheader=still,
            blocks=[
                Heading(subject),
                Paragraph(format_html("<p>{}</p><p>{}</p>", still, _("Names and numbers stand at the desk only."))),
                Button(_("Open the list"), options.current().address(reverse(BOARD))),
            ],
            reason=_("You get this mail because this address stands in the publisher's settings."),
            language=language,
            is_bare=True,
        )
