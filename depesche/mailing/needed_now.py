"""What of mailing needs somebody now: campaigns to approve, to send and to look at, mails without an answer, mails that came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from depesche.audience.screens import ADDRESSES
from depesche.brand import gauges
from depesche.brand.home import keys
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency, asks
from depesche.mailing import desk, next_steps, sending_figures
from depesche.mailing.coming_back import reviewing
from depesche.mailing.models import Campaign

State = Campaign.State
LIST = f"{desk.NAMESPACE}:index"


@asks("campaigns-to-approve")
def to_approve(user: Any, *, at: datetime) -> Row | None:
    """Tell who may approve which campaigns wait; the second person is never who wrote or changed it."""
    if not user.has_perm(next_steps.APPROVE):
        return None
    others = Campaign.objects.filter(state=State.WAITING, pause_reason="").exclude(author=user).exclude(last_edited_by=user)
    found = _counted(others)
    sentence = ngettext("%(count)d newsletter waits for your approval.", "%(count)d newsletters wait for your approval.", found["count"])
    return _row("campaigns-to-approve", sentence, found, urgency=Urgency.SOON)


@asks("campaigns-late")
def late(user: Any, *, at: datetime) -> Row | None:
    """Tell which campaigns did not start at their time and ask for a new approval, and why."""
    if not _may(user, next_steps.APPROVE, next_steps.COMPOSE):
        return None
    found = _counted(Campaign.objects.filter(state=State.WAITING).exclude(pause_reason=""))
    sentence = ngettext("%(count)d newsletter was not sent at its time.", "%(count)d newsletters were not sent at their time.", found["count"])
    return _row("campaigns-late", sentence, found, urgency=Urgency.NOW)


@asks("campaigns-paused")
def paused(user: Any, *, at: datetime) -> Row | None:
    """Tell who may send which campaigns are paused, and why."""
    if not user.has_perm(next_steps.SEND):
        return None
    found = _counted(Campaign.objects.filter(state=State.PAUSED))
    sentence = ngettext("%(count)d newsletter is paused.", "%(count)d newsletters are paused.", found["count"])
    return _row("campaigns-paused", sentence, found, urgency=Urgency.NOW)


@asks("campaigns-to-send")
def to_send(user: Any, *, at: datetime) -> Row | None:
    """Tell who may send which campaigns are approved and have no time set."""
    if not user.has_perm(next_steps.SEND):
        return None
    found = _counted(Campaign.objects.filter(state=State.APPROVED, send_at=None))
    sentence = ngettext("%(count)d newsletter is approved and can be sent.", "%(count)d newsletters are approved and can be sent.", found["count"])
    return _row("campaigns-to-send", sentence, found, urgency=Urgency.SOON)


@asks("unknown-deliveries")
def unknown(user: Any, *, at: datetime) -> Row | None:
    """Tell of mails without an answer of the last days: they are counted and never sent again."""
    if not user.has_perm(next_steps.SEND):
        return None
    said = gauges.taken([sending_figures.GAUGE]).get(sending_figures.GAUGE)
    found = sending_figures.unknown(said.data if said else {}, at=at)
    count = sum(found.values())
    if not count:
        return None
    sentence = ngettext(
        "Of %(count)d mail nobody knows whether the mail server has it.", "Of %(count)d mails nobody knows whether the mail server has them.", count
    )
    url = reverse("failures:campaign", args=[next(iter(found))]) if len(found) == 1 else reverse("failures:index")
    detail = _("They are never sent again by themselves, so that nobody gets a mail twice.")
    return Row("unknown-deliveries", sentence % {"count": count}, url, Urgency.SOON, count, detail=str(detail))


@asks("came-back")
def came_back(user: Any, *, at: datetime) -> Row | None:
    """Tell of mails that came back and that only a person can understand."""
    if not user.has_perm(ADDRESSES):
        return None
    found = reviewing.waiting().order_by().aggregate(count=Count("pk"), since=Min("received_at"), one=Min("pk"))
    if not found["count"]:
        return None
    sentence = ngettext("%(count)d mail that came back waits for a person.", "%(count)d mails that came back wait for a person.", found["count"])
    url = reverse("came-back:mail", args=[found["one"]]) if found["count"] == 1 else reverse("came-back:index")
    return Row("came-back", sentence % found, url, Urgency.SOON, found["count"], since=found["since"])


def register_keys() -> None:
    """Add the keys of this part."""
    keys.register(
        Key("g k", _("Newsletters"), LIST, keys.who_may(*desk.LOOK)),
        Key("g f", _("What failed"), "failures:index", keys.who_may("mailing.view_campaign")),
        Key("g b", _("What came back"), "came-back:index", keys.who_may(ADDRESSES)),
    )


def _may(user: Any, *permissions: str) -> bool:
    return any(user.has_perm(permission) for permission in permissions)


def _counted(campaigns: QuerySet[Campaign]) -> dict[str, Any]:
    """Count campaigns; when the longest untouched one was touched; a subject, and why one of them stopped."""
    return campaigns.order_by().aggregate(
        count=Count("pk"), since=Min("last_edited_at"), one=Min("pk"), name=Min("subject"), reason=Max("pause_reason")
    )


def _row(key: str, sentence: str, found: dict[str, Any], *, urgency: Urgency) -> Row | None:
    if not found["count"]:
        return None
    url = reverse(f"{desk.NAMESPACE}:show", args=[found["one"]]) if found["count"] == 1 else reverse(LIST)
    told = [found["name"] if found["count"] == 1 else "", found["reason"]]
    return Row(key, sentence % found, url, urgency, found["count"], since=found["since"], detail=": ".join(filter(None, told)))
