"""What the panel is filled with: chips, stance, figure, day, and the known claims that the words may say again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from depesche.kernel import clock
from depesche.newsroom.claim_editor import known, proposals, saying
from depesche.newsroom.claim_editor.asked import Passage, Typed
from depesche.newsroom.claims import asserting
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import Comparator, Precision, SourceKind
from depesche.newsroom.models import Source, Topic
from tests.newsroom.claims.conftest import add, claim, source

pytestmark = pytest.mark.django_db


def fill(selected: str, before: str = "", after: str = "", **more: object) -> proposals.Filled:
    return proposals.fill(Passage(selected, before, after, **more), by=None)  # type: ignore[arg-type]


@pytest.mark.rule("N-2")
def test_the_speaker_of_the_sentence_is_among_three_chips_at_most() -> None:
    for name in ("Wolodymyr Selenskyj", "Seoul", "Moskau"):
        source(name)
    rutte = source("Mark Rutte", speaks_for="NATO")
    before = "Nato-Generalsekretär Mark Rutte sagte nach dem Treffen, man könne "

    chips = fill("nicht bestätigen, dass Nordkoreaner kämpfen", before, ".").chips

    assert 1 <= len(chips) <= 3
    assert rutte.pk in {chip.source for chip in chips}


@pytest.mark.rule("N-3")
def test_comparator_number_and_unit_are_read_from_the_words() -> None:
    assert fill("rund 12.000 Soldaten", "Nordkorea will ", " schicken.").figure == Typed("~", "12000", "", "Soldaten")


@pytest.mark.rule("N-4")
@pytest.mark.parametrize(
    ("sentence", "stance"), [("Russland dementiert den Einsatz", "denies"), ("Die Nato kann das nicht bestätigen", "cannot_confirm")]
)
def test_the_stance_is_read_from_the_verb(sentence: str, stance: str) -> None:
    assert fill(sentence).stance == stance


def test_the_day_is_counted_from_the_article() -> None:
    filled = fill("eine neue Stufe der Eskalation", "Selenskyj sprach am Sonntag von ", "einer neuen Stufe.", day=date(2024, 10, 21))

    assert filled.day == "2024-10-20"


def test_where_nobody_is_named_the_source_used_last_is_offered_first() -> None:
    about = claim()
    for name in ("Moskau", "Seoul"):
        add(about, source(name, kind=SourceKind.STATE_BODY))

    assert fill("sollen verschifft worden sein", "Die Soldaten ", ".").chips[0].name == "Seoul"


def test_a_known_claim_with_the_same_number_comes_first(gold: Topic) -> None:
    about = claim("Nordkorea hat beschlossen, etwa 12.000 Soldaten zu schicken", topics=[gold])
    figure = Figure("", "Soldaten", Comparator.ABOUT, Decimal(12000))
    asserting.draft(about, Statement(source=source("Seoul"), figure=figure), by=None, at=clock.now())
    claim("Etwa 1.500 Soldaten wurden nach Wladiwostok gebracht", topics=[gold])
    claim("Der Goldpreis steigt", topics=[gold])

    offered = known.nearest("rund 12.000 Soldaten", number="12000", topics=[gold.pk])

    assert [one.claim for one in offered][:1] == [about.pk]
    assert offered[0].is_sure
    assert [(line.source, line.figure, line.is_draft) for line in offered[0].lines] == [("Seoul", "rund 12.000 Soldaten", True)]
    assert all(not one.is_sure for one in offered[1:])


def test_claims_of_other_topics_are_offered_only_without_a_topic(gold: Topic) -> None:
    about = claim("Nordkoreanische Truppen sind in Russland")

    assert known.nearest("nordkoreanische Truppen in Russland", topics=[gold.pk]) == []
    assert [one.claim for one in known.nearest("nordkoreanische Truppen in Russland", topics=[gold.pk], marked=[about.pk])] == [about.pk]
    assert [one.claim for one in known.nearest("nordkoreanische Truppen in Russland")] == [about.pk]


def test_a_draft_is_opened_as_it_was_written_and_a_published_statement_is_not() -> None:
    about = claim()
    seoul = source("Seoul")
    sunday = datetime(2024, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    said = Statement(source=seoul, hedge="soll", said_on=sunday, precision=Precision.DAY, evidence=[Proof("https://example.org/a")])
    draft = asserting.draft(about, said, by=None, at=clock.now())

    opened = fill("da", claim=about.pk, assertion=draft.pk)
    assert (opened.draft, opened.hedge, opened.evidence) == (draft.pk, "soll", ("https://example.org/a",))
    assert opened.day == "2024-10-20"
    assert [chip.source for chip in opened.chips] == [seoul.pk]
    assert opened.current is not None

    asserting.publish([draft], by=None, at=clock.now())
    again = fill("da", claim=about.pk, assertion=draft.pk)
    assert (again.draft, again.current and again.current.claim) == (None, about.pk)


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("höchstens drei russische Schiffe", Typed("≤", "3", "", "Schiffe")),
        ("bis zu 2,5 Milliarden Dollar", Typed("≤", "2500000000", "", "Dollar")),
        ("weniger als 50 Mitglieder", Typed("<", "50", "", "Mitglieder")),
        ("zwischen 3 und 5 Millionen Menschen", Typed("range", "3000000", "5000000", "Menschen")),
        ("1,234 Prozent", Typed("=", "1,234", "", "%")),
        ("1.000,50 Euro", Typed("=", "1000,5", "", "Euro")),
    ],
)
def test_what_is_proposed_is_read_again_as_the_same_number(words: str, typed: Typed) -> None:
    filled = fill(words).figure

    assert filled == typed
    figure = saying.figure(filled)
    assert figure is not None
    draft = asserting.draft(claim(), Statement(source=source(), figure=figure), by=None, at=clock.now())
    opened = fill("da", claim=draft.claim_id, assertion=draft.pk).figure
    assert saying.figure(opened) == figure


def test_the_number_of_queries_does_not_grow_with_what_is_known() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            fill("nordkoreanische Truppen in Russland", "Seoul sagt: ")
        return len(asked)

    claim("Nordkoreanische Truppen sind in Russland")
    first = count()
    for number in range(5):
        add(claim(f"Nordkoreanische Truppen {number}"), source(f"Quelle {number}"))

    assert count() <= first + 2
    assert Source.objects.count() == 5
