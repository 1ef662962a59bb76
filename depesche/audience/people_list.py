"""The list of subscribers, page after page: each page is found from the last line of the one before, so the thousandth costs what the first does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, QuerySet

from depesche.audience import people_filters
from depesche.audience.models import Consent, ImportedRow, SignupRequest, Subscriber
from depesche.audience.people_filters import HERE, IMPORTED, REASONS, STATEMENT, Standing, Wanted
from depesche.kernel import clock

PAGE_SIZE = 50
COUNTED = 10_000  # more are not counted one by one
AT_ONCE = 1_000
GONE = (Standing.COMPLAINED, Standing.BOUNCED)
Outcome = ImportedRow.Outcome
Mark = tuple[object, UUID]


class Order(StrEnum):
    """In which order the list stands."""

    NEWEST = "newest"
    OLDEST = "oldest"
    A_TO_Z = "a-z"
    Z_TO_A = "z-a"

    @property
    def is_falling(self) -> bool:
        """Whether the greatest comes first."""
        return self in {Order.NEWEST, Order.Z_TO_A}

    @property
    def field(self) -> str:
        """The column that it goes by; the random id decides between equals."""
        return "created_at" if self in {Order.NEWEST, Order.OLDEST} else "mailbox"


@dataclass(frozen=True)
class Held:
    """One live consent: for what, since when, under which version of a form, and what proves it."""

    title: str
    since: datetime
    version: str
    evidence: str


@dataclass(frozen=True)
class Row:
    """One person in the list; ``graded`` is what an import proved, empty for whom none brought."""

    id: UUID
    mailbox: str
    domain: str
    language: str
    since: datetime
    standing: Standing
    consents: tuple[Held, ...]
    graded: str = ""


@dataclass(frozen=True)
class Page:
    """One page of the list; ``before`` and ``after`` are the marks of its neighbours, empty at the ends."""

    rows: tuple[Row, ...]
    before: str
    after: str
    total: int
    is_more: bool


def page(wanted: Wanted, *, order: Order, at: datetime, after: str = "", before: str = "") -> Page:
    """Return one page: after a mark, before a mark, or the first."""
    found = people_filters.people(wanted, at=at)
    is_back = bool(before)
    mark = _read(before or after, order)
    falling = order.is_falling != is_back
    chosen = list(_from(found, mark, field=order.field, falling=falling)[: PAGE_SIZE + 1])
    is_further = len(chosen) > PAGE_SIZE
    shown = chosen[:PAGE_SIZE][:: -1 if is_back else 1]
    total = found.order_by()[: COUNTED + 1].count()
    has_before, has_after = (is_further, True) if is_back else (mark is not None, is_further)
    return Page(
        rows=tuple(rows(shown, at=at)),
        before=_mark(shown[0], order) if shown and has_before else "",
        after=_mark(shown[-1], order) if shown and has_after else "",
        total=min(total, COUNTED),
        is_more=total > COUNTED,
    )


def everybody(wanted: Wanted, *, order: Order, at: datetime) -> Iterator[Row]:
    """Yield everybody who fits, without holding them all."""
    found = people_filters.people(wanted, at=at)
    mark: Mark | None = None
    while chosen := list(_from(found, mark, field=order.field, falling=order.is_falling)[:AT_ONCE]):
        yield from rows(chosen, at=at)
        mark = _read(_mark(chosen[-1], order), order)


def rows(people: Sequence[Subscriber], *, at: datetime) -> list[Row]:
    """Return what the list shows of some people, in four statements."""
    pks = [person.pk for person in people]
    imported: dict[UUID, str] = {}
    for subject, outcome, grade in ImportedRow.objects.filter(subject__in=pks).order_by("pk").values_list("subject", "outcome", "grade"):
        if subject is not None:
            imported[subject] = STATEMENT if outcome == Outcome.STATED else grade
    consents: dict[UUID, list[Held]] = {}
    for consent in Consent.objects.filter(address__in=pks).select_related("purpose", "grant__form").order_by("purpose__position", "purpose__key"):
        form = consent.grant.form
        evidence = imported.get(consent.address_id, "") if form.slug == IMPORTED else HERE
        consents.setdefault(consent.address_id, []).append(Held(consent.purpose.title, consent.since, str(form), evidence))
    waiting = set(SignupRequest.objects.filter(subscriber__in=pks, state=SignupRequest.State.WAITING).values_list("subscriber_id", flat=True))
    reasons: dict[str, set[str]] = {}
    for lookup, reason in people_filters.suppressed((), at=at).filter(lookup__in=[p.lookup for p in people]).values_list("lookup", "reason"):
        reasons.setdefault(lookup, set()).add(reason)
    return [
        Row(
            id=person.pk,
            mailbox=person.mailbox,
            domain=person.domain,
            language=person.language,
            since=person.created_at,
            standing=_standing(
                person,
                reasons.get(person.lookup, set()),
                has_consent=person.pk in consents,
                is_waiting=person.pk in waiting,
                is_imported=person.pk in imported,
            ),
            consents=tuple(consents.get(person.pk, ())),
            graded=imported.get(person.pk, ""),
        )
        for person in people
    ]


def live_by_purpose() -> dict[str, int]:
    """Return how many live consents each purpose has."""
    return dict(Consent.objects.order_by().values_list("purpose__key").annotate(Count("pk")))


def _standing(person: Subscriber, reasons: set[str], *, has_consent: bool, is_waiting: bool, is_imported: bool) -> Standing:
    if person.is_restricted:
        return Standing.RESTRICTED
    for standing in GONE:
        if reasons.intersection(REASONS[standing]):
            return standing
    if has_consent:
        return Standing.LIVE
    if is_waiting:
        return Standing.WAITING
    if reasons.intersection(REASONS[Standing.WITHDREW]):
        return Standing.WITHDREW
    return Standing.UNPROVEN if is_imported else Standing.NOTHING


def _from(found: QuerySet[Subscriber], mark: Mark | None, *, field: str, falling: bool) -> QuerySet[Subscriber]:
    """Walk along the index of an order from a mark on; the first condition is what the index is entered by."""
    sign = "-" if falling else ""
    if mark is not None:
        value, pk = mark
        entered, same = ("lte", "gte") if falling else ("gte", "lte")
        found = found.filter(**{f"{field}__{entered}": value}).exclude(**{field: value, f"pk__{same}": pk})
    return found.order_by(f"{sign}{field}", f"{sign}pk")


def _mark(person: Subscriber, order: Order) -> str:
    value = person.created_at.isoformat() if order.field == "created_at" else person.mailbox
    return f"{person.pk.hex}{value}"


def _read(mark: str, order: Order) -> Mark | None:
    """Read a mark; one that somebody bent leads to the first page."""
    value = mark[32:]
    try:
        pk = UUID(hex=mark[:32])
        return (clock.from_milliseconds(value), pk) if order.field == "created_at" else (value.replace("\x00", ""), pk)
    except ValueError:
        return None
