"""Who works on which deliveries: leases of ranges, so that several workers share a campaign and a dead one blocks nothing (M-02).

A range whose lease ran out is taken by the next worker. What the dead one had claimed only is queued as before; what it was handing over is settled
by its journal (``orphans.py``), or becomes ``unknown`` and is never sent again. Where that journal lies on another machine, or the worker is slow,
others wait some minutes longer, so that it can be settled there. A lease that ends further off than any lease lasts was written by a clock that was
wrong: it counts as run out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from depesche.chores import periodic
from depesche.courier import locking
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import full_mailboxes, journal, orphans, recalling
from depesche.mailing.states import OPEN, WAITING

LEASE = timedelta(seconds=30)
ELSEWHERE = timedelta(minutes=5)  # for which a worker's own machine may settle what it was handing over before others do
FURTHEST_RETRY = timedelta(minutes=10)
FURTHEST_WAIT = timedelta(hours=2)
AT_ONCE = 500
GIVE_UP_AFTER = timedelta(hours=24)
LEAST_ATTEMPTS = 12  # nine hours of answers that say later: neither a pause, nor a server that was away, nor a wrong clock gives anybody up
State = Delivery.State
# The sum keeps PostgreSQL from an index of whole campaigns: a range is found by its numbers.
PUT_ASIDE = """
WITH turn(id, at) AS (VALUES {rows})
UPDATE mailing_delivery SET not_before = turn.at FROM turn WHERE mailing_delivery.id = turn.id AND mailing_delivery.state IN ('queued', 'deferred')"""
OF_CAMPAIGN = ExpressionWrapper(F("campaign_id") + Value(0), output_field=BigIntegerField())


@dataclass
class Held:
    """A range under a lease of ours: the numbers of its due deliveries that nobody took out yet, in order.

    ``fence``: the number of this claim; ``out``: how many deliveries were taken out and have no result yet;
    ``domains``: the receivers, once asked for.
    """

    pk: int
    campaign: int
    fence: int
    waiting: list[int] = field(default_factory=list)
    out: int = 0
    domains: dict[int, str] | None = None

    def receivers(self) -> list[tuple[int, str]]:
        """Return what waits, with the domain of each; of an erased person none."""
        if self.domains is None:
            self.domains = dict(Delivery.objects.filter(pk__in=self.waiting).values_list("pk", Coalesce("address__domain", Value(""))))
        return [(number, self.domains.get(number, "")) for number in self.waiting]


def due(*, at: datetime) -> QuerySet[DeliveryRange]:
    """Return the ranges that may be claimed now; none while sending is locked."""
    retry = Q(campaign__retry_at=None) | Q(campaign__retry_at__lte=at) | Q(campaign__retry_at__gt=at + FURTHEST_RETRY)
    is_time = Q(due_at__lte=at) | Q(due_at__gt=at + FURTHEST_WAIT)
    return DeliveryRange.objects.filter(is_time, _free(at), retry, locking.is_open(), campaign__state=Campaign.State.SENDING)


def take(owner: str, *, at: datetime) -> Held | None:
    """Claim the next due range, the oldest campaign first; what a dead worker was handing over there becomes ``unknown``."""
    with transaction.atomic(durable=True):
        free = due(at=at).order_by("campaign_id", "pk")
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True, of=("self",))
        found = free.first()
        if found is None:
            return None
        fence = found.fence + 1
        DeliveryRange.objects.filter(pk=found.pk).update(owner=owner, leased_until=at + LEASE, fence=fence)
        rows = _rows(found)
        orphans.settle(rows, found.owner, at=at)
        waiting = rows.filter(_is_time(at), state__in=WAITING).order_by("pk").values_list("pk", flat=True)
        return Held(found.pk, found.campaign_id, fence, list(waiting))


def claim(owner: str, *, at: datetime) -> list[int]:
    """Claim one range and return the numbers of its due deliveries: for whoever hands over one by one."""
    held = take(owner, at=at)
    return [] if held is None else held.waiting


def put_aside(later: Mapping[int, datetime]) -> None:
    """Let deliveries of our range wait, each until its own moment; when we let go of the range, it is due at the first of them."""
    if later:
        values = [value for number, at in later.items() for value in (number, connection.ops.adapt_datetimefield_value(at))]
        with connection.cursor() as cursor:
            cursor.execute(PUT_ASIDE.format(rows=", ".join(["(%s, %s)"] * len(later))), values)


def renew(owner: str, ranges: list[Held], *, at: datetime) -> list[int]:
    """Prolong our leases; return the ranges that are still ours."""
    ours = DeliveryRange.objects.filter(pk__in=[held.pk for held in ranges], owner=owner)
    ours.update(leased_until=at + LEASE)
    fences = {held.pk: held.fence for held in ranges}
    return [pk for pk, fence in ours.values_list("pk", "fence") if fences[pk] == fence]


def give_back(owner: str, *, ranges: list[int] | None = None) -> int:
    """Let go of all our ranges, or of some; each says anew when it is due. What still has no answer stays under its lease."""
    mine = DeliveryRange.objects.filter(owner=owner)
    if ranges is not None:
        mine = mine.filter(pk__in=ranges)
    with transaction.atomic():
        changed = mine.update(due_at=_next_due())
        mine.exclude(Exists(_own_rows(State.HANDING_OVER))).update(owner="", leased_until=None)
    return changed


def tidy(*, at: datetime) -> int:
    """Settle what nobody works on any more; return how many rows changed."""
    changed = _give_up(at=at)
    for found in _abandoned(at):
        with transaction.atomic():
            if DeliveryRange.objects.filter(_free(at), pk=found.pk, fence=found.fence).update(owner="", leased_until=None, fence=found.fence + 1):
                rows = _rows(found)
                changed += orphans.settle(rows, found.owner, at=at) + _cancel(rows, at=at)
                DeliveryRange.objects.filter(pk=found.pk).update(due_at=_next_due())
    recalling.forget(set(DeliveryRange.objects.exclude(owner="").values_list("owner", flat=True)))
    return changed


def is_untidy(*, at: datetime) -> bool:
    """Whether :func:`tidy` has rows to settle that nothing else would lead to; reads only."""
    return _abandoned(at).exists()


def settle(campaign: Campaign) -> None:
    """Say of all ranges of a campaign anew when they are due: its rows were changed by somebody else than their holder."""
    DeliveryRange.objects.filter(campaign=campaign, due_at__isnull=False).update(due_at=_next_due())


def complete() -> QuerySet[Campaign]:
    """Return the campaigns being sent that nothing is left to do for."""
    return Campaign.objects.filter(~Exists(DeliveryRange.objects.filter(campaign=OuterRef("pk")).exclude(due_at=None)), state=Campaign.State.SENDING)


def settled_cancelled() -> QuerySet[Campaign]:
    """Return the cancelled campaigns whose rows are all settled, but which are not closed yet."""
    left = DeliveryRange.objects.filter(campaign=OuterRef("pk")).exclude(due_at=None)
    return Campaign.objects.filter(~Exists(left), state=Campaign.State.CANCELLED, finished_at=None)


def _free(at: datetime) -> Q:
    here = Q(owner__contains=f":{journal.place()}:") | ~Q(owner__contains=":")
    may = here & ~Q(owner__in=recalling.alive()) | ~Exists(_own_rows(State.HANDING_OVER))
    over = Q(leased_until__lt=at) | Q(leased_until__gt=at + 2 * LEASE)
    long_over = Q(leased_until__lt=at - ELSEWHERE) | Q(leased_until__gt=at + 2 * LEASE + ELSEWHERE)
    return Q(leased_until=None) | over & may | long_over


def _is_time(at: datetime) -> Q:
    return Q(not_before=None) | Q(not_before__lte=at) | Q(not_before__gt=at + FURTHEST_WAIT)


def _abandoned(at: datetime) -> QuerySet[DeliveryRange]:
    """Ranges of dead workers, and what is left of cancelled campaigns: a mail on its way at that moment, and put off since."""
    left = Q(campaign__state=Campaign.State.CANCELLED, due_at__isnull=False)
    return DeliveryRange.objects.filter(_free(at)).filter(~Q(owner="") | left)


def _rows(found: DeliveryRange) -> QuerySet[Delivery]:
    return Delivery.objects.alias(own=OF_CAMPAIGN).filter(own=found.campaign_id, pk__gte=found.first, pk__lte=found.last)


def _give_up(*, at: datetime) -> int:
    """What a server put off again and again for a day has failed (M-10)."""
    late = Campaign.objects.filter(state=Campaign.State.SENDING, sent_at__lt=at - GIVE_UP_AFTER).values_list("pk", flat=True)
    hopeless = Delivery.objects.filter(state=State.DEFERRED, attempts__gte=LEAST_ATTEMPTS)
    return sum(
        full_mailboxes.give_up(hopeless.filter(campaign=pk), at=at) + hopeless.filter(campaign=pk).update(state=State.FAILED, finished_at=at)
        for pk in late
    )


def _cancel(rows: QuerySet[Delivery], *, at: datetime) -> int:
    return rows.filter(state__in=WAITING, campaign__state=Campaign.State.CANCELLED).update(state=State.CANCELLED, finished_at=at)


def _own_rows(*states: Delivery.State) -> QuerySet[Delivery]:
    own = Delivery.objects.alias(own=OF_CAMPAIGN).filter(own=OuterRef("campaign"), pk__gte=OuterRef("first"), pk__lte=OuterRef("last"))
    return own.filter(state__in=states).order_by()


def _next_due() -> Subquery:
    """When something of a range is due again; nothing if all of it is settled."""
    return Subquery(_own_rows(*OPEN).values("campaign").annotate(next=Min(Coalesce("not_before", Value(periodic.EPOCH)))).values("next"))
