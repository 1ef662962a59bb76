"""What the claims editor fills in (acceptance statements 2, 3 and 4)."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.newsroom.attribution.proposing import KnownSource, Proposal, propose, unsourced
from tests.newsroom.attribution import labels

pytestmark = pytest.mark.once

SOURCES = (
    KnownSource("rutte", "Mark Rutte", ("Rutte",), "NATO", "person"),
    KnownSource("yoon", "Yoon Suk Yeol", (), "Südkorea", "person"),
    KnownSource("rok", "Südkoreanische Angaben", ("südkoreanische Angaben",), "Südkorea", "state_body"),
    KnownSource("russia", "Russland", ("Moskau", "Kreml"), "", "state_body"),
    KnownSource("yonhap", "Yonhap", ("Nachrichtenagentur Yonhap",), "", "agency"),
)
ARTICLE = """Mehr als 1.000 Soldaten sollen schon im Land sein

NATO-Generalsekretär Mark Rutte konnte am Sonntag in Brüssel nicht bestätigen, dass sie an Kämpfen teilnehmen.
„Das wäre eine erhebliche Eskalation“, sagte er.

Moskau dementiert. Rund 12.000 Soldaten sollen es werden. Die Nachrichtenagentur Yonhap berichtet von „vier Brigaden“.
Aus Seoul kam keine Stellungnahme."""


def proposal(selected: str, *, recent: tuple[str, ...] = (), sources: tuple[KnownSource, ...] = SOURCES) -> Proposal:
    before, _, after = ARTICLE.partition(selected)
    return propose(selected, before, after, sources=sources, recent=recent, day=date(2024, 10, 21))


def keys(found: Proposal) -> list[str | None]:
    return [chip.key for chip in found.chips]


def test_the_sentence_about_rutte_offers_mark_rutte() -> None:
    found = proposal("dass sie an Kämpfen teilnehmen")

    assert (found.chips[0].name, found.chips[0].key) == ("Mark Rutte", "rutte")
    assert found.stance == "cannot_confirm"
    assert (found.said_on, found.precision) == (date(2024, 10, 20), "day")
    assert not found.is_verbatim


def test_without_known_sources_the_name_comes_from_the_text() -> None:
    found = proposal("dass sie an Kämpfen teilnehmen", sources=())

    assert (found.chips[0].name, found.chips[0].key) == ("Mark Rutte", None)


def test_a_quotation_is_verbatim_and_the_pronoun_behind_it_is_resolved() -> None:
    found = proposal("„Das wäre eine erhebliche Eskalation“")

    assert found.chips[0].key == "rutte"
    assert found.is_verbatim


def test_a_city_means_its_state() -> None:
    found = proposal("Moskau dementiert.")

    assert found.chips[0].key == "russia"
    assert found.stance == "denies"


def test_a_figure_is_read_and_hearsay_offers_the_source_used_last() -> None:
    found = proposal("Rund 12.000 Soldaten", recent=("rok", "rutte"))

    assert found.figure is not None
    assert (found.figure.comparator, found.figure.low, found.figure.unit) == ("~", Decimal(12000), "Soldaten")
    assert found.hedge == "sollen"
    assert keys(found)[0] == "rok"


def test_hearsay_without_a_source_used_before_offers_who_spoke_last() -> None:
    assert keys(proposal("Rund 12.000 Soldaten sollen es werden."))[0] == "russia"


def test_an_agency_reports() -> None:
    found = proposal("von „vier Brigaden“")

    assert found.chips[0].key == "yonhap"
    assert found.stance == "reports"
    assert found.figure is not None
    assert found.figure.unit == "Brigaden"


def test_a_capital_offers_those_who_speak_for_its_state() -> None:
    found = proposal("Aus Seoul kam keine Stellungnahme.")

    assert found.stance == "no_statement"
    assert {"yoon", "rok"} & set(keys(found))


def test_there_are_never_more_than_three_chips_and_none_twice() -> None:
    for row in labels.rows("de"):
        text, start, end = str(row["text"]), int(str(row["start"])), int(str(row["end"]))
        chips = propose(text[start:end], text[:start], text[end:], sources=SOURCES, recent=("rok",)).chips
        assert 1 <= len(chips) <= 3
        assert len({chip.key or chip.name for chip in chips}) == len(chips)
        assert [chip.score for chip in chips] == sorted((chip.score for chip in chips), reverse=True)


def test_the_whole_article_is_read_where_only_a_part_is_given() -> None:
    alone = propose("Rutte schwieg.", "", "", sources=())
    within = propose("Rutte schwieg.", "", "", sources=(), article="Mark Rutte kam gestern nach Wien. Rutte schwieg. Dann ging er.")

    assert alone.chips[0].name == "Rutte"
    assert within.chips[0].name == "Mark Rutte"


def test_english_is_read_as_english() -> None:
    text = "Mark Rutte could not confirm the claims on Sunday. “We have no findings of our own,” he said."
    found = propose("“We have no findings of our own,”", text[:51], text[84:], sources=SOURCES, day=date(2024, 10, 21), language="en")

    assert found.chips[0].key == "rutte"
    assert found.is_verbatim


@pytest.mark.parametrize("selected", ["", " ", "?", "„“", "12", "„Ohne Ende"])
def test_odd_selections_get_an_answer(selected: str) -> None:
    assert propose(selected, "", "", sources=()).stance == "asserts"


# fmt: off
PIECES = st.sampled_from(
    [
        "„", "“", "»", "«", '"', ", ", ". ", ": ", "; ", "\n\n", " – ", "(", ") ", "sagte ", "laut ", "nach Angaben ", "zufolge ", "so ", "der ",
        "des ", "die ", "Minister ", "Anna Weiß ", "er ", "sie ", "dieser ", "heißt es ", "12.000 ", "rund ", "Euro ", "am Sonntag ",
        "die Rede ", "said ", "according to ", "the ", "police ", "von ", "el-Baradei ", "news.example.org ", "GdP", "-", "teilte ", "mit ",
        "soll ", "Forderung ", "nach denen ", "I. ", "?!"
    ]
)
# fmt: on


@given(
    pieces=st.lists(PIECES, max_size=40),
    cut=st.tuples(st.integers(0, 300), st.integers(0, 60)),
    language=st.sampled_from(["de", "en", "de-AT", "fr"]),
)
def test_no_text_is_too_odd(pieces: list[str], cut: tuple[int, int], language: str) -> None:
    text = "".join(pieces)
    start, end = min(cut[0], len(text)), min(cut[0] + cut[1], len(text))

    found = propose(text[start:end], text[:start], text[end:], sources=SOURCES, recent=("rok", "nobody"), day=date(2024, 10, 21), language=language)

    assert len(found.chips) <= 3
    assert all(chip.name.strip() for chip in found.chips)
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in unsourced(text, language=language))


def test_a_proposal_takes_a_few_milliseconds() -> None:
    """The target is 5 ms for 1,000 words; the bound here is wide because machines are shared."""
    text = labels.article("de", 1000)
    at = text.index("„Das ist überfällig“")
    begin = time.perf_counter()
    for _ in range(20):
        propose("„Das ist überfällig“", text[:at], text[at + 20 :], sources=SOURCES)

    assert (time.perf_counter() - begin) / 20 < 0.1
