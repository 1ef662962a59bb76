"""The state tables must be what the log says (I-5): the log is folded person by person and compared with the live rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from depesche.audience import evidence, signup
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.ledger import book
from depesche.ledger.book import Event

GIVING = frozenset({"confirmed"})
ENDING = frozenset({"withdrawn", "objected", "complaint_received"})


def compare() -> list[str]:
    """Return a sentence for everything in which the tables and the log differ; an empty list is as it should be.

    What was erased officially is in neither, except grants, which name nobody.
    """
    return [*_consents(), *_grants(), *evidence.changed()]


def live(events: Iterable[Event]) -> set[str]:
    """Return the purposes that a person's events leave in force."""
    purposes: set[str] = set()
    for event in events:
        if event.kind in GIVING:
            purposes |= set(event.body["purposes"])
        elif event.kind in ENDING:
            purposes -= set(event.body["purposes"])
    return purposes


def _consents() -> Iterator[str]:
    stored: dict[UUID, set[str]] = {}
    for subject, key in Consent.objects.values_list("address_id", "purpose__key"):
        stored.setdefault(subject, set()).add(key)
    known = set(Subscriber.objects.values_list("pk", flat=True)) | set(Grant.objects.values_list("subject", flat=True))
    for subject in sorted(known):
        events = book.events(subject)
        said, found = live(events), stored.get(subject, set())
        for key in sorted(said - found):
            yield f"{subject}: the log holds a consent for {key}, but no live row stands for it"
        for key in sorted(found - said):
            yield f"{subject}: a live row for {key} stands, but the log holds no consent"
        yield from _suppressions(subject, events, said)
        yield from _addresses(subject, events)


def _suppressions(subject: UUID, events: Iterable[Event], said: set[str]) -> Iterator[str]:
    lookup = Subscriber.objects.filter(pk=subject).values_list("lookup", flat=True).first()
    if lookup is None:
        return
    left = {key for event in events if event.kind == "withdrawn" for key in event.body["purposes"]} - said
    suppressed = set(Suppression.objects.filter(lookup=lookup, reason=Suppression.Reason.WITHDRAWN).values_list("scope", flat=True))
    for key in sorted(left - suppressed):
        yield f"{subject}: the log holds a withdrawal of {key}, but the address is not suppressed for it"


def _addresses(subject: UUID, events: Iterable[Event]) -> Iterator[str]:
    """A person's consents belong to the address that asked for them, and to no other."""
    person = Subscriber.objects.filter(pk=subject).values_list("mailbox", "lookup").first()
    if person is None:
        return
    mailbox, lookup = person
    if any(signup.lookup_of(asked) != lookup for asked in (mailbox, *(event.body["address"] for event in events if event.kind == "requested"))):
        yield f"{subject}: the address is not the one that signed up"


def _grants() -> Iterator[str]:
    for grant in Grant.objects.select_related("purpose", "form").iterator():
        try:
            event = book.event("consent", grant.entry_index)
        except book.Erased:
            if Consent.objects.filter(grant=grant).exists():
                yield f"grant {grant.pk}: its entry {grant.entry_index} was erased, but it is live"
            continue
        if event.kind not in GIVING or event.subject != grant.subject or not _says(event, grant):
            yield f"grant {grant.pk}: entry {grant.entry_index} of the log says something else"


def _says(event: Event, grant: Grant) -> bool:
    form = {"slug": grant.form.slug, "number": grant.form.number}
    is_then = event.body["confirmed_at"] == clock.to_milliseconds(grant.granted_at)
    return is_then and event.body["form"] == form and grant.purpose.key in event.body["purposes"]
