"""From approval to the queue: the content is frozen, the candidates are frozen, and the worker is woken. Once, however often it is asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from depesche.chores import wake
from depesche.kernel.refusal import Refusal
from depesche.mailing import first_bulk, preflight, rendering, selection
from depesche.mailing.correcting import binding, shown
from depesche.mailing.first_bulk import Permit
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.rendering import Content
from depesche.newsroom.claims import overriding

STARTED = frozenset({Campaign.State.SENDING, Campaign.State.PAUSED, Campaign.State.DONE})


def start(campaign: Campaign, *, at: datetime) -> int:
    """Start sending an approved campaign; asking again changes nothing.

    Not to be called under a lock: the first large campaign asks the DNS.

    :returns: the number of candidates
    :raises Refusal: ``not-approved``, ``approval-void``, or what ``preflight.check`` or ``first_bulk.permit`` finds
    """
    present = Campaign.objects.get(pk=campaign.pk)
    permitted = first_bulk.permit(present, at=at) if present.state == Campaign.State.APPROVED else Permit()
    return start_permitted(campaign, permitted, at=at)


def start_permitted(campaign: Campaign, permitted: Permit, *, at: datetime) -> int:
    """Start sending after ``first_bulk.permit`` was asked; see :func:`start`."""
    with transaction.atomic():
        if campaign.breaking_of_id is not None:
            hold_article(campaign.breaking_of_id)
        present = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if present.state in STARTED:
            return Delivery.objects.filter(campaign=present).count()
        _require_approval(present)
        overriding.clear_due(at=at)  # readers stop seeing a judgement at its end, so the version that a mail shows is the one after it
        claims = shown.of_campaign(present, at=at)  # before the content: what changes in between voids the approval, or is bound as it was
        content = _approved(present)
        preflight.check(present)
        first_bulk.require(present, permitted, at=at)
        _freeze_content(present, content, at=at)
        present.state, present.sent_at, present.domain_verdict = Campaign.State.SENDING, at, permitted.verdict
        present.save()
        binding.freeze(present, claims, at=at)
        candidates = selection.freeze(present, at=at)
        wake.wake()
    campaign.refresh_from_db()
    return candidates


def hold_article(pk: int) -> None:
    """Let nobody withdraw an article until the transaction ends: what came before is seen in it, what comes after stops the mail that began in it."""
    Page.objects.select_for_update(no_key=True).get(pk=pk)


def is_approval_valid(campaign: Campaign) -> bool:
    """Whether what would be sent now is what was approved, byte for byte."""
    return campaign.state == Campaign.State.APPROVED and rendering.content(campaign).digest == campaign.approved_digest


def _require_approval(campaign: Campaign) -> None:
    if campaign.state != Campaign.State.APPROVED:
        raise Refusal(
            code="not-approved",
            message=_("The campaign “%(subject)s” is not approved.") % {"subject": campaign.subject},
            help=_("A second person has to approve it first."),
        )


def _approved(campaign: Campaign) -> Content:
    """Render what is sent, once.

    :raises Refusal: ``approval-void`` if it is not what was approved, byte for byte
    """
    content = rendering.content(campaign)
    if content.digest != campaign.approved_digest:
        raise Refusal(
            code="approval-void",
            message=_("The content has changed since it was approved, for example an article or the imprint."),
            help=_("Look at the mail once more and have it approved again."),
        )
    return content


def _freeze_content(campaign: Campaign, content: Content, *, at: datetime) -> None:
    campaign.html_sent, campaign.text_sent = (rendering.dated(body, at=at) for body in (content.html, content.text))
    campaign.sender_sent, campaign.reply_to_sent = content.sender, content.reply_to
