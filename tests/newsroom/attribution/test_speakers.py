"""Who says it: the right one comes first in the plain cases, and is among three in (nearly) all of our labelled texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.newsroom.attribution import language, matching, speakers
from depesche.newsroom.attribution.reading import Reading
from depesche.operations.bench import attribution
from tests.newsroom.attribution import labels

pytestmark = pytest.mark.once


def first(text: str, selected: str, code: str = "de") -> str:
    start = text.index(selected)
    return speakers.candidates(Reading(text, code), start, start + len(selected))[0].name


@pytest.mark.parametrize(
    ("text", "selected", "name"),
    [
        ("„Das ist überfällig“, sagte Anna Weiß.", "„Das ist überfällig“", "Anna Weiß"),
        ("„Das ist überfällig“, sagte der Zeitung „Der Bote“ die Forscherin Anna Weiß.", "„Das ist überfällig“", "Anna Weiß"),
        ("Anna Weiß, Forscherin in Wien, sagte: „Das ist überfällig.“", "„Das ist überfällig.“", "Anna Weiß"),
        ("Am Montag teilte die Feuerwehr in Kassel mit, das Haus sei leer.", "das Haus sei leer", "Feuerwehr in Kassel"),
        ("Wie die Polizei mitteilte, ist das Haus leer.", "ist das Haus leer", "Polizei"),
        ("Das Haus ist leer, wie die Polizei am Abend bekannt gab.", "Das Haus ist leer", "Polizei"),
        ("Das Haus sei leer, so die Polizei.", "Das Haus sei leer", "Polizei"),
        ("Laut einem Bericht ist das Haus leer.", "ist das Haus leer", "Bericht"),
        ("Nach Angaben der Polizei ist das Haus leer.", "ist das Haus leer", "Polizei"),
        ("Medienberichten zufolge ist das Haus leer.", "ist das Haus leer", "Medienberichten"),
        ("In einer Erklärung der Stadt heißt es, das Haus sei leer.", "das Haus sei leer", "Erklärung der Stadt"),
        ("Aus dem Ministerium hieß es, das Haus sei leer.", "das Haus sei leer", "Ministerium"),
        ("Nach einer dänischen Studie ist das Haus leer.", "ist das Haus leer", "dänischen Studie"),
        ("Ersten Angaben zufolge ist das Haus leer.", "ist das Haus leer", "Ersten Angaben"),
        ("Dem Vernehmen nach ist das Haus leer.", "ist das Haus leer", "Vernehmen"),
        ("Im Rat war von Lecks die Rede. In einem Schreiben der Stadt war von Rissen die Rede.", "Rissen", "Schreiben der Stadt"),
        ("Den Gästen sicherte Trainer Ben Krug in Bonn zu, dass das Haus leer sei.", "dass das Haus leer sei", "Ben Krug"),
        ("Der Wirt foppte seine Gäste, das Haus sei leer.", "das Haus sei leer", "Wirt"),
        ("„Das Haus ist doch längst leer“, unkte der Wirt.", "„Das Haus ist doch längst leer“", "Wirt"),
        ("Man prüfe das, verlautete aus Washington.", "Man prüfe das", "Washington"),
        ("Die Pläne wurden von Trainer Ben Krug als Irrweg bezeichnet.", "Die Pläne wurden von Trainer Ben Krug als Irrweg bezeichnet.", "Ben Krug"),
        ("Der Minister hat in Bonn gefordert, das Haus zu räumen.", "das Haus zu räumen", "Minister"),
        ("Der Wirt wies die Vorwürfe zurück.", "Der Wirt wies die Vorwürfe zurück.", "Wirt"),
        ("Das Haus ist leer. Das erklärte gestern eine Sprecherin der Stadt.", "Das Haus ist leer.", "Sprecherin der Stadt"),
        ("Das Amt nennt Studien der Klinik, nach denen das Haus leer ist.", "das Haus leer ist", "Studien der Klinik"),
    ],
)
def test_german_frames(text: str, selected: str, name: str) -> None:
    assert first(text, selected) == name


@pytest.mark.parametrize(
    ("text", "selected", "name"),
    [
        ("“This is overdue,” said Anna White.", "“This is overdue,”", "Anna White"),
        ("Anna White, a scientist, said the house was empty.", "the house was empty", "Anna White"),
        ("According to police, the house is empty.", "the house is empty", "police"),
        ("The house is empty, the Wildlife Trust reported.", "The house is empty", "Wildlife Trust"),
        ("In her view, the house is empty. Minister Anna White left.", "Minister Anna White left.", "Anna White"),
    ],
)
def test_english_frames(text: str, selected: str, name: str) -> None:
    assert first(text, selected, "en") == name


def test_the_speaker_goes_on_in_the_conjunctive() -> None:
    text = "Trainer Ben Krug kritisierte den Verband. Dieser habe nichts getan. Die Spieler seien müde."

    assert first(text, "Die Spieler seien müde.") == "Ben Krug"


def test_who_is_said_to_do_something_does_not_say_it() -> None:
    text = "Ein Sprecher der Armee berichtete von Bewegungen. Das Nachbarland soll 40 Panzer verlegt haben."

    assert first(text, "Das Nachbarland soll 40 Panzer verlegt haben.") == "Sprecher der Armee"


def test_a_text_that_names_nobody_has_no_speaker() -> None:
    assert speakers.candidates(Reading("", "de"), 0, 0) == []
    assert speakers.candidates(Reading("Es regnet.", "de"), 0, 10) == []


@pytest.mark.parametrize("code", ["de", "en"])
def test_the_right_speaker_is_among_three_in_our_labelled_texts(code: str, tmp_path: Path) -> None:
    """hit@3 >= 0.95 for direct and indirect quotations, hit@1 >= 0.85."""
    found = attribution.measure(list(attribution.read(labels.write(tmp_path / "labels.jsonl", code))))

    assert found["labels"] >= {"de": 120, "en": 25}[code]
    for kind in ("direct", "indirect"):
        assert found["hits"][kind]["hit@3"] >= 0.95, found["missed"]
        assert found["hits"][kind]["hit@1"] >= 0.85


@pytest.mark.parametrize(
    ("name", "label", "same"),
    [
        ("Angela Merkel", "Bundeskanzlerin Angela Merkel (CDU)", True),
        ("Angela Merkel", "Merkel", True),
        ("Sprecher der Polizei", "ein Sprecher der Polizei", True),
        ("Experten", "Einschätzung von Experten", True),
        ("Russland", "Meinung Russlands", True),
        ("bildblog.de", "bildblog.de", True),
        ("Angela Merkel", "Angela Weiß", False),
        ("Sprecher der Polizei", "die Feuerwehr", False),
        ("Minister", "der Trainer", False),
    ],
)
def test_a_label_is_met_by_surname_or_head_noun(name: str, label: str, same: bool) -> None:
    assert matching.same_speaker(name, label, language.GERMAN) is same
