"""When too many complain or receivers refuse us for what we are, a campaign pauses by itself, and says what to do (S-22, S-23)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from depesche.courier import receivers
from depesche.courier.models import Suppression
from depesche.mailing.models import Campaign, Delivery

COMPLAINTS = 0.001  # of what was accepted; Gmail's limit
LEAST_COMPLAINTS = 3  # one or two who complain about a small campaign are no sign
REFUSALS = 0.01
LEAST_REFUSALS = 10
OF_ONE_GROUP = 0.05  # of one receiver's mails; it may be a small part of the whole
POLICY = r"(^|[ (\[])5\.7\.[0-9]"
State = Delivery.State


@dataclass(frozen=True)
class Signs:
    """What a campaign's deliveries tell of its reputation."""

    accepted: int
    refused: int
    complaints: int
    group: str = ""
    refused_by_group: int = 0
    handed_to_group: int = 0


def watch(pk: int) -> bool:
    """Pause a campaign being sent that passes a limit; return whether it was paused now."""
    found = signs(pk)
    handed = found.accepted + found.refused
    if found.complaints >= LEAST_COMPLAINTS and found.complaints > COMPLAINTS * found.accepted:
        reason = _(
            "%(number)s of %(accepted)s recipients complained about this mail as spam (limit: 0.1 %%). "
            "Look at the content and at where these addresses came from before you go on; those who complained get no more mail."
        )
        said = reason % {"number": found.complaints, "accepted": found.accepted}
    elif found.refused >= LEAST_REFUSALS and found.refused > REFUSALS * handed:
        reason = _(
            "Receivers refused %(number)s of %(handed)s mails by their policy (5.7.x). "
            "Check SPF, DKIM and DMARC with depesche doctor and read the reasons below before you go on; no recipient is blocked for it."
        )
        said = reason % {"number": found.refused, "handed": handed}
    elif found.refused_by_group >= LEAST_REFUSALS and found.refused_by_group > OF_ONE_GROUP * found.handed_to_group:
        reason = _(
            "%(receiver)s refused %(number)s of %(handed)s mails by its policy (5.7.x). "
            "Check SPF, DKIM and DMARC with depesche doctor and read the reasons below before you go on; no recipient is blocked for it."
        )
        said = reason % {"receiver": found.group, "number": found.refused_by_group, "handed": found.handed_to_group}
    else:
        return False
    return bool(Campaign.objects.filter(pk=pk, state=Campaign.State.SENDING).update(state=Campaign.State.PAUSED, pause_reason=str(said)[:500]))


def signs(pk: int) -> Signs:
    """Count. Complaints are suppressions for that reason, since the campaign began, of people whose mail was accepted."""
    campaign = Campaign.objects.only("sent_at").get(pk=pk)
    rows = Delivery.objects.filter(campaign=pk)
    policy = Q(state=State.FAILED, reply__regex=POLICY)
    accepted, refused = (
        rows.filter(state=State.ACCEPTED).count(),
        rows.filter(policy).count(),
    )  # SQLite would try the pattern on every row of one aggregate
    complained = Suppression.objects.filter(reason=Suppression.Reason.COMPLAINT, since__gte=campaign.sent_at).values("lookup").distinct()
    complaints = rows.filter(state=State.ACCEPTED, address__lookup__in=complained).count() if complained.exists() else 0
    return Signs(accepted, refused, complaints, *_worst_group(pk, policy) if refused >= LEAST_REFUSALS else ())


def _worst_group(pk: int, policy: Q) -> tuple[str, int, int]:
    """Return the receiver that refused most by policy, how many, and how many of its mails were taken or refused so."""
    rows = Delivery.objects.filter(campaign=pk).order_by()
    refused: Counter[str] = Counter()
    for domain, number in rows.filter(policy).values_list("address__domain").annotate(Count("pk")):
        refused[receivers.group(f"@{domain or ''}")] += number
    ((group, most),) = refused.most_common(1)
    every = rows.filter(policy | Q(state=State.ACCEPTED)).values_list("address__domain").annotate(Count("pk"))
    return group, most, sum(number for domain, number in every if receivers.group(f"@{domain or ''}") == group)
