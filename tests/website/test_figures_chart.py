"""The figures of several sources as bars and as a table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import Comparator
from depesche.website import figures_chart
from depesche.website.figures_chart import Chart, Given

pytestmark = pytest.mark.once


def given(
    low: float, measure: str, comparator: Comparator = Comparator.EXACT, *, unit: str = "Soldaten", high: int | None = None, **more: bool
) -> Given:
    limit = Decimal(high) if high is not None else None
    return Given(Figure(measure, unit, comparator, Decimal(f"{low}.0000"), limit), source=f"Quelle zu {measure}", **more)


def demo() -> Chart:
    """The five figures of the demo article (newsroom.md, 1.3 X4 and X5)."""
    chart = figures_chart.chart(
        [
            given(1000, "jetzt in Russland", Comparator.MORE),
            given(1500, "nach Wladiwostok verschifft", Comparator.ABOUT),
            given(10000, "in Ausbildung"),
            given(12000, "insgesamt beschlossen", Comparator.ABOUT, is_plan=True),
            given(4, "insgesamt beschlossen", unit="Brigaden"),
        ],
        title="Wie viele?",
    )
    assert chart is not None
    return chart


def drawn(chart: Chart) -> str:
    return render_to_string(figures_chart.TEMPLATE, {"chart": chart, "number": 3})


def test_four_measures_are_four_bars_with_their_numbers_and_nobody_contradicts_statement_18() -> None:
    with translation.override("de"):
        chart = demo()
        html = drawn(chart)

    (panel,) = chart.panels
    assert panel.unit == "Soldaten"
    assert [bar.number for bar in panel.bars] == ["mehr als 1.000 Soldaten", "rund 1.500 Soldaten", "10.000 Soldaten", "rund 12.000 Soldaten"]
    assert [bar.segments[0].end for bar in panel.bars] == ["8.3%", "12.5%", "83.3%", "100.0%"]
    assert "Widerspr" not in html
    assert "lassen sich nicht zusammenrechnen" in html
    for row in chart.rows:
        assert html.count(row.number) >= 1
        assert f"<td>{row.source}</td>" in html


def test_another_unit_is_a_row_of_the_table_and_no_bar() -> None:
    chart = demo()

    assert "Brigaden" in chart.rows[-1].number
    assert "Brigaden" not in str(chart.panels)


def test_a_plan_is_hatched_and_more_than_has_an_open_end() -> None:
    chart = demo()
    more, _about, exact, plan = chart.panels[0].bars
    html = drawn(chart)

    assert [segment.kind for segment in more.segments] == ["solid", "up"]
    assert [segment.kind for segment in exact.segments] == ["solid"]
    assert [segment.kind for segment in plan.segments] == ["plan"]
    assert html.count('fill="url(#plan-3)"') == html.count('id="plan-3"') == 1


def test_the_same_measure_without_any_common_number_is_said_to_contradict_statement_19() -> None:
    with translation.override("de"):
        chart = figures_chart.chart([given(1000, "Tote"), given(3000, "Tote"), given(4, "Verletzte")])
        assert chart is not None
        html = drawn(chart)

    assert chart.conflicts == ("Tote",)
    assert "Widersprüchliche Angaben:</b> Tote" in html


def test_figures_that_could_both_be_true_do_not_contradict() -> None:
    chart = figures_chart.chart([given(1000, "in Russland", Comparator.MORE), given(10000, "in Russland")])

    assert chart is not None
    assert chart.conflicts == ()


@pytest.mark.parametrize(
    ("comparator", "said", "kinds"),
    [
        (Comparator.LESS, "weniger als 50 Mann", ["down"]),
        (Comparator.AT_MOST, "höchstens 50 Mann", ["down"]),
        (Comparator.AT_LEAST, "mindestens 50 Mann", ["solid", "up"]),
        (Comparator.RANGE, "50 bis 80 Mann", ["solid", "span"]),
    ],
)
def test_each_comparator_is_said_and_drawn(comparator: Comparator, said: str, kinds: list[str]) -> None:
    with translation.override("de"):
        chart = figures_chart.chart(
            [given(50, "a", comparator, unit="Mann", high=80 if comparator == Comparator.RANGE else None), given(9, "b", unit="Mann")]
        )

    assert chart is not None
    bar = chart.panels[0].bars[0]
    assert bar.number == said
    assert [segment.kind for segment in bar.segments] == kinds
    assert all(0 <= float(part.rstrip("%")) <= 100 for segment in bar.segments for part in (segment.start, segment.end, segment.width))


def test_no_figures_are_no_chart_and_one_alone_is_a_table() -> None:
    alone = figures_chart.chart([given(10000, "in Ausbildung")])

    assert figures_chart.chart([]) is None
    assert alone is not None
    assert alone.panels == ()
    assert "<svg" not in drawn(alone)


def test_words_of_sources_cannot_become_markup() -> None:
    chart = figures_chart.chart([given(1, "<script>", unit="<b>"), given(2, "x", unit="<b>")])

    assert chart is not None
    html = drawn(chart)
    assert "<script>" not in html
    assert "<b>2 &lt;b&gt;</b>" in html
