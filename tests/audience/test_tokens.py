"""Each link does one thing, for one person, and old links keep working."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.audience import tokens
from depesche.audience.tokens import BadToken, Expired, Kind, Unsubscribe
from depesche.kernel import keyring

pytestmark = pytest.mark.once

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ANNA = UUID("11111111-2222-4333-8444-555555555555")

MAKERS: dict[str, Callable[[], str]] = {
    "unsubscribe": lambda: tokens.unsubscribe(Unsubscribe(ANNA, ("product-news",), 7)),
    "preferences": lambda: tokens.preferences(ANNA, at=AT, lasting=timedelta(minutes=45)),
    "not-me": lambda: tokens.not_me(ANNA),
    "seen": lambda: tokens.timed(Kind.SEEN, ANNA, at=AT),
    "confirm": tokens.random_token,
}
READERS: dict[str, Callable[[str], object]] = {
    "unsubscribe": tokens.read_unsubscribe,
    "preferences": lambda token: tokens.read_preferences(token, at=AT),
    "not-me": tokens.read_not_me,
    "seen": lambda token: tokens.read_timed(Kind.SEEN, token),
}


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("read", READERS)
@pytest.mark.rule("B-05", "I-8")
def test_a_token_opens_its_own_door_only(made: str, read: str) -> None:
    token = MAKERS[made]()
    if made == read:
        READERS[read](token)
        return
    with pytest.raises(BadToken):
        READERS[read](token)


def test_an_unsubscribe_token_says_who_leaves_what() -> None:
    what = Unsubscribe(ANNA, ("product-news", "special-offers"), 12)

    assert tokens.read_unsubscribe(tokens.unsubscribe(what)) == what


@settings(max_examples=150)
@given(place=st.integers(0, 10_000), letter=st.sampled_from(string.ascii_letters + string.digits + "-_"))
@pytest.mark.rule("B-05")
def test_one_changed_letter_makes_a_token_worthless(place: int, letter: str) -> None:
    token = tokens.unsubscribe(Unsubscribe(ANNA, ("product-news",), None))
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(BadToken):
            tokens.read_unsubscribe(changed)


@given(st.text(max_size=500))
@pytest.mark.rule("B-05")
def test_nonsense_is_a_bad_token_and_nothing_worse(text: str) -> None:
    for read in READERS.values():
        with pytest.raises(BadToken):
            read(text)


@pytest.mark.rule("L-33", "B-05")
def test_an_unsubscribe_link_of_years_ago_still_works_after_new_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    ring = keyring.make(tmp_path / "keys.json")  # type: ignore[operator]
    monkeypatch.setattr(keyring, "ring", lambda: ring)
    old = tokens.unsubscribe(Unsubscribe(ANNA, ("product-news",), 1))

    ring.rotate(keyring.TOKENS)
    new = tokens.unsubscribe(Unsubscribe(ANNA, ("product-news",), 1))

    assert tokens.read_unsubscribe(old).subscriber == ANNA
    assert new != old


@pytest.mark.rule("B-05")
def test_a_link_to_the_preferences_dies_after_its_time() -> None:
    token = tokens.preferences(ANNA, at=AT, lasting=timedelta(minutes=45))

    assert tokens.read_preferences(token, at=AT + timedelta(minutes=44)) == ANNA
    with pytest.raises(Expired):
        tokens.read_preferences(token, at=AT + timedelta(minutes=45))


@pytest.mark.rule("B-05")
def test_a_random_token_is_stored_as_a_digest_only() -> None:
    token = tokens.random_token()

    assert len(tokens.stored_form(token)) == 64
    assert token not in tokens.stored_form(token)
    assert tokens.random_token() != token


def test_a_link_that_names_many_purposes_still_opens() -> None:
    told = Unsubscribe(ANNA, tuple(f"{number:02}-{'x' * 57}" for number in range(10)), None)

    assert tokens.read_unsubscribe(tokens.unsubscribe(told)) == told


@pytest.mark.rule("B-05")
def test_no_address_is_found_in_a_link() -> None:
    other = tokens.unsubscribe(Unsubscribe(uuid4(), ("product-news",), None))

    assert "@" not in other
    assert "%40" not in other
