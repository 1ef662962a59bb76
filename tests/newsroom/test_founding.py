"""Founding a site, and which addresses sections may have."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from depesche.newsroom import addresses, founding
from depesche.newsroom.models import HomePage, SectionPage
from tests.newsroom.conftest import SITE, write


def test_founding_twice_is_founding_once(db: None) -> None:
    first = founding.found(site_url=SITE)
    again = founding.found(site_url=SITE)

    assert first == again
    assert HomePage.objects.count() == Site.objects.count() == 1
    assert [page.depth for page in Page.objects.all()] == [1, 2]


@pytest.mark.parametrize(
    ("site_url", "host", "port"),
    [("https://news.example", "news.example", 443), ("http://127.0.0.1:8123", "127.0.0.1", 8123), ("http://news.example", "news.example", 80)],
)
def test_the_site_row_follows_the_site_address(db: None, site_url: str, host: str, port: int) -> None:
    founding.found(site_url=SITE)

    home = founding.found(site_url=site_url)

    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id, site.is_default_site) == (host, port, home.pk, True)


def test_a_template_made_in_another_language_is_adapted(db: None) -> None:
    Locale.objects.update(language_code="en")

    home = founding.found(site_url=SITE)

    assert home.locale.language_code == "de"
    assert home.title == "Startseite"


@pytest.mark.parametrize("slug", sorted(addresses.RESERVED))
def test_a_section_cannot_hide_an_address_of_depesche(home: HomePage, slug: str) -> None:
    with pytest.raises(ValidationError, match=slug):
        home.add_child(instance=SectionPage(title="X", slug=slug))


def test_a_draft_section_cannot_either(home: HomePage) -> None:
    with pytest.raises(ValidationError):
        home.add_child(instance=SectionPage(title="X", slug="desk", live=False))


def test_the_form_says_so_in_a_sentence(chief: Client, home: HomePage) -> None:
    data = {
        "title": "Suche",
        "slug": "search",
        "description": "",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
    }
    answer = chief.post(reverse("wagtailadmin_pages:add", args=["newsroom", "sectionpage", home.pk]), data)

    assert answer.status_code == 200
    assert "search" in str(answer.context["form"].errors["slug"])


def test_every_first_part_of_a_public_address_is_reserved() -> None:
    from depesche.website import urls

    firsts = {str(pattern.pattern).lstrip("^").split("/")[0] for pattern in urls.urlpatterns}
    names = {first for first in firsts if first and "<" not in first and "." not in first and "(" not in first}

    assert names <= addresses.RESERVED


@pytest.mark.parametrize(("title", "slug"), [("Große Überraschung", "grosse-ueberraschung"), ("Äpfel & Öl", "aepfel-oel"), ("50 % mehr", "50-mehr")])
def test_addresses_are_in_plain_letters(home: HomePage, title: str, slug: str) -> None:
    assert home.add_child(instance=SectionPage(title=title)).slug == slug


def test_the_same_headline_twice_gets_two_addresses(markets: SectionPage) -> None:
    assert [write(markets, "Gold fällt").slug for _turn in range(2)] == ["gold-faellt", "gold-faellt-2"]
