"""What of the audience needs somebody now: requests with their legal month, held sign-ups, consents that nobody uses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from depesche.audience import answering, audience_figures, desk, growth_admin
from depesche.audience.rights_admin import RIGHTS
from depesche.audience.screens import ADDRESSES, PROOF
from depesche.brand import gauges
from depesche.brand.home import keys
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency, asks
from depesche.kernel import options

Kind = answering.Kind


@asks("data-requests")
def data_requests(user: Any, *, at: datetime) -> Row | None:
    """Tell which requests of persons wait for an answer, and until when the law allows (Art. 12(3) GDPR, L-35)."""
    if not user.has_perm(RIGHTS):
        return None
    counts = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in Kind}
    found = answering.unanswered().order_by().aggregate(count=Count("pk"), due=Min("due_at"), **counts)
    if not found["count"]:
        return None
    sentence = ngettext(
        "%(count)d request about personal data waits for an answer.", "%(count)d requests about personal data wait for an answer.", found["count"]
    )
    said = [f"{found[kind.value]} × {kind.label}" for kind in Kind if found[kind.value]]
    urgency = Urgency.NOW if found["due"] <= at + answering.WARNED_BEFORE else Urgency.SOON
    return Row("data-requests", sentence % found, reverse("data-requests:index"), urgency, found["count"], due=found["due"], detail=", ".join(said))


@asks("held-sign-ups")
def held(user: Any, *, at: datetime) -> Row | None:
    """Tell which confirmation mails wait for a look (B-07)."""
    if not user.has_perm(ADDRESSES):
        return None
    found = desk.held().order_by().aggregate(count=Count("pk"), since=Min("created_at"))
    if not found["count"]:
        return None
    sentence = ngettext("%(count)d sign-up is held and waits for a look.", "%(count)d sign-ups are held and wait for a look.", found["count"])
    return Row("held-sign-ups", sentence % found, reverse("held-signups:index"), Urgency.SOON, found["count"], since=found["since"])


@asks("stale-consents")
def stale(user: Any, *, at: datetime) -> Row | None:
    """Tell of consents that nobody used for so long that courts doubt them (L-09), as they were counted last."""
    if not user.has_perm(RIGHTS):
        return None
    said = gauges.taken([audience_figures.GAUGE]).get(audience_figures.GAUGE)
    count = said.data["stale"] if said else 0
    if not count:
        return None
    current = options.current()
    numbers = {"stale": count, "stale_months": current.consent_stale_months, "end_months": current.consent_end_months}
    sentence = ngettext(
        "%(stale)s consent was not used for %(stale_months)s months; after %(end_months)s months without a mail it ends.",
        "%(stale)s consents were not used for %(stale_months)s months; after %(end_months)s months without a mail they end.",
        count,
    )
    return Row("stale-consents", sentence % numbers, reverse("subscribers:index"), Urgency.LATER, count)


def register_keys() -> None:
    """Add the keys of this part."""
    keys.register(
        Key("g s", _("Subscribers"), "subscribers:index", keys.who_may(ADDRESSES, PROOF)),
        Key("g d", _("Requests about personal data"), "data-requests:index", keys.who_may(RIGHTS)),
        Key("g w", _("Growth"), "audience-growth:index", keys.who_may(growth_admin.NUMBERS, ADDRESSES)),
    )
