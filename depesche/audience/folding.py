"""The state tables must be what the log says (I-5): the log is folded person by person and compared with the live rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from depesche.audience import evidence, moving, restriction, signup, staleness
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.ledger import book
from depesche.ledger.book import Event

GIVING = frozenset({"confirmed", "imported", "stated", moving.CHANGED})
ENDING = frozenset({"withdrawn", "import_undone", "statement_undone", staleness.KIND})
ADDRESSED = frozenset({"requested", "imported", moving.ASKED, moving.CHANGED})
AT_ONCE = 5_000
T = TypeVar("T")


class Row(NamedTuple):
    """What the comparison needs of a person's row."""

    mailbox: str
    lookup: str
    is_restricted: bool


def compare() -> list[str]:
    """Return a sentence for everything in which the tables and the log differ; an empty list is as it should be.

    What was erased officially is in neither, except grants, which name nobody.
    """
    return [*_consents(), *_moves(), *_grants(), *_imported_suppressions(), *evidence.changed()]


def live(events: Iterable[Event]) -> set[str]:
    """Return the purposes that a person's events leave in force."""
    purposes: set[str] = set()
    for event in events:
        if event.kind in GIVING:
            purposes |= set(event.body["purposes"])
        elif event.kind in ENDING:
            purposes -= set(event.body["purposes"])
    return purposes


def left(events: Iterable[Event]) -> set[str]:
    """Return the purposes of which a withdrawal is the last that the person said: given anew, or never withdrawn, is not left."""
    purposes: set[str] = set()
    for event in events:
        if event.kind in GIVING:
            purposes -= set(event.body["purposes"])
        elif event.kind == "withdrawn":
            purposes |= set(event.body["purposes"])
    return purposes


def _consents() -> Iterator[str]:
    for people in _in_parts(Subscriber.objects.values_list("pk", "mailbox", "lookup", "is_restricted")):
        yield from _compared({pk: Row(*row) for pk, *row in people})
    gone = Grant.objects.exclude(subject__in=Subscriber.objects.values("pk")).order_by("subject").values_list("subject", flat=True).distinct()
    for subjects in batched(gone.iterator(chunk_size=AT_ONCE), AT_ONCE):
        yield from _compared(dict.fromkeys(subjects))


def _in_parts(people: Any) -> Iterator[list[tuple[Any, ...]]]:
    """Yield people in parts, in the order of their ids, each part by a statement of its own."""
    part = list(people.order_by("pk")[:AT_ONCE])
    while part:
        yield part
        part = list(people.filter(pk__gt=part[-1][0]).order_by("pk")[:AT_ONCE])


def _compared(people: dict[UUID, Row | None]) -> Iterator[str]:
    """Compare a part of the people; ``None`` stands for somebody who was erased."""
    stored: dict[UUID, set[str]] = {}
    for subject, key in Consent.objects.filter(address__in=people).values_list("address_id", "purpose__key"):
        stored.setdefault(subject, set()).add(key)
    suppressed = _withdrawn({person.lookup for person in people.values() if person is not None})
    logged = book.events_of(people)
    for subject, person in people.items():
        events = logged.get(subject, [])
        said, found = live(events), stored.get(subject, set())
        for key in sorted(said - found):
            yield f"{subject}: the log holds a consent for {key}, but no live row stands for it"
        for key in sorted(found - said):
            yield f"{subject}: a live row for {key} stands, but the log holds no consent"
        if person is not None:
            for key in sorted(left(events) - suppressed.get(person.lookup, set())):
                yield f"{subject}: the log holds a withdrawal of {key}, but the address is not suppressed for it"
            yield from _row(subject, person, events)


