"""From an address that a person left behind to the one that they have now, and back."""

from __future__ import annotations

from uuid import UUID

from depesche.audience.models import Subscriber


def latest(subject: UUID) -> Subscriber | None:
    """Return who a link means today: links in old mails name the person under an address they moved away from (L-33)."""
    person = Subscriber.objects.filter(pk=subject).first()
    while person is not None and person.moved_to_id is not None:
        person = Subscriber.objects.filter(pk=person.moved_to_id).first()
    return person


def rows(subscriber: Subscriber) -> list[Subscriber]:
    """Return a person's rows, the oldest address first: what was given at an earlier address is the beginning of the proof."""
    return [*reversed(earlier(subscriber)), subscriber]


def earlier(subscriber: Subscriber) -> list[Subscriber]:
    """Return the rows of all addresses that a person moved away from, newest first."""
    found: list[Subscriber] = []
    for row in Subscriber.objects.filter(moved_to=subscriber).order_by("-created_at", "pk"):
        found += [row, *earlier(row)]
    return found
