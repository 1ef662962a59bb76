"""A figure is said in the same words to readers, in the panel and at the desk."""

from __future__ import annotations

from decimal import Decimal

import pytest

from depesche.kernel import clock
from depesche.newsroom.claim_desk import claim_page
from depesche.newsroom.claim_editor import shown
from depesche.newsroom.claims import figure_words
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import Comparator
from depesche.website.evidence import lines
from tests.newsroom.claims.conftest import add, claim, source


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure("insgesamt", "Soldaten", Comparator.ABOUT, Decimal("12000.0000")), "rund 12.000 Soldaten (insgesamt)"),
        (Figure("", "Euro", Comparator.EXACT, Decimal("1000.5000")), "1.000,5 Euro"),
        (Figure("", "Millionen", Comparator.RANGE, Decimal(3), Decimal(5)), "3 bis 5 Millionen"),
        (Figure("", "", Comparator.LESS, Decimal("-0.2500")), "weniger als -0,25"),
        (None, ""),
    ],
)
def test_a_figure_in_words(figure: Figure | None, said: str) -> None:
    assert figure_words.with_measure(figure) == said


@pytest.mark.django_db
def test_readers_panel_and_desk_say_it_alike() -> None:
    figure = Figure("in Russland", "Soldaten", Comparator.RANGE, Decimal(1000), Decimal(1500))
    made = add(claim(), source(), figure=figure)
    said = "1.000 bis 1.500 Soldaten (in Russland)"

    assert shown.line(made).figure == said
    assert claim_page.of(made.claim, at=clock.now()).live[0].figure == said
    assert said in lines.line(made).said
