"""What is known here already of the people in a batch of rows: set-based, a few statements per batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from depesche.audience import staleness
from depesche.audience.models import Consent, Subscriber
from depesche.courier.models import Suppression
from depesche.ledger import book

ENDED = "ended"
MARK = "import "  # how the note of a suppression that an import made begins
LEAVING = frozenset({Suppression.Reason.WITHDRAWN, Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINT})


@dataclass(slots=True)
class Known:
    """One address: the person it belongs to, live purposes, what suppresses it (scope, reason), and whether the person left by own deed."""

    subject: UUID | None = None
    live: set[str] = field(default_factory=set)
    blocked: set[tuple[str, str]] = field(default_factory=set)
    left_by_deed: bool = False

    @property
    def has_left(self) -> bool:
        """Whether the person ended here what they once had: old evidence from elsewhere brings nobody back."""
        return self.left_by_deed and not self.live

    def blocks(self, purpose: str) -> bool:
        """Whether something suppresses mail for a purpose, or any new consent."""
        return any(scope in {Suppression.EVERYTHING, Suppression.SIGN_UP, purpose} for scope, _reason in self.blocked)


def read(lookups: Collection[str], *, at: datetime, lock: bool) -> dict[str, Known]:
    """Return what is known of addresses, by their keyed digests.

    :param lock: keep the people's rows for this transaction, in the order of their ids, as every other deed does
    """
    found: dict[str, Known] = {lookup: Known() for lookup in lookups}
    _people(found, lock=lock)
    for lookup, scope, reason, note, until in _suppressions(found):
        if until is None or until > at:
            found[lookup].blocked.add((scope, reason))
        if reason in LEAVING and not note.startswith(MARK):
            found[lookup].left_by_deed = True
    return found


def _people(found: dict[str, Known], *, lock: bool) -> None:
    people = Subscriber.objects.filter(lookup__in=found).order_by("pk")
    by_subject = {}
    for subject, lookup in (people.select_for_update(no_key=True) if lock else people).values_list("pk", "lookup"):
        found[lookup].subject = subject
        by_subject[subject] = found[lookup]
    for subject, purpose in Consent.objects.filter(address__in=by_subject).values_list("address_id", "purpose__key"):
        by_subject[subject].live.add(purpose)
    for event in book.of_people(by_subject, kinds=[staleness.KIND]):  # what ended unused begins with a new act only, not with old evidence (L-09)
        known = by_subject[event.subject] if event.subject else Known()
        known.blocked.update((purpose, ENDED) for purpose in event.body["purposes"] if purpose not in known.live)


def _suppressions(found: dict[str, Known]) -> Iterable[tuple[str, str, str, str, datetime | None]]:
    return Suppression.objects.filter(lookup__in=found).values_list("lookup", "scope", "reason", "note", "until")
