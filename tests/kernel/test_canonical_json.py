"""Canonical JSON: equal values have equal bytes, everything else is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.kernel import canonical_json
from depesche.kernel.canonical_json import NotCanonical

pytestmark = pytest.mark.once

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert canonical_json.load(canonical_json.dump(value)) == value


@given(st.dictionaries(TEXT, st.integers(0, 9), min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_json.dump(dict(reversed(value.items()))) == canonical_json.dump(value)


def test_keys_are_ordered_by_utf_16_as_rfc_8785_says() -> None:
    example = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}

    assert list(json.loads(canonical_json.dump(example))) == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]


def test_control_characters_are_written_as_rfc_8785_says() -> None:
    assert canonical_json.dump("\u20ac$\x0f\nA'B\"\\/") == '"\u20ac$\\u000f\\nA\'B\\"\\\\/"'.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -(2**53), {1: "a"}, "\ud800", {"\ud800": 1}, b"x", {"a": {1, 2}}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_json.dump(value)


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{ "a":1}', b'{"a":1,"a":1}', b'"\\u0041"', b"1.0", b"01", b"\xff", b"", b'"\\ud800"', b"[" * 100_000]
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical_json.load(data)


def test_true_is_not_one() -> None:
    assert canonical_json.dump([True, 1, False, 0, None]) == b"[true,1,false,0,null]"


@given(VALUES)
def test_the_quick_way_and_the_slow_way_write_the_same_bytes(value: object) -> None:
    slow = canonical_json._encode_as_it_stands(canonical_json._sorted(value)).encode()

    assert canonical_json.dump(value) == slow


def test_words_of_our_own_count_as_the_text_that_they_are() -> None:
    class Word(str):
        __slots__ = ()

    assert canonical_json.dump({"a": Word("b"), "c": (1, Word("d"))}) == b'{"a":"b","c":[1,"d"]}'
