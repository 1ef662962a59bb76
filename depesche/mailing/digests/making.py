"""Making the issues that are due: once for each day, over any number of schedulers; the articles and the approval in advance are frozen with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.kernel.apart import Apart
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, digest_telling, scheduling, stopping
from depesche.mailing.digest_rows import Digest, DigestDay
from depesche.mailing.digests import choosing, composing_issue, due_days, switching
from depesche.mailing.digests.choosing import Chosen
from depesche.mailing.digests.due_days import Due
from depesche.mailing.models import Campaign

State = Campaign.State
log = logging.getLogger(__name__)


def is_due(*, at: datetime) -> bool:
    """Whether any digest's time has come; reads only."""
    return next(_due(at=at), None) is not None


def make_due(*, at: datetime) -> int:
    """Make and start what is due; return how many issues were made. One that may not go by itself waits for a person, who is told."""
    apart, made = Apart(), 0
    for digest, due in list(_due(at=at)):
        with apart.one(f"digest {digest.pk}"):
            day = take(digest, due, at=at)
            made += day is not None and day.campaign is not None
    with apart.one("starting what is due"):
        scheduling.start_due(at=at)
    apart.end()
    return made


def take(digest: Digest, due: Due, *, at: datetime) -> DigestDay | None:
    """Take a day and make its issue, in one transaction; ``None`` if somebody was faster, or the digest is off meanwhile."""
    with transaction.atomic():
        present = Digest.objects.select_for_update().get(pk=digest.pk)
        if not _is_wanted(present, due):
            return None
        _replace_waiting(present, at=at)
        chosen = choosing.choose(present, at=at)
        day = DigestDay.objects.create(digest=present, day=due.day, due_at=due.at, begins_at=chosen.begins_at, until=at)
        if not chosen.articles:
            log.info("digest %s: nothing new on %s, nothing sent", present.name, due.day)
            return day
        day.campaign = _make(present, chosen, due, at=at)
        day.save(update_fields=["campaign"])
        if day.campaign.state == State.WAITING:
            digest_telling.tell(day.campaign, at=at)
    log.info("digest %s: the issue of %s is campaign %s with %s articles", present.name, due.day, day.campaign.pk, len(chosen.articles))
    return day


def _due(*, at: datetime) -> Iterator[tuple[Digest, Due]]:
    for digest in Digest.objects.filter(switched_on_at__isnull=False).order_by("pk"):
        due = due_days.newest(digest, at=at)
        if _is_wanted(digest, due):
            yield digest, due


def _is_wanted(digest: Digest, due: Due) -> bool:
    is_on = digest.switched_on_at is not None and due.at > digest.switched_on_at
    return is_on and not DigestDay.objects.filter(digest=digest, day=due.day).exists()


def _replace_waiting(digest: Digest, *, at: datetime) -> None:
    """An issue that still waits for a person when the next one is due is dropped: its articles come with the next."""
    for day in DigestDay.objects.filter(digest=digest, campaign__state__in=[State.DRAFT, State.WAITING]).select_related("campaign"):
        if day.campaign is not None:
            stopping.cancel(day.campaign, at=at)
            Campaign.objects.filter(pk=day.campaign.pk).update(pause_reason=_("The next issue has come; it brings these articles."))


def _make(digest: Digest, chosen: Chosen, due: Due, *, at: datetime) -> Campaign:
    campaign = composing.create(composing_issue.draft(digest, chosen, at=at), author=digest.last_edited_by, at=at)
    try:
        _approve(digest, campaign, at=at)
    except Refusal as refusal:
        log.warning("digest %s: the issue of %s waits for a person: %s", digest.name, due.day, refusal)
        waiting = Campaign.objects.filter(pk=campaign.pk)
        waiting.update(state=State.WAITING, pause_reason=f"{refusal.message} {refusal.help}".strip()[:500])
    else:
        Campaign.objects.filter(pk=campaign.pk).update(send_at=due.at)  # more than two hours late asks again (M-11)
    campaign.refresh_from_db()
    return campaign


def _approve(digest: Digest, campaign: Campaign, *, at: datetime) -> None:
    who = digest.switched_on_by
    if who is None or digest.switched_on_digest != switching.settings_digest(digest):
        raise Refusal(
            code="digest-changed",
            message=_("The digest was changed since it was switched on."),
            help=_("Look at the issue and approve it, then switch the digest on again."),
        )
    problem = switching.stands_against(digest, who)
    if problem is not None:
        raise problem
    with transaction.atomic():
        approval.approve_in_advance(campaign, by=who, route=Campaign.Route.DIGEST, at=at)
