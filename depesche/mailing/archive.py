"""Sent issues for everybody, without any recipient's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from depesche.mailing import rendering
from depesche.mailing.correcting import afterwards
from depesche.mailing.models import Campaign
from depesche.newsroom.models import Correction

PUBLIC = (Campaign.State.SENDING, Campaign.State.PAUSED, Campaign.State.DONE, Campaign.State.CANCELLED)


@dataclass(frozen=True)
class Line:
    """One issue in the list."""

    subject: str
    preheader: str
    purpose: str
    slug: str
    sent_at: datetime


@dataclass(frozen=True)
class Issue:
    """One issue as it was sent, and what was corrected since; ``html`` is a whole document."""

    line: Line
    html: str
    text: str
    corrections: tuple[Correction, ...] = ()


def sent() -> QuerySet[Campaign]:
    """Return the issues that went out, the newest first."""
    return Campaign.objects.filter(sent_at__isnull=False, state__in=PUBLIC).select_related("purpose").order_by("-sent_at", "-pk")


def issue(slug: str) -> Issue | None:
    """Return one issue, or ``None``."""
    campaign = sent().filter(slug=slug).first()
    if campaign is None:
        return None
    fill = rendering.without_person
    return Issue(line=line(campaign), html=fill(campaign.html_sent), text=fill(campaign.text_sent), corrections=tuple(afterwards.of_issue(campaign)))


def line(campaign: Campaign) -> Line:
    """Return an issue as the list shows it."""
    return Line(
        subject=campaign.subject,
        preheader=campaign.preheader,
        purpose=campaign.purpose.title,
        slug=campaign.slug,
        sent_at=rendering.shown_at(campaign),
    )
