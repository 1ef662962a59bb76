"""Where consents went with changes of address, by what the log says of each move."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from depesche.audience.models import Subscriber
from depesche.ledger import book

CHANGED = "address_changed"


@dataclass(frozen=True)
class Carried:
    """To whom consents were carried, and the entries by which they hold there."""

    people: frozenset[UUID] = frozenset()
    indices: frozenset[int] = frozenset()


def carried(people: Collection[UUID], given: Collection[int]) -> Carried:
    """Return where consents of some people went that were given by some entries, move after move, also back to where they came from."""
    found: dict[int, UUID | None] = dict.fromkeys(given)
    for event in book.of_people(_linked(people), kinds=[CHANGED]):
        if not found.keys().isdisjoint(event.body["first_given"].values()):
            found[event.index] = event.subject
    return Carried(frozenset(subject for subject in found.values() if subject), frozenset(found) - frozenset(given))


def _linked(people: Collection[UUID]) -> set[UUID]:
    """Return people's rows with those of all their other addresses; nobody if none of them ever moved."""
    linked, more = set[UUID](), set(people)
    while more:
        linked |= more
        beside = Subscriber.objects.filter(Q(earlier__in=more) | Q(moved_to__in=more))
        more = set(beside.values_list("pk", flat=True)) - linked
    return linked if len(linked) > len(set(people)) else set()
