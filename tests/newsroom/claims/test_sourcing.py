"""Sources: entered, joined, and what their house and party mean for the claims they speak to."""

from __future__ import annotations

import pytest

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import sourcing
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import Status
from tests.newsroom.claims.conftest import add, claim, source
from tests.newsroom.conftest import outdated

pytestmark = pytest.mark.django_db


def test_two_of_one_party_are_one_voice_and_become_two_when_it_changes() -> None:
    about, seoul, yoon = claim(), source("Seoul", party="ROK"), source("Yoon", party="ROK")
    add(about, seoul)
    add(about, yoon)
    assert about.status == Status.SINGLE_SOURCE

    sourcing.change(yoon, Known(name="Yoon", party=""), by=None, at=clock.now())

    about.refresh_from_db()
    assert about.status == Status.REPEATED


def test_a_television_station_and_its_agency_are_one_house() -> None:
    agency = source("Yonhap")
    station = source("Yonhapnews", parent=agency)
    about = claim()

    add(about, agency)
    add(about, station)

    assert about.status == Status.SINGLE_SOURCE


def test_knowledge_of_a_party_is_the_voice_of_that_party() -> None:
    about = claim()

    add(about, source("Yoon", party="Südkorea"), origin="südkorea ")
    add(about, source("Seoul", party="Südkorea"))

    assert about.status == Status.SINGLE_SOURCE


def test_joined_sources_speak_with_one_voice() -> None:
    about, one, other = claim(), source("Selenskyj"), source("Wolodymyr Selenskyj")
    add(about, one)
    add(about, other)

    sourcing.join(one, other, by=None, at=clock.now())

    about.refresh_from_db()
    assert about.status == Status.SINGLE_SOURCE
    with pytest.raises(Refusal):
        sourcing.join(other, other, by=None, at=clock.now())


def test_a_house_does_not_belong_to_itself() -> None:
    agency = source("Yonhap")
    station = source("Yonhapnews", parent=agency)

    with pytest.raises(Refusal) as refused:
        sourcing.change(agency, Known(name="Yonhap", parent=station), by=None, at=clock.now())

    assert refused.value.code == "house-in-a-circle"


def test_a_house_that_joins_another_makes_one_voice_of_both() -> None:
    one, other = source("Haus Eins"), source("Haus Zwei")
    about = claim()
    add(about, source("Blatt", parent=one))
    add(about, source("Sender", parent=other))
    assert about.status == Status.REPEATED

    sourcing.join(one, other, by=None, at=clock.now())

    about.refresh_from_db()
    assert about.status == Status.SINGLE_SOURCE


def test_a_house_that_joins_its_own_part_leaves_no_circle() -> None:
    house = source("Haus")
    part = source("Blatt", parent=house)

    sourcing.join(house, part, by=None, at=clock.now())

    part.refresh_from_db()
    assert part.parent is None


def test_another_name_makes_no_new_version_of_what_was_said() -> None:
    about, speaker = claim(), source("Yoon")
    add(about, speaker)

    sourcing.change(speaker, Known(name="Yoon Suk Yeol", aliases=["Yoon"]), by=None, at=clock.now())

    before = about.version
    about.refresh_from_db()
    assert about.version == before
    assert f"source:{speaker.pk}" in outdated()
