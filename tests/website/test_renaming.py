"""Topics and authors with another address, and topics that somebody wants to be rid of."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from depesche.brand.people import Role
from depesche.kernel.refusal import Refusal
from depesche.newsroom import protocol_check
from depesche.newsroom.models import Author, HomePage, SectionPage, Topic
from tests.newsroom.conftest import at_the_desk, write


@pytest.fixture
def topic(home: HomePage) -> Topic:
    return Topic.objects.create(title="Gold", slug="gold")


@pytest.fixture
def author(home: HomePage) -> Author:
    return Author.objects.create(name="Mara Seidel", slug="mara-seidel")


def test_who_comes_by_the_old_address_is_led_on_twice_renamed(client: Client, markets: SectionPage, topic: Topic) -> None:
    write(markets, topics=[topic])
    first = f"/topics/{topic.slug}/"
    for slug in ("einmal", "zweimal"):
        topic.slug = slug
        topic.save()

    for end in ("", "feed.atom", "feed.json"):
        for old in (first, "/topics/einmal/"):
            answer = client.get(old + end)
            assert (answer.status_code, answer.headers["Location"]) == (301, f"/topics/zweimal/{end}")
    assert client.get("/topics/zweimal/").status_code == 200


def test_an_address_that_comes_back_leads_nowhere_else(client: Client, markets: SectionPage, author: Author) -> None:
    write(markets, author=author)
    first = author.slug
    for slug in ("anders", first):
        author.slug = slug
        author.save()

    assert client.get(f"/authors/{first}/").status_code == 200
    assert client.get("/authors/anders/").headers["Location"] == f"/authors/{first}/"


def test_a_topic_of_published_articles_stays(markets: SectionPage, topic: Topic) -> None:
    article = write(markets, topics=[topic])

    with pytest.raises(Refusal, match="Gold steigt"), transaction.atomic():
        topic.delete()
    answer = at_the_desk(Role.CHIEF).post(f"/desk/snippets/newsroom/topic/delete/{topic.pk}/", follow=True)

    assert "wurde nicht gelöscht" in answer.content.decode()
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert protocol_check.differences() == []
    article.unpublish()
    topic.delete()
