"""A mailbox that the receiving server calls full or unused while it refuses a mail counts as one that says so by mail does (M-12)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Q, QuerySet

from depesche.courier import bouncing
from depesche.courier.bouncing import Class, Verdict
from depesche.courier.envelope import Origin
from depesche.courier.transport.reply import ADDRESS, Reply
from depesche.mailing.coming_back import counting
from depesche.mailing.coming_back.whom import Concerned
from depesche.mailing.models import Delivery
from depesche.mailing.sending import permission

State = Delivery.State
AT_ONCE = 500
MAYBE = Q(reply__contains="4.2.") | Q(reply__startswith="452")  # to look at few rows; the reply itself decides


@lru_cache(1000)
def is_meant(reply: str) -> bool:
    """Whether a reply like ``552 5.2.2 mailbox full`` is about a full or unused mailbox."""
    return bouncing.of_reply(reply).kind is Class.MAILBOX


def count(number: int, reply: Reply | str, *, at: datetime) -> None:
    """Count a delivery that failed for it, in a transaction that holds its person."""
    delivery = Delivery.objects.select_related("address").get(pk=number)
    person = delivery.address  # erased meanwhile, maybe
    if person is not None:
        said = ADDRESS.sub("…", str(reply))
        verdict = Verdict(Class.MAILBOX, code=bouncing.of_reply(said).code, diagnostic=said)
        concerned = Concerned(person.lookup, person.domain, person, campaign=delivery.campaign_id)
        counting.count(concerned, verdict, Origin(delivery=number), at=at)


def give_up(hopeless: QuerySet[Delivery], *, at: datetime) -> int:
    """Let those of the put off deliveries fail that were put off for it, and count them; return how many."""
    waiting = hopeless.filter(MAYBE).order_by("pk").values_list("pk", "reply")
    full = [number for number, reply in waiting.iterator(chunk_size=AT_ONCE) if is_meant(reply)]
    return sum(_give_up(full[start : start + AT_ONCE], at=at) for start in range(0, len(full), AT_ONCE))


def _give_up(numbers: list[int], *, at: datetime) -> int:
    with transaction.atomic():
        permission.lock(numbers)
        late = dict(Delivery.objects.filter(pk__in=numbers, state=State.DEFERRED).values_list("pk", "reply"))
        changed = Delivery.objects.filter(pk__in=late, state=State.DEFERRED).update(state=State.FAILED, finished_at=at)
        for number, reply in sorted(late.items()):
            count(number, reply, at=at)
    return changed
