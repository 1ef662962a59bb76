"""The newsroom's own sources are found by what a text calls them."""

from __future__ import annotations

import pytest

from depesche.newsroom.attribution.proposing import KnownSource, propose

pytestmark = pytest.mark.once

POLICE = KnownSource("police", "Polizeipräsidium Kassel", ("Polizei", "Kasseler Polizei"), "", "state_body")
WEISS = KnownSource("weiss", "Anna Weiß", (), "Feuerwehr", "person")
KIEV = KnownSource("kyiv", "Regierung der Ukraine", (), "Ukraine", "state_body")


def first(text: str, *sources: KnownSource) -> tuple[str, str | None]:
    chip = propose(text, "", "", sources=sources).chips[0]
    return chip.name, chip.key


def test_by_alias() -> None:
    assert first("Die Polizei bestätigte das.", POLICE) == ("Polizeipräsidium Kassel", "police")


def test_by_surname() -> None:
    assert first("Weiß bestätigte das.", WEISS) == ("Anna Weiß", "weiss")


def test_by_the_state_for_which_a_city_stands() -> None:
    chips = propose("Kiew bestätigte das.", "", "", sources=(KIEV,)).chips

    assert [(chip.name, chip.key) for chip in chips][:2] == [("Kiew", None), ("Regierung der Ukraine", "kyiv")]


def test_who_speaks_for_a_body_stands_beside_it() -> None:
    chips = propose("Die Feuerwehr bestätigte das.", "", "", sources=(WEISS,)).chips

    assert {chip.key for chip in chips} == {None, "weiss"}


def test_another_with_the_same_given_name_is_somebody_else() -> None:
    assert first("Anna Krug bestätigte das.", WEISS) == ("Anna Krug", None)
