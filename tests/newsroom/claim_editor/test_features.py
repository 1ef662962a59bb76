"""A mark is the same before and after the editor: as stored, as the editor has it, as stored again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from depesche.newsroom.blocks import HEADING, LISTS, MARKED
from depesche.newsroom.claims import marking

pytestmark = pytest.mark.once

KEYS = re.compile(r' data-block-key="[^"]*"')
LETTERS = st.text(st.sampled_from("abc äß&<>\"'😀 "), max_size=12)
NUMBERS = st.integers(1, 10**9)
# Parts of a paragraph: words, with a claim and perhaps an assertion.
PARTS = st.lists(st.tuples(LETTERS, st.one_of(st.none(), st.tuples(NUMBERS, st.one_of(st.none(), NUMBERS)))), min_size=1, max_size=6)


def converter(features: list[str] = LISTS) -> ContentstateConverter:
    return ContentstateConverter(features)


def state(paragraphs: list[Any]) -> dict[str, Any]:
    """Return what the editor holds: paragraphs of parts."""
    blocks, entities = [], []
    for number, parts in enumerate(paragraphs):
        text, ranges = "", []
        for words, mark in parts:
            if mark and words.strip() == words and words:
                entities.append(mark)
                ranges.append({"key": len(entities) - 1, "offset": _length(text), "length": _length(words)})
            text += words
        blocks.append({"key": f"k{number}", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges})
    data = [{"claim": claim, **({"assertion": assertion} if assertion else {})} for claim, assertion in entities]
    return {
        "blocks": blocks,
        "entityMap": {str(number): {"type": "CLAIM", "mutability": "MUTABLE", "data": one} for number, one in enumerate(data)},
    }


def _length(text: str) -> int:
    return len(text)


@given(st.lists(PARTS, min_size=1, max_size=4))
def test_marks_survive_saving_and_opening_any_number_of_times(paragraphs: list[Any]) -> None:
    held = state(paragraphs)

    once = converter().to_database_format(json.dumps(held))
    again = converter().to_database_format(converter().from_database_format(once))

    assert marking.in_text(again) == marking.in_text(once)
    assert len(marking.in_text(once)) == sum(len(block["entityRanges"]) for block in held["blocks"])
    assert converter().to_database_format(converter().from_database_format(again)) == again


@pytest.mark.parametrize(
    "source",
    [
        '<p>Es heißt, <span data-claim="12" data-assertion="34">rund <b>12.000</b> Soldaten</span> seien da.</p>',
        '<p><span data-claim="1">ganz</span></p>',
        '<p><span data-claim="1">eins</span><span data-claim="2">zwei</span></p>',
        '<p><b>fett <span data-claim="3">und markiert</span></b></p>',
        '<ul><li>in der <span data-claim="4">Liste</span></li></ul>',
        '<p>erst <a href="https://example.org/">ein Link</a>, dann <span data-claim="5">eine Aussage</span></p>',
    ],
)
def test_stored_marks_come_back_as_they_were(source: str) -> None:
    again = KEYS.sub("", converter().to_database_format(converter().from_database_format(source)))

    assert [(mark.claim, mark.assertion, mark.text) for mark in marking.in_text(again)] == [
        (mark.claim, mark.assertion, mark.text) for mark in marking.in_text(source)
    ]
    assert re.sub(r"</?b>", "", again) == re.sub(r"</?b>", "", source)


@pytest.mark.parametrize("number", ["", "x", "-1", "1e3", "9" * 30, '1" onclick="x()'])
def test_what_is_no_number_makes_no_mark(number: str) -> None:
    held = state([[("Wörter", (1, None))]])
    held["entityMap"]["0"]["data"] = {"claim": number, "assertion": number}

    assert KEYS.sub("", converter().to_database_format(json.dumps(held))) == "<p>Wörter</p>"


def test_a_span_that_is_no_mark_leaves_its_words() -> None:
    held = json.loads(converter().from_database_format("<p>ein <span style='x'>Wort</span> mehr</p>"))

    assert held["blocks"][0]["text"] == "ein Wort mehr"
    assert held["entityMap"] == {}


def test_the_heading_of_before_opens_in_the_editor() -> None:
    held = json.loads(converter(HEADING).from_database_format("Gold &amp; Silber"))

    assert held["blocks"][0]["text"] == "Gold & Silber"
    assert "claim" in MARKED
