"""A mail of its own for a retraction, to just those whom it concerns; approved by a second person like every campaign."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from depesche.audience.models import Purpose
from depesche.brand.models import User
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.mailing import composing
from depesche.mailing.correcting import binding, block
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.models import Correction


def create(correction: Correction, purpose: Purpose, *, by: User | None, at: datetime) -> Campaign:
    """Write the draft of a mail that brings a retraction to those who got the mistake with an issue for this purpose; one, however many ask at once.

    :raises Refusal: codes ``no-retraction``, ``nobody-got-it``, ``own-mail-exists``
    """
    if correction.severity != Severity.RETRACTION or correction.state != CorrectionState.PUBLISHED:
        raise Refusal(
            code="no-retraction",
            message=_("Only a published retraction gets a mail of its own."),
            help=_("A correction comes with the next issue."),
        )
    with transaction.atomic():
        Correction.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=correction.pk
        )  # one after the other: there is no row of a mail to hold yet
        wrong = binding.wrong_issues([correction.pk], purpose=purpose.pk).get(correction.pk, [])
        if not wrong:
            raise Refusal(code="nobody-got-it", message=_("No issue for this purpose carried the mistake."))
        if Campaign.objects.filter(correction=correction, purpose=purpose).exclude(state=Campaign.State.CANCELLED).exists():
            raise Refusal(code="own-mail-exists", message=_("There is a mail for this retraction already."))
        with translation.override(options.current().language):
            subject = block.heading(correction, wrong)
        campaign = Campaign(kind=Campaign.Kind.CORRECTION, purpose=purpose, subject=subject[:200], correction=correction)
        composing.begin(campaign, by=by, at=at)
    return campaign
