"""Who is named in a sentence, in which case, and as what."""

from __future__ import annotations

import pytest

from depesche.newsroom.attribution import mentions, naming
from depesche.newsroom.attribution.mentions import Mention
from depesche.newsroom.attribution.reading import Reading

pytestmark = pytest.mark.once


def named(text: str, language: str = "de", number: int = 0) -> dict[str, Mention]:
    return {mention.name: mention for mention in mentions.of(Reading(text, language), number)}


def test_title_and_name_are_told_apart() -> None:
    found = named("NATO-Generalsekretär Mark Rutte traf die frühere Ministerin Ursula von der Leyen.")

    assert (found["Mark Rutte"].kind, found["Mark Rutte"].title) == ("person", "NATO-Generalsekretär")
    assert found["Ursula von der Leyen"].kind == "person"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Ein Sprecher der Deutschen Bahn schwieg.", "Sprecher der Deutschen Bahn", "role"),
        ("Die Gewerkschaft der Polizei (GdP) lehnt das ab.", "Gewerkschaft der Polizei (GdP)", "body"),
        ("Die Gewerkschaft Seewind streikt.", "Gewerkschaft Seewind", "body"),
        ("Das isländische Fischereiministerium prüft.", "isländische Fischereiministerium", "body"),
        ("Die Studie der Klinik überrascht.", "Studie der Klinik", "document"),
        ("Die Zeitung „Der Bote“ schweigt.", "Zeitung „Der Bote“", "body"),
        ("Pjöngjang schweigt.", "Pjöngjang", "state"),
        ("Hinweise kamen von ukrainischer Seite.", "ukrainischer Seite", "body"),
    ],
)
def test_roles_bodies_papers_and_states(text: str, name: str, kind: str) -> None:
    assert named(text)[name].kind == kind


def test_what_stands_in_the_wrong_case_is_no_subject() -> None:
    found = named("Dem Minister riet der Berater in Wien zur Eile.")

    assert not found["Minister"].subject
    assert found["Berater in Wien"].subject


def test_a_masculine_after_der_is_a_subject_a_feminine_is_none() -> None:
    found = named("Am Montag sagte der Sprecher der Zeitung alles.")

    assert found["Sprecher der Zeitung"].subject
    assert not named("Am Montag widersprach der Zeitung niemand.")["Zeitung"].subject


def test_nobody_is_named_within_what_somebody_says() -> None:
    assert list(named("„Der Kanzler und Anna Weiß haben das gewusst“, sagte Ben Krug.")) == ["Ben Krug"]


@pytest.mark.parametrize("text", ["Der Sprecher der Grünen, Hans Meier, kam.", "Hans Meier, der Sprecher der Grünen, kam."])
def test_an_apposition_names_the_person_behind_the_role(text: str) -> None:
    assert named(text)["Sprecher der Grünen"].person == "Hans Meier"


def test_days_and_measures_are_nobody_and_a_view_is_no_subject() -> None:
    assert named("Am Montag waren 12 Prozent dafür.") == {}
    assert not named("Den Angaben nach waren 12 Prozent dafür.")["Angaben"].subject


def test_a_surname_finds_its_full_name_and_a_role_its_person() -> None:
    reading = Reading("Innenminister Wolfgang Kern kam. Kern sprach. Der Minister ging.", "de")

    assert naming.full_name(reading, "Kern") == "Wolfgang Kern"
    assert naming.person_of(reading, mentions.of(reading, 2)[0]) == "Wolfgang Kern"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ministerin Anna Weiß traf Trainer Ben Krug. Er schwieg.", "Ben Krug"),
        ("Ministerin Anna Weiß traf Trainer Ben Krug. Sie schwieg.", "Anna Weiß"),
        ("Die Gewerkschaft droht. Der Minister bleibt hart. Sie bezeichnet das als Irrweg.", "Gewerkschaft"),
        ("Der Minister traf die Forscher. Sie warnten ihn.", "Forscher"),
    ],
)
def test_a_pronoun_stands_for_whom_it_fits(text: str, name: str) -> None:
    reading = Reading(text, "de")
    number = len(reading.sentences) - 1
    pronoun = next(mention for mention in mentions.of(reading, number) if mention.kind == "pronoun")

    assert naming.antecedents(reading, number, pronoun)[0].name == name


def test_english_nouns_are_named_though_they_are_written_small() -> None:
    found = named("A spokesman for the fire brigade met analyst Leo White of the Wildlife Trust.", "en")

    assert found["spokesman for the fire brigade"].kind == "role"
    assert found["Leo White"].kind == "person"
