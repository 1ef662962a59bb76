"""Who says it: the source and the statement that an entry of the panel means, with the limits of what is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.newsroom.attribution import numbers
from depesche.newsroom.claim_editor.asked import Entry, Typed
from depesche.newsroom.claims import sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import Comparator, Precision, SourceKind, Stance

if TYPE_CHECKING:
    from depesche.brand.models import User

LONGEST_NAME, LONGEST_UNIT, LONGEST_MEASURE, LONGEST_HEDGE, LONGEST_URL, LONGEST_WORDING = 160, 60, 120, 80, 600, 1000
GREATEST = Decimal(10) ** 15
SUGGESTED = 8
_is_address = URLValidator(schemes=["http", "https"])


def source(entry: Entry, *, by: User | None, at: datetime) -> Source | None:
    """Return who is meant: a known source, the one of this name, or a new one of this name; ``None`` for nobody.

    :raises Refusal: codes ``source-gone``, ``source-name-too-long``
    """
    if entry.source is not None:
        return _whole(Source.objects.filter(pk=entry.source).first())
    name = " ".join(entry.name.split())
    if not name:
        return None
    if len(name) > LONGEST_NAME:
        raise Refusal(code="source-name-too-long", message=_("The name of the source is too long."), help=_("Please shorten it."))
    found = named(name)
    if found is not None:
        return _whole(found)
    kind = SourceKind(entry.kind) if entry.kind in SourceKind.values else SourceKind.PERSON
    return sourcing.enter(Known(name=name, kind=kind, is_named=kind != SourceKind.UNNAMED), by=by, at=at)


def named(name: str) -> Source | None:
    """Return the source that goes by a name, whatever its capitals; its own name counts before other names."""
    wanted = name.casefold()
    alias: Source | None = None
    for one in Source.objects.order_by("merged_into_id", "pk"):
        if one.name.casefold() == wanted:
            return one
        if alias is None and wanted in (other.casefold() for other in one.all_aliases):
            alias = one
    return alias


def like(typed: str) -> list[str]:
    """Return the names of sources that hold what was typed, those used last before the others."""
    wanted = " ".join(typed.split())[:LONGEST_NAME]
    if not wanted:
        return []
    found = Source.objects.filter(Q(name__icontains=wanted) | Q(aliases__icontains=wanted), merged_into__isnull=True)
    return list(found.order_by(F("used_at").desc(nulls_last=True), "name").values_list("name", flat=True)[:SUGGESTED])


def _whole(found: Source | None) -> Source:
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None:
        raise Refusal(code="source-gone", message=_("This source is not there any more."), help=_("Please choose another one."))
    return found


def statement(entry: Entry, speaker: Source, *, old: Statement | None = None) -> Statement:
    """Return what the entry says; of an old statement everything is kept that the panel does not show.

    :raises Refusal: codes ``stance-unknown``, ``number-unreadable``, ``figure-too-long``, ``evidence-unreadable``
    """
    if entry.stance not in Stance.values:
        raise Refusal(code="stance-unknown", message=_("It is not said how the source stands to it."), help=_("Please choose a stance."))
    wording = entry.words[:LONGEST_WORDING] if entry.is_verbatim else ""
    return replace(
        old or Statement(source=speaker),
        source=speaker,
        stance=Stance(entry.stance),
        figure=figure(entry.figure),
        said_on=_moment(entry.day),
        precision=_precision(entry),
        hedge=entry.hedge[:LONGEST_HEDGE],
        is_verbatim=entry.is_verbatim,
        wording=wording or (old.wording if old and not old.is_verbatim else ""),
        evidence=_proofs(entry.evidence, old),
    )


def figure(typed: Typed) -> Figure | None:
    """Return the figure that was typed, if one was; "12.000" is read as the site's language writes numbers.

    :raises Refusal: codes ``number-unreadable``, ``figure-too-long``
    """
    if not typed.low:
        return None
    if len(typed.unit) > LONGEST_UNIT or len(typed.measure) > LONGEST_MEASURE:
        raise Refusal(code="figure-too-long", message=_("Unit or measure of the number is too long."), help=_("Please shorten it."))
    comparator = Comparator(typed.comparator) if typed.comparator in Comparator.values else Comparator.EXACT
    high = _decimal(typed.high) if comparator == Comparator.RANGE else None
    return Figure(measure=typed.measure, unit=typed.unit, comparator=comparator, low=_decimal(typed.low), high=high)


def _decimal(typed: str) -> Decimal:
    plain = typed.replace("−", "-").strip()
    read = numbers.in_digits(plain.removeprefix("-"), options.current().language)
    if read is None or not read.is_finite() or read >= GREATEST or read != round(read, 4):
        raise Refusal(
            code="number-unreadable",
            message=_("“%(typed)s” is no number that can be kept.") % {"typed": typed[:40]},
            help=_("Please write digits, with four decimals at most."),
        )
    return -read if plain.startswith("-") else read


def _moment(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _precision(entry: Entry) -> Precision:
    if entry.day:
        return Precision.DAY
    return Precision.BEFORE_ARTICLE if entry.precision == Precision.BEFORE_ARTICLE else Precision.UNKNOWN


def _proofs(addresses: tuple[str, ...], old: Statement | None) -> tuple[Proof, ...]:
    """Return the evidence at these addresses; of a statement's own, each page of an address, and what has no address, stays as it is."""
    before = old.evidence if old else ()
    at_address = {url: [one for one in before if one.url == url] or [Proof(url=url)] for url in map(_address, addresses)}
    return (*chain.from_iterable(at_address.values()), *(one for one in before if not one.url))


def _address(typed: str) -> str:
    """Make a link to one of our own pages absolute; let an address of the web pass."""
    whole = urljoin(options.current().address("/"), typed) if typed.startswith("/") else typed
    try:
        _is_address(whole)
    except ValidationError:
        is_fine = False
    else:
        is_fine = len(whole) <= LONGEST_URL
    if not is_fine:
        raise Refusal(
            code="evidence-unreadable",
            message=_("“%(typed)s” is no address on the web.") % {"typed": typed[:80]},
            help=_("Evidence needs one that begins with https://. Please correct it, or leave the field empty."),
        )
    return whole
