"""What the claims editor fills in before anybody types: who says it, with which stance and figure, when, how sure, word for word or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from depesche.newsroom.attribution import checkable, dates, figures, knowing, reading, speakers, stances
from depesche.newsroom.attribution.figures import FigureRead
from depesche.newsroom.attribution.knowing import Chip, KnownSource
from depesche.newsroom.attribution.reading import Reading
from depesche.newsroom.attribution.sentences import Sentence
from depesche.newsroom.attribution.speakers import Candidate

__all__ = ["Chip", "FigureRead", "KnownSource", "Proposal", "Sentence", "propose", "unsourced"]

MOST_CHIPS = 3


@dataclass(frozen=True)
class Proposal:
    """What to fill in. ``chips``: at most three, the best first; ``precision``: minute, day, before-article or unknown; ``hedge``: its words."""

    chips: tuple[Chip, ...]
    stance: str
    figure: FigureRead | None
    said_on: date | None
    precision: str
    hedge: str
    is_verbatim: bool


def propose(
    selected: str,
    before: str,
    after: str,
    *,
    sources: Sequence[KnownSource],
    recent: Sequence[str] = (),
    day: date | None = None,
    article: str = "",
    language: str = "de",
) -> Proposal:
    """Return the proposal for selected words that stand between ``before`` and ``after``.

    ``recent``: keys or names of the sources used last, the last one first. ``day``: the article's day, for „am Sonntag“.
    ``article``: the whole text, where ``before`` and ``after`` are only a part of it.
    """
    text, start = _placed(selected, before, after, article=article)
    end = start + len(selected)
    read = reading.around(text, language, (start, end))
    frame = _frame(read, start, end)
    code = read.language.code
    passed_on = knowing.hearsay(frame, code)
    chips = _chips(read, speakers.candidates(read, start, end), passed_on, sources=sources, recent=recent)
    said, precision = dates.said_on(frame, day)
    return Proposal(
        chips=chips,
        stance=_stance(selected, frame, code=code, chips=chips),
        figure=figures.read(selected, code),
        said_on=said,
        precision=precision,
        hedge=stances.hedge(selected, code) or stances.hedge(frame, code),
        is_verbatim=_is_verbatim(read, start, end),
    )


def unsourced(text: str, *, language: str = "de") -> list[Sentence]:
    """Return the sentences and headings that state something checkable, each with its reasons."""
    return checkable.unsourced(text, language)


def _placed(selected: str, before: str, after: str, *, article: str) -> tuple[str, int]:
    """Return the text to read and where the selection begins in it."""
    around = before[-60:] + selected
    at = article.find(around) if article else -1
    if at >= 0 and len(article) > len(before) + len(selected) + len(after):
        return article, at + len(around) - len(selected)
    return before + selected + after, len(before)


def _frame(read: Reading, start: int, end: int) -> str:
    """Return the sentences that hold the selection."""
    if not read.sentences:
        return ""
    first, last = read.sentence_at(start), read.sentence_at(max(start, end - 1))
    if first and read.sentences[first - 1].text.endswith(":"):
        first -= 1
    return read.text[min(start, read.sentences[first].start) : max(end, read.sentences[last].end)]


def _chips(read: Reading, found: list[Candidate], hearsay: bool, *, sources: Sequence[KnownSource], recent: Sequence[str]) -> tuple[Chip, ...]:
    known = knowing.Known(sources, read.language)
    chips = [chip for one in found[: 3 * MOST_CHIPS] for chip in known.chips(one)]
    used = [chip for name in recent if (chip := known.used(name))]
    sure = chips[0].score if chips else 0.0
    if used and (hearsay and sure < knowing.SURE):
        chips = [used[0], *chips]
    chips = sorted(_each_once(iter(chips)), key=lambda chip: -chip.score)
    last = chips[-1].score if chips else knowing.SURE
    return tuple(_each_once(iter([*chips, *(replace(chip, score=round(last / 2, 3)) for chip in used)])))[:MOST_CHIPS]


def _each_once(chips: Iterator[Chip]) -> list[Chip]:
    best: dict[str, Chip] = {}
    for chip in chips:
        key = chip.key or chip.name.casefold()
        if key not in best or best[key].score < chip.score:
            best[key] = chip
    return list(best.values())


def _stance(selected: str, frame: str, *, code: str, chips: tuple[Chip, ...]) -> str:
    found = stances.stance(selected, frame, code)
    return "reports" if found == "asserts" and chips and chips[0].reports else found


def _is_verbatim(read: Reading, start: int, end: int) -> bool:
    """Tell whether most of the selection stands within quotation marks."""
    inside = sum(max(0, min(end, one.end) - max(start, one.start)) for one in read.quotations)
    return end > start and inside >= 0.8 * (end - start)
