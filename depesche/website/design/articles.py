"""A sample article with every block, claims of every status, corrections of both kinds and a ticker."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from depesche.newsroom.claims.terms import SourceKind, Stance, Status
from depesche.newsroom.claims.wording import SHAPES, Label, word
from depesche.website.article import ArticlePage, Background, Place
from depesche.website.body_blocks import Text
from depesche.website.corrections import Concerned, Note, Notes
from depesche.website.design import blocks, words
from depesche.website.evidence import telling
from depesche.website.evidence.entries import Entry, Evidence
from depesche.website.evidence.lines import Line
from depesche.website.evidence.marks import Marks
from depesche.website.evidence.telling import Told
from depesche.website.ticker import Entry as TickerEntry
from depesche.website.ticker import Ticker


def article() -> ArticlePage:
    """Return an article with everything in it."""
    evidence = _evidence()
    return ArticlePage(
        kicker=words.kicker(),
        headline=words.headline(),
        lead=words.lead(),
        published=words.MOMENT,
        modified=words.MOMENT + timedelta(hours=3),
        section=Place(_("City"), words.HERE),
        author=Place("Mara Seidel", words.HERE, _("reporter")),
        topics=(Place(_("Harbour"), words.HERE), Place(_("Archive"), words.HERE)),
        image=words.picture(),
        caption=_("The harbour as it might have become."),
        blocks=(Text(f"<p>{words.sentence()}</p><p>{_marked(evidence)}</p>"), *blocks.every()),
        background=(Background(words.teaser(is_live=True, short=True), ""), Background(words.teaser(), _("Same topic: harbour"))),
        address="https://example.org/stadt/archiv/",
        mailto="mailto:?subject=Depesche",
        ticker=_ticker(),
        evidence=evidence,
        corrections=_corrections(),
        report=words.HERE,
    )


def plain() -> ArticlePage:
    """Return an article as short as one can be."""
    said = f"<p>{words.sentence()}</p>"
    return ArticlePage(
        "", words.short_headline(), "", words.MOMENT, None, None, None, (), None, "", (Text(said),), (), "https://example.org/a/", "mailto:"
    )


def told(status: Status, number: int) -> Told:
    """Return a claim of a status, with two statements."""
    said = ((_("Harbour office"), _("says so · 2 November")), (_("City council"), _("makes no statement")))
    lines = tuple(Line(name, words.HERE, text, (), Stance.ASSERTS, True, SourceKind.ORGANISATION, None, None) for name, text in said)
    label = Label(status, SHAPES[status], word(status), word(status))
    return telling.dressed(Told(number, label, words.claim(), words.HERE, "", lines, (), None, frozenset(), None))


def note(*, is_mistake: bool = True) -> Note:
    """Return a correction, or a clarification."""
    lines = (
        (_("Wrong"), _("The archive was opened in April.")),
        (_("Right"), _("It was opened in March.")),
        (_("Why"), _("We had read an old notice.")),
    )
    if not is_mistake:
        return Note(2, _("Clarification"), False, lines[1:], False, words.MOMENT, "")
    return Note(1, _("Correction"), True, lines, True, words.MOMENT, "", concerned=(Concerned(1, words.claim(), "#q1", 1),))


def _corrections() -> Notes:
    return Notes((note(), note(is_mistake=False)))


def _evidence() -> Evidence:
    entries = tuple(Entry(number, told(status, number)) for number, status in enumerate(SHAPES, 1))
    return Evidence(entries=entries, by_claim={entry.told.claim: entry for entry in entries})


def _marked(evidence: Evidence) -> str:
    marks = Marks(evidence)
    shown = (
        f"<span class='said{' disputed' * entry.told.label.is_disputed}'>{entry.told.label.word}</span>{marks.button(entry.told.claim)}"
        for entry in evidence.entries
    )
    return ", ".join(shown)


def _ticker() -> Ticker:
    entries = (_entry(4, is_important=True), _entry(3, is_important=True), _entry(2), _entry(1, is_withdrawn=True))
    return Ticker(words.MOMENT, None, "/stadt/archiv/", entries, _entry(5), entries[:2], 5, "", "", "/stadt/archiv/?until=1")


def _entry(number: int, *, is_important: bool = False, is_withdrawn: bool = False) -> TickerEntry:
    at = words.MOMENT + timedelta(minutes=20 * number)
    return TickerEntry(
        number=number,
        path=words.HERE,
        moment=at,
        changed=at if number == 2 else None,
        withdrawn=at if is_withdrawn else None,
        because=_("It came twice.") if is_withdrawn else "",
        headline=words.short_headline() if is_important else "",
        html=f"<p>{words.sentence()}</p>",
        words=words.lead(),
        image=words.picture() if number == 3 else None,
        byline="Mara Seidel",
        is_important=is_important,
    )
