"""Tables of prices as readers see them, on the page and in feeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom.models import SectionPage
from depesche.press import tags
from depesche.website import article as article_pages
from tests.website.conftest import text, write
from tests.website.test_charts import block as chart

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("publisher")]


def block(**further: Any) -> dict[str, Any]:
    value = {
        "title": "Preise am Morgen",
        "data": "Gold;1 Feinunze;2.345,50 €;+12,30\nSilber;1 kg;1.019;-4,10\nPlatin;1 Feinunze;905;0",
        "numbers": "",
        "currency": "EUR",
        "as_of": (clock.now() - timedelta(hours=2)).isoformat(),
        "days": 3,
        "tax": "Gold umsatzsteuerfrei (§ 25c UStG)",
        "source": None,
        "source_text": "erfundene Zahlen",
        "note": "",
        "in_mails": False,
    }
    return {"type": "prices", "value": {**value, **further}}


def page(client: Client, section: SectionPage, **further: Any) -> str:
    write(section, blocks=[text("Der Preis stieg."), block(**further)])
    return client.get("/maerkte/gold-steigt/").content.decode()


def test_a_price_shows_its_change_with_sign_and_word(client: Client, markets: SectionPage) -> None:
    html = page(client, markets)

    assert '<th scope="row">Gold <small>1 Feinunze</small></th><td>2.345,50\xa0€</td>' in html
    assert '<span class="up">▲ höher</span> <span>+12,30\xa0€</span> <span>+0,53\xa0%</span>' in html
    assert '<span class="down">▼ niedriger</span> <span>−4,10\xa0€</span>' in html
    assert '<span class="same">■ unverändert</span> <span>0,00\xa0€</span>' in html
    assert "Preis in EUR" in html
    assert "Gold umsatzsteuerfrei (§ 25c UStG)" in html
    assert "Quelle: erfundene Zahlen" in html


def test_the_moment_names_its_time_zone(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, as_of="2026-07-01T09:15:00+02:00")

    assert ">01.07.2026, 09:15 Uhr (MESZ)</time>" in html
    assert 'datetime="2026-07-01T09:15:00+0200"' in html


def test_old_prices_are_called_old_and_the_page_is_made_anew_when_they_become_so(client: Client, markets: SectionPage) -> None:
    fresh = write(markets, blocks=[text("Neu."), block(days=3)])
    write(markets, "Silber fällt", blocks=[text("Alt."), block(days=3, as_of=(clock.now() - timedelta(days=4)).isoformat())])

    with tags.collecting() as used:
        article_pages.article_page(fresh)
    assert used.end is not None
    assert used.end - clock.now() < timedelta(days=3)
    assert "mehr als" not in client.get("/maerkte/gold-steigt/").content.decode()
    assert "Diese Preise sind mehr als 3 Tage alt." in client.get("/maerkte/silber-faellt/").content.decode()


def test_without_changes_there_is_no_column_for_them(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, data="Gold;1 oz;2.345,50")

    assert "Änderung" not in html


def test_feeds_bring_along_only_what_the_editor_wants_there(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text("Der Preis stieg."), block(title="Still"), block(in_mails=True), chart(in_mails=True)])

    for ending in ("atom", "json"):
        feed = client.get(f"/feed.{ending}").content.decode()
        assert "Preise am Morgen: Gold, 1 Feinunze: 2.345,50\xa0€ (höher, +12,30\xa0€, +0,53\xa0%)." in feed
        assert "Quelle: eigene Erhebung, erfundene Zahlen" in feed
        assert "Liniendiagramm. Gold: von 2.345,50" in feed
        assert "Still" not in feed
