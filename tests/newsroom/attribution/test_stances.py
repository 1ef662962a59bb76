"""The stance follows the cue, with its negation."""

from __future__ import annotations

import pytest

from depesche.newsroom.attribution import stances

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Moskau dementiert.", "denies"),
        ("Er wies die Vorwürfe entschieden zurück.", "denies"),
        ("Das bestreiten Moskau und Pjöngjang.", "denies"),
        ("Die Berichte seien frei erfunden.", "denies"),
        ("Das konnte Rutte nicht bestätigen.", "cannot_confirm"),
        ("Man wollte das weder bestätigen noch dementieren.", "cannot_confirm"),
        ("Es liegt keine offizielle Bestätigung vor.", "no_statement"),
        ("Der Konzern wollte sich nicht äußern.", "no_statement"),
        ("Die Behörde bestätigte den Bericht.", "confirms"),
        ("Sie räumte Fehler ein.", "confirms"),
        ("Die Firma gab den Fehler zu.", "confirms"),
        ("Es gibt keine Möglichkeit, die Ware zu verkaufen, gibt es niemanden zu fragen.", "asserts"),
        ("Der Minister gab zu bedenken, dass das Geld fehle.", "asserts"),
        ("Er zog die Aussage zurück.", "retracts"),
        ("Die NATO warnt vor einer Eskalation.", "warns"),
        ("Die Gewerkschaft fordert mehr Geld.", "demands"),
        ("Sie rief zum Protest auf.", "demands"),
        ("Der Verein plant einen Neubau.", "plans"),
        ("Die Stadt kündigte einen Umbau an.", "plans"),
        ("Sie nannte das einen Irrweg.", "assesses"),
        ("Wie die Agentur meldet, ist der Weg frei.", "reports"),
        ("Das sagte der Minister.", "asserts"),
        ("Er zog sich aus dem Rennen zurück.", "asserts"),
    ],
)
def test_german(text: str, stance: str) -> None:
    assert stances.stance(text, "", "de") == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Moscow denied the reports.", "denies"),
        ("She could not confirm the claims.", "cannot_confirm"),
        ("The firm declined to comment.", "no_statement"),
        ("The ministry confirmed the talks.", "confirms"),
        ("He warned of an escalation.", "warns"),
        ("The union called for higher pay.", "demands"),
        ("The paper retracted the story.", "retracts"),
        ("They did not deny it.", "confirms"),
    ],
)
def test_english(text: str, stance: str) -> None:
    assert stances.stance(text, "", "en") == stance


def test_every_stance_of_the_model_is_known() -> None:
    shown = {name for code in ("de", "en") for name, _pattern in stances._PATTERNS[code]}

    assert shown | {"asserts"} == set(stances.STANCES)


def test_hedges_are_given_as_they_stand() -> None:
    assert stances.hedge("Sie sollen angeblich dort sein, sollen aber gehen.", "de") == "sollen, angeblich"
    assert stances.hedge("They are said to be there, reportedly.", "en") == "are said to, reportedly"
    assert stances.hedge("Sie sind dort.", "de") == ""
