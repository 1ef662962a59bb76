"""A picture that an article shows is not deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from depesche.brand.models import Offer, Picture, PublishedDocument
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import picture_removal
from depesche.newsroom.models import Author, SectionPage
from tests.newsroom.conftest import body, picture, write
from tests.newsroom.test_publishing import with_picture


def press_delete(desk: Client, shown: Picture) -> str:
    answer = desk.post(reverse("wagtailimages:delete", args=[shown.pk]), follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_picture_of_a_live_article_stays_and_the_sentence_names_the_article(markets: SectionPage, chief: Client) -> None:
    top, inside = picture("Barren"), picture("Schacht")
    write(markets, "Gold steigt", picture=top, body=with_picture(inside))

    for shown in (top, inside):
        said = press_delete(chief, shown)
        assert "nicht gelöscht" in said
        assert "Gold steigt" in said
    assert Picture.objects.count() == 2


def test_a_picture_of_a_draft_stays_too(markets: SectionPage, chief: Client) -> None:
    shown, later = picture("Barren"), picture("Münze")
    write(markets, "Entwurf", live=False, picture=shown)
    article = write(markets, "Gold steigt")
    article.picture = later
    article.save_revision()

    assert "Entwurf" in press_delete(chief, shown)
    assert "diese Artikel zeigen es: „Gold steigt“" in press_delete(chief, later)
    assert Picture.objects.count() == 2


def test_many_at_once_are_refused_as_a_whole(markets: SectionPage, chief: Client) -> None:
    used, free = picture("Barren"), picture("Münze")
    ReferenceIndex.create_or_update_for_object(write(markets, picture=used))

    address = f"{reverse('wagtail_bulk_action', args=['brand', 'picture', 'delete'])}?id={free.pk}&id={used.pk}"
    assert "diese Artikel zeigen es" in chief.post(address, follow=True).content.decode()

    assert Picture.objects.count() == 2


def test_a_picture_that_nobody_shows_any_more_goes(markets: SectionPage, chief: Client) -> None:
    shown = picture()
    article = write(markets, body=with_picture(shown))
    with pytest.raises(Refusal), transaction.atomic():
        shown.delete()

    article.body = body()
    article.save()
    article.save_revision()
    press_delete(chief, shown)

    assert not Picture.objects.exists()


def test_whoever_holds_a_picture_is_named_though_wagtail_knows_of_it(markets: SectionPage, chief: Client, nina: Author) -> None:
    top, portrait, sold = picture("Barren"), picture("Nina"), picture("Münze")
    nina.picture = portrait
    nina.save()
    offer = Offer.objects.create(name="Goldmünze", link="/shop/", picture=sold)
    for holder in (write(markets, "Gold steigt", picture=top), nina, offer):
        ReferenceIndex.create_or_update_for_object(holder)

    assert "Gold steigt" in press_delete(chief, top)
    assert "„Nina Größler“" in press_delete(chief, portrait)
    assert "„Goldmünze“" in press_delete(chief, sold)
    assert Picture.objects.count() == 3


def test_a_picture_of_a_scheduled_version_stays_though_a_newer_draft_is_without_it(markets: SectionPage, chief: Client) -> None:
    shown = picture()
    article = write(markets, "Gold steigt")
    article.picture = shown
    article.save_revision(approved_go_live_at=clock.now() + timedelta(days=1))
    article.picture = None
    article.save_revision()

    assert "diese Artikel zeigen es: „Gold steigt“" in press_delete(chief, shown)


def test_six_articles_are_enough_to_say_many(markets: SectionPage) -> None:
    shown = picture()
    for number in range(7):
        write(markets, f"Artikel {number}", live=False, picture=shown)

    with pytest.raises(Refusal) as refused:
        picture_removal.gate(shown)
    assert str(refused.value.message).count("„Artikel ") == 5
    assert " …" in str(refused.value.message)


def test_a_document_and_an_offer_of_a_live_article_stay(markets: SectionPage, chief: Client) -> None:
    document = PublishedDocument.objects.create(title="Bericht", file=ContentFile(b"Gold", name="bericht.txt"))
    offer, free = (Offer.objects.create(name=name, link="/shop/") for name in ("Goldmünze", "Silbermünze"))
    blocks = [
        {"type": "text", "value": "<p>Text</p>"},
        {"type": "file", "value": {"document": document.pk, "title": ""}},
        {"type": "offer", "value": offer.pk},
    ]
    write(markets, "Gold steigt", body=json.dumps(blocks))

    for address in (
        reverse("wagtaildocs:delete", args=[document.pk]),
        reverse("wagtailsnippets_brand_offer:delete", args=[offer.pk]),
    ):
        assert "diese Artikel zeigen das: „Gold steigt“" in chief.post(address, follow=True).content.decode()
    chief.post(reverse("wagtailsnippets_brand_offer:delete", args=[free.pk]))
    assert PublishedDocument.objects.count() == 1
    assert list(Offer.objects.all()) == [offer]


def test_a_document_of_a_draft_and_an_offer_of_a_scheduled_version_stay(markets: SectionPage) -> None:
    document = PublishedDocument.objects.create(title="Bericht", file=ContentFile(b"Gold", name="bericht.txt"))
    offer = Offer.objects.create(name="Goldmünze", link="/shop/")
    write(markets, "Entwurf", live=False, body=json.dumps([{"type": "file", "value": {"document": document.pk, "title": ""}}]))
    later = write(markets, "Gold steigt")
    later.body = json.dumps([{"type": "offer", "value": offer.pk}])
    later.save_revision(approved_go_live_at=clock.now() + timedelta(days=1))
    later.body = body()
    later.save_revision()

    for shown, name in ((document, "Entwurf"), (offer, "Gold steigt")):
        with pytest.raises(Refusal, match=name), transaction.atomic():
            shown.delete()


def test_of_many_drafts_only_those_are_read_that_may_show_it(markets: SectionPage, django_assert_max_num_queries: Any) -> None:
    used = picture()
    for number in range(30):
        write(markets, f"Artikel {number}", live=False, body=body("Ohne Bild, ohne Zahl."))
    Picture.objects.filter(pk=used.pk).update(id=471147114)
    list(picture_removal.users(Picture.objects.get(pk=471147114)))  # content types and sites are read once per process

    with django_assert_max_num_queries(6):
        assert list(picture_removal.users(Picture.objects.get(pk=471147114))) == []