def _withdrawn(lookups: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = Suppression.objects.filter(lookup__in=lookups, reason=Suppression.Reason.WITHDRAWN)
    for lookup, scope in rows.values_list("lookup", "scope"):
        found.setdefault(lookup, set()).add(scope)
    return found


def _row(subject: UUID, person: Row, events: Iterable[Event]) -> Iterator[str]:
    """A person's consents belong to the address that asked for them, and to no other; restricted is whom the log calls so."""
    said = [event.kind for event in events if event.kind in {restriction.ON, restriction.OFF}]
    if person.is_restricted != (said[-1:] == [restriction.ON]):
        yield f"{subject}: the log and the row differ in whether this person is restricted"
    asked = {person.mailbox, *(event.body["address"] for event in events if event.kind in ADDRESSED)}
    if any(signup.lookup_of(one) != person.lookup for one in asked):
        yield f"{subject}: the address is not the one that signed up"


def _moves() -> Iterator[str]:
    """Old links follow a person to another address only where the log holds that move: so nobody is handed to somebody else's page."""
    moved = Subscriber.objects.exclude(moved_to=None).values_list("pk", "moved_to")
    for people in _in_parts(moved):
        given: dict[UUID, set[int]] = {}
        for subject, index in Grant.objects.filter(subject__in=[old for old, _new in people]).values_list("subject", "entry_index"):
            given.setdefault(subject, set()).add(index)
        taken: dict[UUID | None, set[int]] = {}
        for event in book.of_people({new for _old, new in people}, kinds=[moving.CHANGED]):
            taken.setdefault(event.subject, set()).update(event.body["first_given"].values())
        for old, new in people:
            if not given.get(old, set()) & taken.get(new, set()):
                yield f"{old}: the row leads to another address, but the log holds no such move"


def _imported_suppressions() -> Iterator[str]:
    """Whoever an import brought as gone is suppressed until the log says that they came back themselves."""
    added: dict[tuple[str, str, str], int] = {}
    for event in book.of_kinds(["suppression_added"]):
        added.update({(event.body["lookup"], scope, event.body["reason"]): event.index for scope in event.body["scopes"]})
        if len(added) >= AT_ONCE:
            yield from _missing(added)
            added.clear()
    yield from _missing(added)


def _missing(added: dict[tuple[str, str, str], int]) -> Iterator[str]:
    stored = Suppression.objects.filter(lookup__in={lookup for lookup, _scope, _reason in added})
    missing = set(added) - set(stored.values_list("lookup", "scope", "reason"))
    if not missing:
        return
    removed = {
        (event.body["lookup"], scope, reason): event.index
        for event in book.of_kinds(["suppression_removed"])
        for scope in event.body["scopes"]
        for reason in event.body["reasons"]
    }
    for key in sorted(missing, key=lambda key: added[key]):
        if removed.get(key, -1) < added[key]:
            yield f"entry {added[key]}: the log holds a suppression for {key[1]} ({key[2]}), but the address is not suppressed"


def _grants() -> Iterator[str]:
    for grants in batched(Grant.objects.select_related("purpose", "form").order_by("pk").iterator(chunk_size=AT_ONCE), AT_ONCE):
        events = book.events_at({grant.entry_index for grant in grants})
        erased = [grant.pk for grant in grants if grant.entry_index not in events]
        live_still = set(Consent.objects.filter(grant__in=erased).values_list("grant_id", flat=True))
        for grant in grants:
            event = events.get(grant.entry_index)
            if event is None:
                if grant.pk in live_still:
                    yield f"grant {grant.pk}: its entry {grant.entry_index} was erased, but it is live"
            elif event.kind not in GIVING or event.subject != grant.subject or not _says(event, grant):
                yield f"grant {grant.pk}: entry {grant.entry_index} of the log says something else"


def _says(event: Event, grant: Grant) -> bool:
    form = {"slug": grant.form.slug, "number": grant.form.number}
    is_then = event.body["confirmed_at"] == clock.to_milliseconds(grant.granted_at)
    shown = event.body.get("wordings", {}).get(grant.purpose.key, event.body)
    return is_then and shown.get("form") == form and grant.purpose.key in event.body["purposes"]


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield things in lists of at most ``size``."""
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part
