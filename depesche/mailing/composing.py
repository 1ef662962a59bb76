"""Writing campaigns. Every edit ends an approval, so that what goes out is what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from depesche.audience.models import Purpose
from depesche.brand.models import User
from depesche.kernel.plain import line
from depesche.kernel.refusal import Refusal
from depesche.mailing.models import Campaign, Teaser
from depesche.newsroom.models import ArticlePage

EDITABLE = frozenset({Campaign.State.DRAFT, Campaign.State.WAITING, Campaign.State.APPROVED})
LONGEST_SLUG = 80


@dataclass(frozen=True)
class Draft:
    """What a person decides about a campaign; ``intro`` is simple HTML, ``articles`` stand in the order of the mail."""

    purpose: Purpose
    subject: str
    preheader: str = ""
    intro: str = ""
    articles: Sequence[ArticlePage] = ()
    kind: Campaign.Kind = Campaign.Kind.EDITORIAL
    breaking_of: ArticlePage | None = None


def create(draft: Draft, *, author: User | None, at: datetime) -> Campaign:
    """Write a new draft.

    :param author: who wrote it; ``None`` when the shell did
    :raises Refusal: code ``article-twice``
    """
    if len({article.pk for article in draft.articles}) < len(draft.articles):
        raise Refusal(code="article-twice", message=_("An article is chosen twice."), help=_("Take each article once."))
    campaign = unsaved(draft)
    with transaction.atomic():
        begin(campaign, by=author, at=at)
        for position, article in enumerate(draft.articles):
            Teaser.objects.create(campaign=campaign, article=article, sort_order=position)
    return campaign


def unsaved(draft: Draft) -> Campaign:
    """Return the campaign that a draft would become, without its articles."""
    return Campaign(
        kind=draft.kind,
        purpose=draft.purpose,
        subject=draft.subject,
        preheader=draft.preheader,
        intro=draft.intro,
        breaking_of=draft.breaking_of,
    )


def preview(draft: Draft, *, at: datetime) -> Campaign:
    """Return a campaign that is stored nowhere, to render it and to count whom it would reach."""
    campaign = unsaved(draft)
    campaign.slug, campaign.created_at, campaign.last_edited_at = _slug(campaign.subject, at), at, at
    campaign.teasers = [Teaser(article=article, sort_order=position) for position, article in enumerate(draft.articles)]
    return campaign


def begin(campaign: Campaign, *, by: User | None, at: datetime) -> None:
    """Save a campaign for the first time, as a draft of this person."""
    campaign.author = campaign.last_edited_by = by
    campaign.created_at = campaign.last_edited_at = at
    _write_in_lines(campaign)
    campaign.slug = _slug(campaign.subject, at)
    campaign.save()


def edit(campaign: Campaign, *, by: User | None, at: datetime) -> None:
    """Save what was changed in a campaign; an approval ends, and the person counts as its last editor.

    :raises Refusal: code ``campaign-closed`` once it is being sent
    """
    with transaction.atomic():
        present = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if present.state not in EDITABLE:
            raise Refusal(
                code="campaign-closed",
                message=_("The campaign “%(subject)s” is %(state)s and can no longer be changed.")
                % {"subject": present.subject, "state": present.get_state_display()},
            )
        campaign.state = Campaign.State.DRAFT
        campaign.approved_by, campaign.approved_at = None, None
        campaign.approved_digest = campaign.approved_route = campaign.approved_note = ""
        campaign.last_edited_by, campaign.last_edited_at = by, at
        _write_in_lines(campaign)
        campaign.save()


def _write_in_lines(campaign: Campaign) -> None:
    campaign.subject, campaign.preheader = line(campaign.subject), line(campaign.preheader)


def _slug(subject: str, at: datetime) -> str:
    wanted = f"{at:%Y-%m-%d}-{slugify(subject)[:LONGEST_SLUG]}".strip("-")
    taken = set(Campaign.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)
