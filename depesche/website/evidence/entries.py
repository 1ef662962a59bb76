"""The evidence of an article: one entry for each claim it carries, numbered in reading order, and what stands on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from depesche.newsroom.claims import marking
from depesche.newsroom.claims.marking import LEAD, TITLE, Mark
from depesche.newsroom.models import ArticlePage
from depesche.website import figures_chart
from depesche.website.evidence import kept
from depesche.website.evidence.telling import CORRECTED, NUMBER, Told

FEWEST_FIGURES = 2  # one alone is a line of its entry
FIRST_CHART = 1001  # blocks of the body count from 1


@dataclass(frozen=True)
class Entry:
    """A claim in the list of evidence, with its number on the page; ``corrected`` says when it was corrected, safe HTML."""

    number: int
    told: Told
    corrected: str = ""

    @property
    def anchor(self) -> str:
        """The entry's id on the page; links from mails and feeds lead there."""
        return f"q{self.number}"

    @property
    def html(self) -> str:
        """The entry as an item of the list; safe HTML."""
        return self.told.html.replace(NUMBER, str(self.number)).replace(CORRECTED, self.corrected)

    @property
    def button(self) -> str:
        """The button of its marks; safe HTML."""
        return self.told.button.replace(NUMBER, str(self.number))


@dataclass(frozen=True)
class Count:
    """How often a status stands in an article."""

    shape: str
    word: str
    times: int


@dataclass(frozen=True)
class Evidence:
    """Everything that stands behind an article; empty for one that carries no claim. ``charts`` are safe HTML."""

    entries: tuple[Entry, ...] = ()
    title: tuple[Entry, ...] = ()
    lead: tuple[Entry, ...] = ()
    charts: tuple[str, ...] = ()
    by_claim: Mapping[int, Entry] = field(default_factory=dict)

    @property
    def counts(self) -> tuple[Count, ...]:
        """How often each status stands here, the most frequent first; also the legend of the shapes."""
        found = Counter((entry.told.label.shape, entry.told.label.word) for entry in self.entries)
        return tuple(Count(shape, word, times) for (shape, word), times in found.most_common())


def of_article(article: ArticlePage, *, at: datetime, is_preview: bool = False) -> Evidence:
    """Collect the evidence of an article as it is now; in an editor's preview what is still a draft counts, too."""
    marks = marking.named_in(article)
    if not marks:
        return Evidence()
    drafts = [mark.assertion for mark in marks if mark.assertion] if is_preview else ()
    return _evidence(marks, kept.told((mark.claim for mark in marks), at=at, drafts=drafts))


def numbered(marks: Iterable[int], known: Mapping[int, Told]) -> dict[int, Entry]:
    """Number claims in the order of their marks and return their entries by claim; a claim that is marked again keeps its number.

    :param marks: the numbers of the marked claims, in reading order; one that was merged has the entry of the other
    """
    found: dict[int, Entry] = {}
    count = 0
    for asked in marks:
        if asked in known and asked not in found:
            target = known[asked].claim
            if target not in found:
                count += 1
                found[target] = Entry(count, known[asked])
            found[asked] = found[target]
    return found


def _evidence(marks: Sequence[Mark], known: Mapping[int, Told]) -> Evidence:
    by_claim = numbered((mark.claim for mark in marks), known)
    entries = _once(by_claim.values())
    return Evidence(
        entries=entries,
        title=_once(by_claim[mark.claim] for mark in marks if mark.block == TITLE and mark.claim in by_claim),
        lead=_once(by_claim[mark.claim] for mark in marks if mark.block == LEAD and mark.claim in by_claim),
        charts=tuple(_charts(entries)),
        by_claim=by_claim,
    )


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.number: entry for entry in entries}.values())


def _charts(entries: Iterable[Entry]) -> Iterable[str]:
    """Draw the figures of claims that answer one question together; those of a claim without a question by themselves."""
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        if one.told.figures:
            groups.setdefault(one.told.question or one.told.text, []).append(one)
    several = [(question, some) for question, some in groups.items() if sum(len(one.told.figures) for one in some) >= FEWEST_FIGURES]
    for place, (question, some) in enumerate(several, FIRST_CHART):
        yield kept.drawn([one.told for one in some], (place, *(one.number for one in some)), partial(_draw, place, question, some))


def _draw(place: int, question: str, entries: Sequence[Entry]) -> str:
    given = (replace(figure, path=f"#{one.anchor}") for one in entries for figure in one.told.figures)
    chart = figures_chart.chart(given, title=_("The figures by source: %(question)s") % {"question": question})
    return render_to_string(figures_chart.TEMPLATE, {"chart": chart, "number": place})
