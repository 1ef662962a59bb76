"""What readers see of each block of an article's body."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from depesche.brand import offers
from depesche.brand.models import Offer, Picture, PublishedDocument
from depesche.kernel import clock
from depesche.newsroom.models import SectionPage
from depesche.press import tags
from depesche.press.models import OutdatedTag
from depesche.website import article as article_pages
from tests.website.conftest import text, write

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("publisher")]
SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def page(client: Client, section: SectionPage, *blocks: dict[str, Any]) -> str:
    write(section, blocks=[text("Der Preis stieg."), *blocks])
    answer = client.get("/maerkte/gold-steigt/")
    assert answer.status_code == 200
    return answer.content.decode()


def prices(*, named: bool = True, caption: str = "Preise je Unze") -> dict[str, Any]:
    columns = [{"type": "words", "heading": "Metall"}, {"type": "number", "heading": "Euro"}]
    rows = [{"values": ["Gold", "2543.10"]}, {"values": ["Silber", None]}, {"values": [SCRIPT, "30"]}]
    return block(
        "table", {"cells": {"columns": columns, "rows": rows, "caption": caption}, "first_column_names_rows": named, "source": "Börse Stuttgart"}
    )


def test_a_table_has_headings_german_numbers_and_its_source(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, prices())

    assert "<caption>Preise je Unze</caption>" in html
    assert '<th scope="col" class="number">Euro</th>' in html
    assert '<th scope="row">Gold</th><td class="number">2.543,10</td>' in html
    assert '<th scope="row">Silber</th><td class="number">–</td>' in html
    assert "Quelle: Börse Stuttgart" in html
    assert ESCAPED in html


def test_a_table_without_row_names_is_all_cells(client: Client, markets: SectionPage) -> None:
    assert "<td>Gold</td>" in page(client, markets, prices(named=False, caption=""))


def test_a_fact_box_keeps_lists_and_drops_everything_dangerous(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, block("fact_box", {"heading": SCRIPT, "text": f"<ul><li>Erstens</li></ul><p onclick='x()'>Zweitens{SCRIPT}</p>"}))

    assert "<ul><li>Erstens</li></ul><p>Zweitens</p>" in html
    assert f">{ESCAPED}</h2>" in html
    assert "onclick" not in html


def test_a_gallery_shows_each_picture_with_its_own_text(client: Client, markets: SectionPage, bars: Picture) -> None:
    items = [{"picture": bars.pk, "caption": f"Bild {number}", "alternative_text": f"Ansicht {number}"} for number in (1, 2)]

    html = page(client, markets, block("gallery", {"heading": "Im Tresor", "pictures": items}))

    assert html.count('class="figure"') == 2
    for said in ('alt="Ansicht 1"', 'alt="Ansicht 2"', "Bild 2", "Jonas Weil", ">Im Tresor</h2>"):
        assert said in html


def test_a_player_of_somebody_else_is_loaded_by_no_page(client: Client, markets: SectionPage) -> None:
    value = {"address": "https://youtu.be/dQw4w9WgXcQ", "title": "Die Pressekonferenz", "picture": None}

    write(markets, blocks=[text("Sehen Sie selbst."), block("embed", value)])
    answer = client.get("/maerkte/gold-steigt/")
    html = answer.content.decode()

    assert "<iframe" not in html
    assert 'href="https://youtu.be/dQw4w9WgXcQ"' in html
    assert 'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in html
    assert "www.youtube-nocookie.com" in html
    assert "website/embed.js" in html
    assert "frame-src https://www.youtube-nocookie.com" in answer.headers["Content-Security-Policy"]


def test_a_page_without_players_lets_no_frame_in_and_loads_no_script(client: Client, markets: SectionPage) -> None:
    write(markets)
    answer = client.get("/maerkte/gold-steigt/")

    assert "frame-src" not in answer.headers["Content-Security-Policy"]
    assert "embed.js" not in answer.content.decode()


def test_an_address_that_is_no_longer_known_costs_the_player_and_not_the_page(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, block("embed", {"address": "https://gone.example/1", "title": "Weg", "picture": None}))

    assert "gone.example" not in html


def test_a_file_says_what_it_is_and_comes_as_a_file(client: Client, markets: SectionPage) -> None:
    document = PublishedDocument(title="Studie", file=ContentFile(b"%PDF-1.7\n" + b"x" * 1994 + b"%%EOF\n", name="studie.pdf"))
    document.save()

    html = page(client, markets, block("file", {"document": document.pk, "title": ""}))
    answer = client.get(document.url)

    assert "<b>Studie</b> <small>PDF, 2,0\xa0KB</small>" in html
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pull_quote_and_divider(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, block("pull_quote", f"Ein Satz {SCRIPT}"), block("divider", None))

    assert f'<p class="pull">Ein Satz {ESCAPED}</p>' in html
    assert "<hr>" in html


@pytest.mark.usefixtures("signup_form")
def test_the_sign_up_form_stands_once_where_the_editor_put_it(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, block("newsletter", {"heading": "Bleiben Sie im Bild", "text": "Jeden Morgen."}))

    assert html.count('action="/newsletter/"') == 1
    assert html.index("Bleiben Sie im Bild") < html.index('class="share"')
    assert 'href="/legal/privacy/"' in html


def offer(**further: Any) -> Offer:
    return Offer.objects.create(
        **{"name": "Goldbarren 100 g", "text": "Aus Recyclinggold.", "price": Decimal("8123.5"), "link": "/shop/barren/", **further}
    )


def test_an_offer_is_labelled_as_advertising_with_price_and_what_the_law_wants(client: Client, markets: SectionPage) -> None:
    html = page(client, markets, block("offer", offer(price_note="steuerfrei, zzgl. Versand").pk))

    assert "Anzeige" in html
    assert "8.123,50\xa0€" in html
    assert "steuerfrei, zzgl. Versand" in html
    assert 'href="/shop/barren/" rel="sponsored"' in html


def test_an_offer_that_is_over_or_deleted_is_not_shown(client: Client, markets: SectionPage) -> None:
    over, deleted = offer(valid_until=clock.now() - timedelta(seconds=1)), offer()
    blocks = [block("offer", over.pk), block("offer", deleted.pk)]
    deleted.delete()

    assert "Anzeige" not in page(client, markets, *blocks)


def test_a_page_depends_on_its_offers_and_their_end_outdates_it(markets: SectionPage) -> None:
    ending = offer(valid_until=datetime(2030, 1, 1, tzinfo=UTC))
    article = write(markets, blocks=[text("Wort"), block("offer", ending.pk)])
    with tags.collecting() as used:
        article_pages.article_page(article)
    OutdatedTag.objects.all().delete()

    assert f"offer:{ending.pk}" in used
    assert offers.end_due(at=datetime(2029, 12, 31, 23, 59, 59, tzinfo=UTC)) == 0
    assert offers.is_due(at=datetime(2030, 1, 1, tzinfo=UTC))
    assert offers.end_due(at=datetime(2030, 1, 1, tzinfo=UTC)) == 1
    assert offers.end_due(at=datetime(2030, 1, 2, tzinfo=UTC)) == 0
    assert set(OutdatedTag.objects.values_list("tag", flat=True)) == {f"offer:{ending.pk}"}


def test_a_changed_offer_outdates_the_pages_that_show_it(markets: SectionPage, bars: Picture) -> None:
    shown = offer(picture=bars)
    OutdatedTag.objects.all().delete()

    shown.save()
    bars.save()

    assert OutdatedTag.objects.filter(tag=f"offer:{shown.pk}").count() == 2


def test_every_block_of_the_desk_is_known_to_the_site() -> None:
    from depesche.newsroom.blocks import BodyBlock
    from depesche.website import body, claim_blocks

    assert set(BodyBlock().child_blocks) == set(body.BUILDERS) | set(claim_blocks.BUILDERS)


def test_a_body_with_everything_asks_no_more_of_the_database_than_one_of_each(
    client: Client, markets: SectionPage, bars: Picture, django_assert_max_num_queries: Any
) -> None:
    document = PublishedDocument(title="Studie", file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="s.pdf"))
    document.save()
    items = [{"picture": bars.pk, "caption": "", "alternative_text": ""}] * 3
    everything = [
        block("gallery", {"heading": "", "pictures": items}),
        block("file", {"document": document.pk, "title": ""}),
        prices(),
        block("embed", {"address": "https://youtu.be/dQw4w9WgXcQ", "title": "x", "picture": bars.pk}),
    ]
    write(markets, slug="lang", blocks=[text("Absatz."), block("offer", offer(picture=bars).pk), *everything * 5])
    client.get("/maerkte/lang/")

    with django_assert_max_num_queries(33):
        client.get("/maerkte/lang/")
