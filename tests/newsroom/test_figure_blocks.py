"""Charts and prices at the desk: what cannot be read is named, and nothing that was pasted is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError

from depesche.kernel import clock
from depesche.newsroom import claim_uses
from depesche.newsroom.figure_blocks import ChartBlock, FiguresOfSourceBlock, PricesBlock
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.newsroom.claims.conftest import source
from tests.newsroom.conftest import write
from tests.newsroom.test_routes import form
from tests.website.test_charts import block as chart
from tests.website.test_prices import block as prices

GOOD, BAD = "Jahr;Gold\n2024;1,5\n2025;2,5", "Jahr;Gold\n2024;1,5\n2025;zwei"


def errors(block: FiguresOfSourceBlock, value: dict[str, Any]) -> dict[str, str]:
    with translation.override("de"):
        try:
            block.clean(block.to_python(value))
        except StructBlockValidationError as error:
            return {name: str(one.messages[0]) for name, one in error.block_errors.items()}
    return {}


@pytest.mark.django_db
def test_figures_need_somebody_whose_they_are() -> None:
    assert errors(ChartBlock(), chart(source_text=" ")["value"]) == {
        "source_text": "Bitte wählen Sie eine Quelle oder schreiben Sie, von wem die Zahlen sind."
    }
    assert errors(ChartBlock(), chart()["value"]) == {}
    assert errors(ChartBlock(), chart(source_text="", source=source("Bundesamt für Beispiele").pk)["value"]) == {}


@pytest.mark.django_db
def test_a_slip_is_named_beside_the_field_with_every_other_one() -> None:
    found = errors(ChartBlock(), chart(data=BAD, source_text="")["value"])

    assert found["data"] == "Zeile 3, Spalte 2 („Gold“): „zwei“ ist keine Zahl."
    assert "source_text" in found


@pytest.mark.django_db
def test_prices_know_their_currency_and_no_future() -> None:
    later = (clock.now() + timedelta(days=1)).isoformat()

    assert errors(PricesBlock(), prices()["value"]) == {}
    assert "kein Währungskürzel" in errors(PricesBlock(), prices(currency="XYZ")["value"])["currency"]
    assert errors(PricesBlock(), prices(as_of=later)["value"]) == {"as_of": "Dieser Zeitpunkt liegt in der Zukunft."}
    assert "Zeile 1, Spalte 3" in errors(PricesBlock(), prices(data="Gold;1 oz;2 $")["value"])["data"]


def posted(data: str) -> dict[str, Any]:
    fields = {"title": "Gold", "kind": "line", "data": data, "numbers": "", "unit": "", "source": "", "source_text": "erfunden", "note": ""}
    sent = {f"body-1-value-{name}": value for name, value in {**fields, "alternative_text": ""}.items()}
    return {"body-count": "2", "body-1-deleted": "", "body-1-order": "1", "body-1-type": "chart", "body-1-id": "", **sent}


def test_a_table_that_cannot_be_read_stays_in_the_form(editor: Client, markets: SectionPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", markets.pk])

    refused = editor.post(address, form("Gold steigt", **posted(BAD)))
    taken = editor.post(address, form("Gold steigt", **posted(GOOD)))

    assert refused.status_code == 200
    page = refused.content.decode()
    assert "Zeile 3, Spalte 2" in page
    assert "2025;zwei" in page
    assert taken.status_code == 302
    assert ArticlePage.objects.get().get_latest_revision_as_object().body[1].value["data"] == GOOD


@pytest.mark.django_db
def test_a_source_that_a_chart_names_is_in_use(markets: SectionPage) -> None:
    office = source("Bundesamt für Beispiele")
    write(markets, body=[("text", "<p>Der Preis fiel.</p>"), ("chart", ChartBlock().to_python(chart(source=office.pk)["value"]))])

    assert [use.name for use in claim_uses.of_source(office)] == ["Gold steigt"]
