"""What the panel is filled with: sources to choose from, stance, figure and day read from the text, and known claims that may be meant."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from depesche.kernel import options
from depesche.newsroom.attribution.figures import FigureRead
from depesche.newsroom.attribution.proposing import KnownSource, Proposal, propose
from depesche.newsroom.claim_editor import known
from depesche.newsroom.claim_editor.asked import Passage, Typed
from depesche.newsroom.claim_editor.shown import Shown, in_order, shown
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import AssertionState, Comparator

if TYPE_CHECKING:
    from depesche.brand.models import User

MOST_SOURCES = 3000
RECENT = 3


@dataclass(frozen=True)
class Chip:
    """A source to choose: a known one by its number, else a name found in the text, with the kind it would get."""

    source: int | None
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Filled:
    """The panel, filled. ``current``: the claim of the mark that is changed; ``draft``: the statement that can still be edited."""

    chips: tuple[Chip, ...]
    stance: str
    figure: Typed
    day: str
    precision: str
    hedge: str
    is_verbatim: bool
    evidence: tuple[str, ...] = ()
    known: tuple[Shown, ...] = ()
    current: Shown | None = None
    draft: int | None = None


def fill(passage: Passage, *, by: User | None) -> Filled:
    """Return what the panel shows for selected words, or for a mark that is changed."""
    current = in_order([passage.claim]) if passage.claim else []
    draft = _draft(passage)
    filled, number = _of_draft(draft) if draft else _of_text(passage, by=by)
    alike = known.nearest(passage.selected, number=number, topics=passage.topics, marked=passage.marked)
    others = tuple(one for one in alike if not current or one.claim != current[0].pk)
    return Filled(**{**vars(filled), "known": others, "current": shown(current[0], is_sure=True) if current else None})


def _of_text(passage: Passage, *, by: User | None) -> tuple[Filled, str]:
    """Return what the text proposes, and the plain number in it."""
    read: Proposal = propose(
        passage.selected,
        passage.before,
        passage.after,
        sources=sources(),
        recent=recent(by),
        day=passage.day,
        article=passage.article,
        language=options.current().language,
    )
    chips = tuple(Chip(int(one.key) if one.key else None, one.name, "" if one.key else "media" if one.reports else "person") for one in read.chips)
    filled = Filled(
        chips=chips,
        stance=read.stance,
        figure=_typed(read),
        day=read.said_on.isoformat() if read.said_on else "",
        precision=read.precision,
        hedge=read.hedge,
        is_verbatim=read.is_verbatim,
    )
    return filled, known.plain(_given(read.figure))


def _typed(read: Proposal) -> Typed:
    figure = read.figure
    if figure is None:
        return Typed()
    high = _as_typed(figure.high) if figure.comparator == Comparator.RANGE else ""
    return Typed(comparator=figure.comparator, low=_as_typed(_given(figure)), high=high, unit=figure.unit)


def _given(figure: FigureRead | None) -> Decimal | None:
    """Return the number that stands in the text; of "at most three" only the upper end is read."""
    return None if figure is None else figure.high if figure.low is None else figure.low


def _as_typed(number: object) -> str:
    """Write a number as the panel reads it again: a German comma, as "1.234" means a thousand and more."""
    plain = known.plain(number)
    return plain.replace(".", ",") if options.current().language == "de" else plain


def _draft(passage: Passage) -> Assertion | None:
    if not (passage.claim and passage.assertion):
        return None
    mine = Assertion.objects.filter(pk=passage.assertion, claim=passage.claim, state=AssertionState.DRAFT)
    return mine.select_related("source").prefetch_related("evidence").first()


def _of_draft(draft: Assertion) -> tuple[Filled, str]:
    filled = Filled(
        chips=(Chip(draft.source_id, draft.source.name),),
        stance=draft.stance,
        figure=Typed(draft.comparator, _as_typed(draft.low), _as_typed(draft.high), draft.unit, draft.measure),
        day=timezone.localtime(draft.said_on).date().isoformat() if draft.said_on else "",
        precision=draft.precision,
        hedge=draft.hedge,
        is_verbatim=draft.is_verbatim,
        evidence=tuple(one.url for one in draft.evidence.all() if one.url),
        draft=draft.pk,
    )
    return filled, known.plain(draft.low)


def sources() -> list[KnownSource]:
    """Return the newsroom's sources as the text is searched for them; of a protected one there is only its description."""
    found = Source.objects.filter(merged_into__isnull=True).order_by("-used_at", "pk")[:MOST_SOURCES]
    return [KnownSource(str(one.pk), one.name, one.all_aliases, one.speaks_for, one.kind) for one in found]


def recent(by: User | None) -> list[str]:
    """Return the keys of the sources that a person used last, the last one first; for who used none, the newsroom's."""
    own = list(Assertion.objects.filter(added_by=by).order_by("-added_at", "-pk").values_list("source_id", flat=True)[:20]) if by else []
    ours = Source.objects.filter(used_at__isnull=False).order_by("-used_at").values_list("pk", flat=True)[:RECENT]
    return [str(pk) for pk in list(dict.fromkeys(own or ours))[:RECENT]]
