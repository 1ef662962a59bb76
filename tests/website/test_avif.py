"""AVIF comes later than the page, and never in a reader's time."""

from __future__ import annotations

import re

from django.test import Client

from depesche.kernel import clock
from depesche.newsroom.models import SectionPage
from depesche.website import avif
from depesche.website.images import WEBP
from tests.newsroom.conftest import forget, outdated, picture, write


def finish() -> None:
    while avif.is_waiting(at=clock.now()):
        assert avif.make(at=clock.now())


def test_a_page_shows_webp_first_and_offers_avif_when_it_is_made(client: Client, markets: SectionPage) -> None:
    shown = picture()
    article = write(markets, picture=shown)
    before = client.get(article.url).content.decode()
    assert "<picture>" not in before
    assert ".webp" in before
    forget()

    finish()

    after = client.get(article.url).content.decode()
    assert f"article:{article.pk}" in outdated()
    source = re.search(r'<picture><source type="image/avif" srcset="([^"]+)" sizes="[^"]+"><img src="([^"]+)"', after)
    assert source
    assert ".webp" in source[2]
    address = source[1].split()[0]
    assert client.get(address).headers["Content-Type"] == "image/avif"


def test_another_crop_is_made_anew(client: Client, markets: SectionPage) -> None:
    shown = picture()
    article = write(markets, picture=shown)
    client.get(article.url)
    client.get("/")
    finish()
    shown.focal_point_x, shown.focal_point_y, shown.focal_point_width, shown.focal_point_height = 5, 5, 4, 4
    shown.save()

    assert "<picture>" not in client.get("/").content.decode()
    finish()
    assert "<picture>" in client.get("/").content.decode()


def test_a_crop_that_changed_before_it_was_made_keeps_nobody_waiting(client: Client, markets: SectionPage) -> None:
    shown = picture()
    client.get(write(markets, picture=shown).url)
    client.get("/")
    shown.focal_point_x, shown.focal_point_y, shown.focal_point_width, shown.focal_point_height = 5, 5, 4, 4
    shown.save()
    stale = [webp.pk for webp in shown.renditions.filter(filter_spec__startswith="fill-", filter_spec__endswith=WEBP)]
    assert stale
    client.get("/")

    for _round in range(20):
        avif.make(at=clock.now())

    assert not avif.is_waiting(at=clock.now())
    assert "<picture>" in client.get("/").content.decode()
    assert not shown.renditions.filter(pk__in=stale).exists()


def test_a_lost_file_stops_nobody(client: Client, markets: SectionPage) -> None:
    lost, there = picture("Verloren"), picture("Da")
    for number, shown in enumerate((lost, there)):
        client.get(write(markets, f"Artikel {number}", picture=shown).url)
    lost.file.storage.delete(lost.file.name)

    finish()

    assert there.renditions.filter(filter_spec__endswith=avif.AVIF).exists()
    assert not lost.renditions.filter(filter_spec__endswith=avif.AVIF).exists()


def test_a_replaced_file_is_tried_again(client: Client, markets: SectionPage) -> None:
    shown = picture()
    article = write(markets, picture=shown)
    client.get(article.url)
    shown.file.storage.delete(shown.file.name)
    finish()

    shown.file = picture("Neu").file
    shown.save()
    shown.renditions.all().delete()
    client.get(article.url)
    finish()

    assert "<picture>" in client.get(article.url).content.decode()
