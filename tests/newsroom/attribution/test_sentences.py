"""Sentences end where people would say so."""

from __future__ import annotations

import pytest

from depesche.newsroom.attribution import quoting, sentences

pytestmark = pytest.mark.once


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(text)]


def test_ordinals_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Am 21. Oktober sprach Dr. Anna Weiß mit Thomas P. Krug. Es ging um ca. 3 Mio. Euro, z. B. für die 2. Brücke. Das war alles."

    assert texts(text) == [
        "Am 21. Oktober sprach Dr. Anna Weiß mit Thomas P. Krug.",
        "Es ging um ca. 3 Mio. Euro, z. B. für die 2. Brücke.",
        "Das war alles.",
    ]


@pytest.mark.parametrize(("opening", "closing"), [("„", "“"), ("»", "«"), ("«", "»"), ("“", "”"), ('"', '"')])
def test_what_somebody_says_stays_together_with_who_says_it(opening: str, closing: str) -> None:
    said = f"{opening}Das ist gut so. Wir machen weiter{closing}, sagte Anna."

    assert texts(f"{said} Ben schwieg.") == [said, "Ben schwieg."]


def test_a_quotation_that_ends_with_its_full_stop_ends_the_sentence() -> None:
    assert texts("Anna sagte: „Ich komme morgen wieder.“ Ben blieb.") == ["Anna sagte: „Ich komme morgen wieder.“", "Ben blieb."]


def test_a_line_without_full_stop_is_a_heading() -> None:
    found = sentences.split("Russland und Nordkorea dementieren\n\nDer Minister schwieg.")

    assert [(sentence.text, sentence.heading) for sentence in found] == [
        ("Russland und Nordkorea dementieren", True),
        ("Der Minister schwieg.", False),
    ]


def test_positions_are_those_of_the_text() -> None:
    text = "  Eins ist da.\n\nZwei, „drei und vier sind weg“, sagt er.  Fünf "

    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in sentences.split(text))


def test_english_abbreviations_end_no_sentence_either() -> None:
    assert texts("Mr. Smith of Acme Inc. met Gov. Jones at 5 p.m. on Monday. They talked.") == [
        "Mr. Smith of Acme Inc. met Gov. Jones at 5 p.m. on Monday.",
        "They talked.",
    ]


def test_names_in_quotation_marks_are_nobodys_words() -> None:
    text = "Das „Institut für Neue Energie“ schrieb in der „Welt am Abend“: „Das haben wir so nie gesagt.“"
    spoken = quoting.speech(text, quoting.quotations(text))

    assert [text[one.start : one.end] for one in spoken] == ["„Das haben wir so nie gesagt.“"]


def test_a_quotation_that_nobody_closed_ends_with_its_paragraph() -> None:
    text = "Anna sagte: „Das ist noch lange nicht zu Ende.\nBen schwieg."

    assert texts(text) == ["Anna sagte: „Das ist noch lange nicht zu Ende.", "Ben schwieg."]
