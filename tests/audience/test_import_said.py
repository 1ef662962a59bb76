"""Times as exports write them, and what rows prove."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from depesche.audience.importing.said import Evidence, Grade, Status, grade, moment, network_address

pytestmark = pytest.mark.once

THEN = datetime(2024, 3, 1, 10, 5, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01T10:05:00Z",
        "2024-03-01T11:05:00+01:00",
        "2024-03-01 11:05:00",
        "2024-03-01 10:05:00.000000 +0000 UTC",
        "2024-03-01 11:05:00 +0100 CET",
        "2024-03-01 10:05:00 UTC",
        "01.03.2024 11:05",
        "01.03.2024 11:05:00",
        "01-03-2024 11:05:00",
        "1709287500",
        "1709287500000",
    ],
)
def test_a_time_is_read_in_the_way_it_was_written(text: str) -> None:
    assert moment(text, zone="Europe/Berlin") == THEN


@pytest.mark.parametrize("text", ["", "0", "0000-00-00 00:00:00", "NULL"])
def test_no_time_is_none(text: str) -> None:
    assert moment(text, zone="UTC") is None


@pytest.mark.parametrize("text", ["03/04/2024", "yesterday", "2024-13-01", "12"])
def test_what_can_be_read_in_two_ways_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(text, zone="UTC")


def test_grades() -> None:
    whole = Evidence(opted_in_at=THEN, confirmed_at=THEN, confirmed_ip="192.0.2.1")

    assert grade(whole, status=Status.ACTIVE, at=NOW) is Grade.CONFIRMED_TIME_AND_IP
    assert grade(Evidence(confirmed_at=THEN), status=Status.ACTIVE, at=NOW) is Grade.CONFIRMED_TIME
    assert grade(whole, status=Status.PENDING, at=NOW) is Grade.OPT_IN_TIME
    assert grade(whole, status=Status.ACTIVE, at=datetime(2020, 1, 1, tzinfo=UTC)) is Grade.NONE
    assert grade(Evidence(), status=Status.ACTIVE, at=NOW) is Grade.NONE


def test_only_ip_addresses_are_ip_addresses() -> None:
    assert network_address(" 192.0.2.1 ") == "192.0.2.1"
    assert network_address("2001:DB8::1") == "2001:db8::1"
    assert network_address("unknown") == ""
