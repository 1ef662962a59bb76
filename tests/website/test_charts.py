"""Charts as readers see them: whatever the numbers, a drawing that is valid, finite and inside its frame; and the table behind it."""

from __future__ import annotations

import gzip
import math
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.brand.charting import chart
from depesche.brand.charting.chart import Kind
from depesche.newsroom.figure_blocks import ChartBlock
from depesche.newsroom.models import SectionPage
from depesche.website import drawn
from depesche.website.drawn import Drawn
from tests.website.conftest import style, text, write

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("publisher")]
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
BLOCK = ChartBlock()
VALUES = st.one_of(
    st.none(),
    st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=4),
    st.decimals(min_value=-1, max_value=1, places=6),
    st.just(Decimal(0)),
)


def block(**further: Any) -> dict[str, Any]:
    value = {
        "title": "Gold & <Silber>",
        "kind": "line",
        "data": "Monat\tGold\tSilber\n2026-01\t2.345,5\t29\n2026-02\t2.400,25\t–\n2026-03\t2.380\t31",
        "numbers": "",
        "unit": "Euro je Feinunze",
        "source": None,
        "source_text": "eigene Erhebung, erfundene Zahlen",
        "note": "",
        "alternative_text": "",
        "in_mails": False,
    }
    return {"type": "chart", "value": {**value, **further}}


def shown(**further: Any) -> Drawn:
    found = drawn.chart(BLOCK.to_python(block(**further)["value"]))
    assert found is not None
    return found


def rendered(found: Drawn) -> str:
    with translation.override("de"):
        return render_to_string(found.template, {"block": found, "number": 3})


def drawing(html: str) -> ElementTree.Element:
    """Return the drawing as XML, which it has to be."""
    start = html.index('<svg class="drawing ')
    told = html[start : html.index("\n<details>", start)]
    return ElementTree.fromstring(told.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def places(path: str) -> list[tuple[float, float]]:
    """Follow a path of the letters that we write, and return every point it reaches."""
    x = y = 0.0
    found = []
    for letter, rest in re.findall(r"([MLHVhvz])([^MLHVhvz]*)", path):
        told = [float(number) for number in NUMBER.findall(rest)]
        assert len(told) == {"M": 2, "L": 2, "H": 1, "V": 1, "h": 1, "v": 1, "z": 0}[letter], (letter, rest)
        match letter:
            case "M" | "L":
                x, y = told
            case "H":
                x = told[0]
            case "V":
                y = told[0]
            case "h":
                x += told[0]
            case "v":
                y += told[0]
        found.append((x, y))
    return found


@st.composite
def tables(draw: st.DrawFn) -> tuple[Kind, str]:
    kind = draw(st.sampled_from(list(Kind)))
    columns = draw(st.integers(2, 3)) if kind is Kind.RANGE else draw(st.integers(1, 6))
    count = draw(st.integers(1, 20))
    is_dated = draw(st.booleans())
    begin = date(2024, 2, 20) + timedelta(days=draw(st.integers(0, 400)))
    labels = [(begin + timedelta(days=n * n)).isoformat() if is_dated else f"Land {n}" for n in range(count)]
    rows = []
    for _label in labels:
        values = [draw(VALUES) for _column in range(columns)]
        if kind is Kind.STACKED:
            values = [value and abs(value) for value in values]
        if kind is Kind.RANGE and None not in values[:2]:
            values[:2] = sorted(values[:2])
        rows.append(values)
    for column in range(columns):
        rows[-1][column] = rows[-1][column] or Decimal(0)
    if kind is Kind.RANGE:
        rows[-1][:2] = sorted(rows[-1][:2])
    lines = [";".join([label, *("–" if value is None else f"{value:f}" for value in values)]) for label, values in zip(labels, rows, strict=True)]
    return kind, "\n".join([";".join(["was", *(f"Reihe {n}" for n in range(columns))]), *lines])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=tables())
def test_any_numbers_give_a_valid_finite_drawing_inside_its_frame(told: tuple[Kind, str]) -> None:
    kind, data = told

    svg = drawing(rendered(shown(kind=kind, data=data, numbers="english")))

    height = float(svg.attrib["height"])
    assert svg.attrib["role"] == "img"
    paths = [path.attrib["d"] for group in svg.iter(f"{SVG}svg") if "viewBox" in group.attrib for path in group.iter(f"{SVG}path")]
    for x, y in (point for path in paths for point in places(path)):
        assert math.isfinite(x)
        assert -0.5 <= x <= 1000.5
        assert -0.5 <= y <= height + 0.5
    for words in svg.iter(f"{SVG}text"):
        assert 0 <= float(words.attrib["x"].removesuffix("%")) <= 100
        assert 0 < float(words.attrib["y"]) <= height + 1
        assert words.text
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert set(svg.attrib["aria-labelledby"].split()) <= set(ids)


def test_lines_differ_by_more_than_colour_and_carry_their_names(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text("Der Preis stieg."), block()])
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert "website/drawn.css" in html
    assert ">Gold &amp; &lt;Silber&gt;</h2>" in html
    assert "Euro je Feinunze" in html
    assert re.search(r'<text x="100%"[^>]*class="beside s2">Silber</text>', html)
    assert 'class="key"' not in html
    css = Path(str(finders.find("website/charts.css"))).read_text()
    dashes = re.findall(r"\.s\d \.line[^{]*{ stroke-dasharray: ([^;]+);", css)
    assert len(set(dashes)) == len(dashes) == 4


