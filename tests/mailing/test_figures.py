"""Charts and prices in mails: as tables, in HTML and in plain text."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from depesche.kernel import clock
from depesche.mailing import rendering, starting
from depesche.mailing.models import Campaign
from tests.mailing.conftest import Place
from tests.website.test_charts import block as chart
from tests.website.test_prices import block as prices

MONTHS = "\n".join(f"{2024 + month // 12}-{month % 12 + 1:02};{2000 + month},5;{20 + month}" for month in range(20))


def with_blocks(place: Place, *blocks: dict[str, Any]) -> Campaign:
    place.article.body = json.dumps([{"type": "text", "value": "<p>Der Preis steigt weiter.</p>"}, *blocks])
    place.article.save()
    return place.draft()


def test_a_chart_is_a_table_with_its_source_and_no_drawing(place: Place) -> None:
    made = rendering.content(with_blocks(place, chart(in_mails=True, title="Gold so teuer wie nie")))

    assert "Gold so teuer wie nie" in made.html
    assert "<svg" not in made.html
    assert "2.345,50" in made.html
    assert "Quelle: eigene Erhebung, erfundene Zahlen" in made.html
    assert "Zu den Zahlen" in made.html
    lines = made.text.splitlines()
    (row,) = [line for line in lines if line.startswith("Januar 2026")]
    assert row.split()[-2:] == ["2.345,50", "29"]
    assert "Quelle: eigene Erhebung, erfundene Zahlen" in made.text


def test_a_long_chart_shows_its_last_rows_and_says_how_many_more_there_are(place: Place) -> None:
    made = rendering.content(with_blocks(place, chart(in_mails=True, data=f"Monat;Gold;Silber\n{MONTHS}")))

    assert "August 2025" in made.text
    assert "Januar 2024" not in made.text
    assert "8 weitere Zeilen stehen im Artikel." in made.text


def test_prices_say_up_and_down_in_words_and_name_their_moment(place: Place) -> None:
    made = rendering.content(with_blocks(place, prices(in_mails=True, as_of="2026-07-01T09:15:00+02:00")))

    for said in (made.html, made.text):
        assert "▲ höher" in said
        assert "▼ niedriger" in said
        assert "MESZ" in said
        assert "Gold umsatzsteuerfrei (§ 25c UStG)" in said
    assert max(map(len, (line for line in made.text.splitlines() if "://" not in line))) <= 72


def test_a_campaign_whose_prices_became_old_needs_a_new_approval(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with_blocks(place, prices(in_mails=True, days=1))
    campaign = place.approved()
    assert starting.is_approval_valid(campaign)

    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)

    assert "Diese Preise sind mehr als 1 Tag alt." in rendering.content(campaign).html
    assert not starting.is_approval_valid(campaign)


def test_figures_that_the_editor_did_not_want_there_stay_on_the_page(place: Place) -> None:
    made = rendering.content(with_blocks(place, chart(title="Nur auf der Seite"), prices(title="Auch nur dort")))

    assert "Nur auf der Seite" not in made.html
    assert "Auch nur dort" not in made.text


def test_whatever_is_written_into_figures_is_harmless_in_a_mail(place: Place) -> None:
    attack = "<script>alert(1)</script>"
    made = rendering.content(with_blocks(place, chart(in_mails=True, title=attack, data=f"{attack};{attack}2\n{attack};1", source_text=attack)))

    assert "<script" not in made.html
    assert len(made.html.encode()) < 60 * 1024
