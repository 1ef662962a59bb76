"""Growth, sources and churn at the desk: drawn on the server, with a table beneath, without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from depesche.audience import charts, growth, withdrawal
from depesche.audience.charts import Series
from depesche.audience.growth import Growth
from depesche.audience.models import Consent, DailyFigure, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand.people import Role
from tests.audience.exports import row, table, take_in, write
from tests.audience.test_desk import login
from tests.cast import MONDAY_8AM

NEXT_WEEK = MONDAY_8AM + timedelta(days=7)


def numbers(shown: Growth, key: str) -> dict[str, list[int]]:
    (chart,) = (chart for chart in shown.charts if chart.key == key)
    return {name: [values[place] for _label, values in chart.rows] for place, name in enumerate(chart.names)}


@pytest.mark.django_db
def test_the_charts_tell_who_came_from_where_and_who_left_how(anna: Subscriber, clara: Subscriber, dora: Subscriber, tmp_path: Path) -> None:
    run = take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"))))
    withdrawal.withdraw(anna, purposes=["product-news"], at=NEXT_WEEK, route=Route.DESK)

    shown = growth.shown(at=NEXT_WEEK, weeks=13, purpose="product-news")

    (live,) = numbers(shown, "growth").values()
    assert live[-4:] == [0, 2, 3, 2]  # anna and dora (clara came and left); fritz by the import; anna left
    assert numbers(shown, "sources")["Formular newsletter"][-3:] == [3, 0, 0]
    assert numbers(shown, "sources")[f"Import {run.pk}"][-3:] == [0, 1, 0]
    churn = numbers(shown, "churn")
    assert churn["über den Link in einer E-Mail"][-3:] == [1, 0, 0]
    assert churn["in der Redaktion eingetragen"][-1] == 1
    assert churn["Adresse existiert nicht"][-3:] == [1, 0, 0]
    assert (shown.live, shown.gained, shown.lost) == (2, 4, 2)
    assert shown.pages == (("/", 3),)


@pytest.mark.django_db
def test_the_last_point_is_what_lives_now(anna: Subscriber, dora: Subscriber) -> None:
    DailyFigure.objects.all().delete()  # even if counts were lost

    shown = growth.shown(at=NEXT_WEEK, weeks=13)

    assert [values[-1] for values in numbers(shown, "growth").values()] == [2, 1, 1]
    assert shown.live == Consent.objects.count()


@pytest.mark.django_db
def test_the_page_is_readable_without_a_script_and_costs_the_same_for_all(anna: Subscriber) -> None:
    web = Client()
    login(web, Role.CHIEF)

    page = web.get(reverse("audience-growth:index"), {"weeks": "52", "purpose": "?"}).content.decode()

    for chart in re.findall(r'<section class="chart".*?</section>', page, re.DOTALL)[:2]:
        assert 'role="img"' in chart
        assert "<desc" in chart
        assert "<table" in chart
        assert "style=" not in chart
        assert "<script" not in chart
    assert "anna" not in page
    with CaptureQueriesContext(connection) as queries:
        growth.shown(at=NEXT_WEEK, weeks=52)
    assert len(queries) == 6
    login(web, Role.EDITOR)
    assert web.get(reverse("audience-growth:index")).status_code in {302, 403}


@pytest.mark.once
def test_bars_stand_upon_each_other_within_the_frame() -> None:
    drawn = charts.bars("k", "Titel", "Text", labels=["a", "b"], series=[Series("x", (3, 0)), Series("y", (4, 1))])

    (low, _nothing), (high, _one) = ((*drawn.shapes[0].bars, None), drawn.shapes[1].bars)
    assert low is not None
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)
    assert low.y + low.height == pytest.approx(drawn.bottom, abs=0.2)
    assert drawn.across[-1].text == "8"
    assert drawn.rows == (("a", (3, 4)), ("b", (0, 1)))


@pytest.mark.once
@pytest.mark.parametrize(("most", "top"), [(0, "1"), (1, "1"), (3, "3"), (11, "15"), (999_999, "1000000")])
def test_an_axis_ends_at_a_round_number(most: int, top: str) -> None:
    drawn = charts.lines("k", "Titel", "Text", labels=["a", "b", "c"], series=[Series("x", (0, most, 0))])

    assert drawn.across[-1].text == top
    assert drawn.across[0].text == "0"
