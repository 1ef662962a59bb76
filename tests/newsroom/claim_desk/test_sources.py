"""Sources and questions at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.newsroom.claims import entries
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Question, Source
from tests.newsroom.claim_desk.typing_in import at, words
from tests.newsroom.claims.conftest import add, claim, source

TYPED = {"name": "Pentagon", "kind": "state_body", "party": "USA", "is_named": "on", "aliases": "Verteidigungsministerium\nDoD", "wikidata": "Q11209"}


def test_a_source_is_entered_with_its_names_and_number(editor: Client) -> None:
    assert "Wikidata" in words(editor.post(at("source-new"), {**TYPED, "wikidata": "11209"}))

    editor.post(at("source-new"), TYPED)

    made = Source.objects.get()
    assert (made.name, made.all_aliases, made.wikidata) == ("Pentagon", ("Verteidigungsministerium", "DoD"), "Q11209")
    assert "Pentagon" in words(editor.get(f"{at('sources')}?q=dod"))
    assert "Pentagon" not in words(editor.get(f"{at('sources')}?q=kreml"))


def test_a_new_party_changes_the_claims_it_speaks_to(editor: Client) -> None:
    about, seoul, yoon = claim(), source("Seoul", party="ROK"), source("Yoon")
    add(about, seoul)
    add(about, yoon)
    assert about.status == Status.REPEATED

    editor.post(at("source", yoon.pk), {"name": "Yoon", "kind": "person", "party": "ROK", "is_named": "on"})

    about.refresh_from_db()
    assert about.status == Status.SINGLE_SOURCE


@pytest.mark.rule("N-13")
def test_the_second_editor_of_a_source_loses_nothing(editor: Client) -> None:
    one = source("Yoon")
    seen = entries.source_digest(one)
    editor.post(at("source", one.pk), {"name": "Yoon Suk Yeol", "kind": "person", "is_named": "on", "seen": seen})

    answer = editor.post(at("source", one.pk), {"name": "Yoon", "kind": "person", "is_named": "on", "role": "Präsident Südkoreas", "seen": seen})

    assert answer.status_code == 409
    assert "Präsident Südkoreas" in answer.content.decode()
    one.refresh_from_db()
    assert (one.name, one.role) == ("Yoon Suk Yeol", "")


def test_a_merge_tells_what_it_touches_first(chief: Client) -> None:
    about, one, other = claim(), source("Selenskyj"), source("Wolodymyr Selenskyj")
    add(about, one)

    shown = chief.post(at("source-merge", one.pk), {"into": other.pk})
    one.refresh_from_db()
    assert "1 Aussage" in words(shown)
    assert one.merged_into is None

    chief.post(at("source-merge", one.pk), {"into": other.pk, "confirm": other.pk})

    one.refresh_from_db()
    assert one.merged_into == other
    assert "zusammengeführt" in words(chief.get(at("source", one.pk)))


@pytest.mark.rule("N-22")
def test_a_source_in_use_is_not_deleted_and_its_claims_are_named(chief: Client) -> None:
    speaker = source()
    add(claim("Gold steigt"), speaker)

    answer = chief.post(at("source-delete", speaker.pk), follow=True)

    assert Source.objects.filter(pk=speaker.pk).exists()
    assert "„Gold steigt“" in words(answer)
    idle = source("Niemand")
    chief.post(at("source-delete", idle.pk))
    assert not Source.objects.filter(pk=idle.pk).exists()


def test_a_question_groups_claims_and_stays_while_one_answers_it(editor: Client, chief: Client) -> None:
    editor.post(at("questions"), {"text": "Wie viele?", "text_en": "How many?"})
    question = Question.objects.get()
    claim("Tausend", question=question)

    chief.post(at("question-delete", question.pk))
    assert Question.objects.exists()

    editor.post(at("question", question.pk), {"text": "Wie viele Soldaten?"})
    question.refresh_from_db()
    assert question.text == "Wie viele Soldaten?"