def test_the_table_behind_it_has_every_figure_as_readers_write_it(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text("Der Preis stieg."), block()])
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert "<summary>Die Zahlen als Tabelle</summary>" in html
    assert '<tr><th scope="row">Januar 2026</th><td>2.345,50</td><td>29</td></tr>' in html
    assert '<tr><th scope="row">Februar 2026</th><td>2.400,25</td><td>–</td></tr>' in html
    assert "Quelle: eigene Erhebung, erfundene Zahlen" in html


def test_who_cannot_see_it_is_told_what_it_shows_and_an_editors_words_come_first() -> None:
    with translation.override("de"):
        own = shown().alternative
        given_words = shown(alternative_text="Gold steigt.").alternative

    assert own.startswith("Liniendiagramm. Gold: von 2.345,50 (Januar 2026) auf 2.380,00 (März 2026); niedrigster Wert 2.345,50 (Januar 2026)")
    assert "Silber: von 29 (Januar 2026) auf 31 (März 2026)" in own
    assert given_words == "Gold steigt."


def test_an_english_site_writes_everything_as_its_readers_do() -> None:
    with translation.override("en"):
        html = render_to_string(drawn.Drawn.template, {"block": shown(), "number": 3})

    assert "The figures as a table" in html
    assert '<tr><th scope="row">January 2026</th><td>2,345.50</td><td>29</td></tr>' in html
    assert "Line chart. Gold: 2,345.50 (January 2026) to 2,380.00 (March 2026); lowest" in html
    assert ">2,500</text>" in html
    assert "Source: eigene Erhebung" in html


def test_marks_of_time_are_evenly_spread_where_that_comes_out_even() -> None:
    weeks = "\n".join(f"{date(2026, 1, 5) + timedelta(days=7 * n)};{n}" for n in range(9))
    with translation.override("de"):
        found = shown(data=f"Woche;Kurs\n{weeks}")

    assert [words.text.replace("\xa0", " ") for words in found.drawing.words if words.y > 270] == ["5. Jan", "19. Jan", "2. Feb", "16. Feb", "2. Mär"]


def test_names_too_long_for_the_margin_stand_in_a_key() -> None:
    html = rendered(shown(data="Jahr;Gold zu Jahresbeginn in London;Silber\n2024;1;2\n2025;2;3"))

    assert html.count("<li>") == 2
    assert 'class="beside' not in html


def test_stacked_areas_are_told_apart_by_stripes() -> None:
    html = rendered(shown(kind="stacked", data="Land;Barren;Münzen;ETF\nDE;40;50;10\nCH;30;30;5"))

    assert 'id="fill-3-2"' in html
    assert 'fill="url(#fill-3-2)"' in html
    assert 'class="key"' in html
    assert re.search(r'class="end">100</text>', html)


def test_a_gap_breaks_the_line_and_a_lonely_figure_is_a_dot() -> None:
    found = shown(data="Jahr;Gold\n" + "\n".join(f"{year};{'–' if year == 1960 else year}" for year in range(1950, 2000)))

    (line,) = found.drawing.shapes
    assert line.line.count("M") == 2
    assert line.dots == ""
    lonely = shown(data="Jahr;Gold\n" + "\n".join(f"{year};{'–' if year in (1959, 1961) else year}" for year in range(1950, 2000)))
    assert lonely.drawing.shapes[0].dots.count("M") == 1


def test_newest_first_is_drawn_in_the_order_of_time_and_stays_so_in_the_table() -> None:
    found = shown(data="Tag;Gold\n3.2.2026;30\n1.2.2026;10\n2.2.2026;20")

    assert [x for x, _y in places(found.drawing.shapes[0].line)] == [0, 500, 1000]
    ys = [y for _x, y in places(found.drawing.shapes[0].line)]
    assert ys == sorted(ys, reverse=True)
    assert found.rows[0][0] == "03.02.2026"


def test_a_hundred_points_of_three_series_with_their_table_fit_into_six_kilobytes() -> None:
    rows = [
        f"{date(2026, 1, 1) + timedelta(days=n)};{2300 + 90 * math.sin(n / 9):.2f};{29 + math.cos(n / 7):.2f};{900 + n * 1.37:.2f}"
        for n in range(100)
    ]

    for kind in ("line", "bar", "stacked", "range"):
        data = "Tag;Gold;Silber;Platin\n" + "\n".join(rows)
        if kind == "range":
            data = "Tag;tief;hoch;Schluss\n" + "\n".join(
                f"{row.split(';')[0]};{row.split(';')[2]};{row.split(';')[1]};{row.split(';')[3]}" for row in rows
            )
        assert len(gzip.compress(rendered(shown(kind=kind, data=data, numbers="english")).encode(), 9)) <= 6 * 1024, kind


def test_series_can_be_seen_on_light_and_dark_paper() -> None:
    """WCAG 1.4.11: 3 to 1 for what a drawing needs to be understood."""
    css = Path(str(finders.find("brand/tokens.css"))).read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    for part in (light, dark.split("}\n}", 1)[0]):
        told = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
        for name in ("accent", "ink", "soft", "good", "bad"):
            assert contrast(told[name], told["paper"]) >= 3, name


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_only_articles_with_a_chart_load_its_style_sheet(client: Client, markets: SectionPage) -> None:
    write(markets)
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert "drawn.css" not in html
    assert style(html) > 0


def test_figures_that_cannot_be_read_leave_the_page_whole(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text("Der Preis stieg."), block(data="a;b\nx;zwei")])

    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert "Der Preis stieg." in html
    assert 'class="chart"' not in html


def test_every_kind_that_an_editor_can_choose_can_be_drawn() -> None:
    assert {value for value, _label in BLOCK.child_blocks["kind"].field.choices if value} == {kind.value for kind in Kind}
    assert set(chart.UPRIGHT) == set(chart.LEVEL) == set(Kind) - {Kind.LINE}
