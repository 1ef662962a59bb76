"""The design's tokens: every colour can be read wherever it is used, in light and dark, with every accent; nothing goes past them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import rcssmin
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import depesche
from depesche.brand import accent, colours, tokens

PACKAGE = Path(depesche.__file__).parent
# Shapes that resemble other people's pages, and the rules of the page that shows the design.
FOREIGN = {"card.css"}
WAGTAILS = {"audience", "mailing", "newsroom"}  # their ground is the desk's, whose colours are Wagtail's
# Rules for Wagtail's own pages, and the white behind what somebody else drew.
AT_THE_DESK = (".desk-", ".sidebar-", ".now", ".plot", ".tour", ".health", ".tickers", ".access", ".history", ".callback", "img, svg", "iframe.mail")
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
SIZE = re.compile(r"font(?:-size)?:[^;}]*?(?<![\d.])[\d.]+(?:rem|px|pt)(?=[/ ;}])")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TEXT = re.compile(r"(?<![-\w])color:\s*var\(--(?!w-)([a-z0-9-]+)\)")
GROUND = re.compile(r"background(?:-color)?:\s*var\(--(?!w-)([a-z0-9-]+)\)")
MOST = 20_000  # bytes of all style sheets, compressed


def sheets(*, written_by_us: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and its rules, without comments and without what is for print."""
    for path in sorted(PACKAGE.rglob("static/**/*.css")):
        if "vendor" in path.parts or path.name in FOREIGN | {"tokens.css"} or (written_by_us and WAGTAILS & set(path.parts)):
            continue
        css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        yield path.name, re.sub(r"@media print \{(?:[^{}]|\{[^{}]*\})*\}", "", css)


def pairs(scheme: tokens.Scheme) -> Iterator[tuple[str, str, float]]:
    for text, grounds in tokens.PAIRS.items():
        for ground in grounds:
            yield text, ground, colours.contrast(scheme[text], scheme[ground])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground_that_it_stands_on(scheme: str) -> None:
    faint = [(text, ground, round(found, 2)) for text, ground, found in pairs(getattr(tokens.house(), scheme)) if found < colours.READABLE]

    assert len(list(pairs(tokens.house().light))) > 30
    assert faint == []


@given(st.integers(0, 0xFFFFFF))
def test_so_it_is_with_whatever_accent_a_publisher_picks(number: int) -> None:
    palette = tokens.palette(f"#{number:06x}")

    for scheme in (palette.light, palette.dark):
        assert [(text, ground) for text, ground, found in pairs(scheme) if found < colours.READABLE] == []


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert colours.contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


def test_both_schemes_say_the_same_colours() -> None:
    assert set(tokens.house().light) == set(tokens.house().dark)
    assert tokens.house().light["paper"] != tokens.house().dark["paper"]
    assert len(tokens.house().light) == 25


def test_no_style_sheet_has_a_colour_or_a_size_of_its_own() -> None:
    own = [
        (name, selector.strip(), found[0])
        for name, css in sheets(written_by_us=True)
        for selector, body in RULE.findall(css)
        for found in (HEX.search(body), SIZE.search(body))
        if found and not selector.strip().startswith(AT_THE_DESK)
    ]

    assert own == [], "take a token of brand/tokens.css instead"


def test_every_pair_in_use_is_one_that_was_checked() -> None:
    grounds = {ground for some in tokens.PAIRS.values() for ground in some}
    unchecked = []
    for name, css in sheets():
        for selector, body in RULE.findall(css):
            text, ground = TEXT.search(body), GROUND.search(body)
            if text and ground:
                is_known = ground[1] in tokens.PAIRS.get(text[1], ()) or text[1] in tokens.PAIRS.get(ground[1], ())
            else:
                is_known = not text or text[1] in tokens.PAIRS
                is_known &= not ground or ground[1] in grounds or "::" in selector
            if not is_known:
                unchecked.append((name, selector.strip()))

    assert unchecked == []


def test_all_style_sheets_together_are_small() -> None:
    sizes = {path: len(brotli.compress(rcssmin.cssmin(path.read_text()).encode())) for path in PACKAGE.rglob("static/**/*.css")}

    assert len(sizes) > 10
    assert sum(sizes.values()) <= MOST, sizes


@pytest.mark.parametrize(("typed", "stored"), [("#7C4F0C", "#7c4f0c"), ("abc", "#aabbcc"), (" 0057b8 ", "#0057b8")])
def test_a_colour_may_be_typed_in_several_ways(typed: str, stored: str) -> None:
    accent.check(typed)
    assert colours.parse(typed) == stored


@pytest.mark.parametrize("typed", ["rot", "#12", "#12345", "rgb(0)", "#ggg", "url(x)", "#7c4f0c;"])
def test_what_is_no_colour_is_refused_with_a_sentence(typed: str) -> None:
    with translation.override("de"), pytest.raises(ValidationError, match="ist keine Farbe"):
        accent.check(typed)


def test_a_colour_too_bright_for_paper_is_shown_darker_and_says_so() -> None:
    with translation.override("de"):
        shown = accent.shown("#ffcc00")

    assert shown.light.colour != "#ffcc00" == shown.dark.colour
    (said,) = shown.sentences
    assert "1,4 zu 1" in said or "1,3 zu 1" in said
    assert shown.light.colour in said


def test_a_colour_that_is_read_everywhere_is_left_alone() -> None:
    assert accent.shown("").sentences == ()
    assert tokens.palette("#c8102e").light["accent"] == "#c8102e"


def test_what_a_publisher_did_not_pick_costs_nothing() -> None:
    assert "band-ink" not in tokens.sheet("#0057b8")
    assert len(tokens.sheet("#0057b8")) < 200
