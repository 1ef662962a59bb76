"""The evidence of an article: one entry for each claim it carries, numbered in reading order, and what stands on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.newsroom.claims import marking, showing, wording
from depesche.newsroom.claims.marking import LEAD, TITLE, Mark
from depesche.newsroom.claims.showing import Shown
from depesche.newsroom.claims.wording import Label
from depesche.newsroom.models import ArticlePage
from depesche.website import figures_chart, paths
from depesche.website.evidence import lines
from depesche.website.evidence.lines import Line
from depesche.website.figures_chart import Chart

FEWEST_FIGURES = 2  # one alone is a line of its entry


@dataclass(frozen=True)
class Entry:
    """A claim in the list of evidence: its number, status, statement, and who says what. ``checked`` is set when it is past its time."""

    number: int
    claim: int
    label: Label
    text: str
    path: str
    lines: tuple[Line, ...]
    checked: datetime | None = None

    @property
    def anchor(self) -> str:
        """The entry's id on the page; links from mails and feeds lead there."""
        return f"q{self.number}"

    @property
    def spoken(self) -> str:
        """What a screen reader says of the mark: "Evidence 5: disputed, 4 statements"."""
        count = len(self.lines)
        said = ngettext("%(count)s statement", "%(count)s statements", count) % {"count": count}
        return _("Evidence %(number)s: %(status)s, %(said)s") % {"number": self.number, "status": self.label.word, "said": said}


@dataclass(frozen=True)
class Count:
    """How often a status stands in an article."""

    shape: str
    word: str
    times: int


@dataclass(frozen=True)
class Evidence:
    """Everything that stands behind an article; empty for one that carries no claim."""

    entries: tuple[Entry, ...] = ()
    title: tuple[Entry, ...] = ()
    lead: tuple[Entry, ...] = ()
    charts: tuple[Chart, ...] = ()
    by_claim: Mapping[int, Entry] = field(default_factory=dict)

    @property
    def counts(self) -> tuple[Count, ...]:
        """How often each status stands here, the most frequent first; also the legend of the shapes."""
        found = Counter((entry.label.shape, entry.label.word) for entry in self.entries)
        return tuple(Count(shape, word, times) for (shape, word), times in found.most_common())


def of_article(article: ArticlePage, *, at: datetime, is_preview: bool = False) -> Evidence:
    """Collect the evidence of an article as it is now; in an editor's preview what is still a draft counts, too."""
    marks = marking.of(article)
    if not marks:
        return Evidence()
    drafts = {mark.assertion for mark in marks if mark.assertion} if is_preview else ()
    known = showing.shown((mark.claim for mark in marks), at=at, drafts=[pk for pk in drafts if pk])
    return _evidence(marks, known)


def entry(shown: Shown, number: int) -> Entry:
    """Describe a claim as the entry with this number."""
    return Entry(
        number=number,
        claim=shown.claim.pk,
        label=wording.label(shown),
        text=wording.text(shown.claim),
        path=paths.of_claim(shown.claim.slug),
        lines=tuple(lines.line(assertion) for assertion in shown.assertions),
        checked=shown.checked,
    )


def numbered(marks: Iterable[int], known: Mapping[int, Shown]) -> dict[int, Entry]:
    """Number claims in the order of their marks and return their entries by claim; a claim that is marked again keeps its number.

    :param marks: the numbers of the marked claims, in reading order; one that was merged has the entry of the other
    """
    found: dict[int, Entry] = {}
    for asked in marks:
        if asked in known and asked not in found:
            target = known[asked].claim.pk
            found[asked] = found[target] if target in found else entry(known[asked], len({one.claim for one in found.values()}) + 1)
            found.setdefault(target, found[asked])
    return found


def button(found: Entry, *, is_first: bool) -> str:
    """Return the safe HTML of a mark's button: number and shape; it opens the entry without a script."""
    place = f' id="m{found.number}"' if is_first else ""
    return f'<button class="ref"{place} popovertarget="{found.anchor}" aria-label="{escape(found.spoken)}">{found.number}{found.label.shape}</button>'


def _evidence(marks: Sequence[Mark], known: Mapping[int, Shown]) -> Evidence:
    by_claim = numbered((mark.claim for mark in marks), known)
    heads = {place: [by_claim[mark.claim] for mark in marks if mark.block == place and mark.claim in by_claim] for place in (TITLE, LEAD)}
    entries = tuple({entry.number: entry for entry in by_claim.values()}.values())
    return Evidence(
        entries=entries,
        title=tuple(dict.fromkeys(heads[TITLE])),
        lead=tuple(dict.fromkeys(heads[LEAD])),
        charts=tuple(_charts(entries, {shown.claim.pk: shown for shown in known.values()})),
        by_claim=by_claim,
    )


def _charts(entries: Iterable[Entry], known: Mapping[int, Shown]) -> Iterable[Chart]:
    """Draw the figures of claims that answer one question together; those of a claim without a question by themselves."""
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        claim = known[one.claim].claim
        groups.setdefault(claim.question.text if claim.question else one.text, []).append(one)
    for question, some in groups.items():
        given = [
            figure
            for one in some
            for assertion in known[one.claim].assertions
            if (figure := lines.given(assertion, status=one.label.word, path=f"#{one.anchor}"))
        ]
        chart = figures_chart.chart(given, title=_("The figures by source: %(question)s") % {"question": question})
        if chart and len(given) >= FEWEST_FIGURES:
            yield chart
