"""Breaking news: a chief sets them, they end by themselves, the log knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom import breaking
from depesche.newsroom.breaking import Breaking
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.newsroom.conftest import at_the_desk, forget, outdated, person, write

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def say(text: str = "Börse geschlossen", *, at: datetime = NOON, article: ArticlePage | None = None, **more: Any) -> Breaking:
    return breaking.announce(article=article, text=text, by=more.pop("by", None), at=at, **more)


@pytest.fixture
def cora(db: None) -> User:
    return person(Role.CHIEF)


@pytest.mark.django_db
def test_it_stands_two_hours_unless_said_otherwise() -> None:
    made = say()

    assert breaking.now(at=NOON + timedelta(minutes=119)) == made
    assert breaking.now(at=NOON + timedelta(minutes=120)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("lasts", [timedelta(), timedelta(minutes=-1), timedelta(hours=24, seconds=1)])
def test_it_stands_a_day_at_most(lasts: timedelta) -> None:
    with pytest.raises(Refusal) as refused:
        say(lasts=lasts)

    assert refused.value.code == "breaking-too-long"
    assert say(lasts=timedelta(hours=24))


def test_it_needs_something_to_say_and_a_published_article(markets: SectionPage) -> None:
    with pytest.raises(Refusal) as empty:
        say(" ")
    with pytest.raises(Refusal) as draft:
        say(article=write(markets, live=False))

    assert (empty.value.code, draft.value.code) == ("breaking-empty", "article-not-live")


def test_it_vanishes_with_its_article(markets: SectionPage) -> None:
    article = write(markets)
    say("", article=article)
    assert str(breaking.now(at=NOON)) == "Gold steigt"

    article.unpublish()
    assert breaking.now(at=NOON) is None


def test_a_new_one_ends_the_former_and_each_is_logged(cora: User) -> None:
    first = say(by=cora)
    second = say("Börse wieder offen", by=cora, at=NOON + timedelta(hours=1))
    breaking.end(by=cora, at=NOON + timedelta(minutes=90))

    told = [(event.kind, event.body["breaking"], event.body.get("reason")) for event in _events()]
    assert told == [
        (breaking.ANNOUNCED, first.pk, None),
        (breaking.ENDED, first.pk, "replaced"),
        (breaking.ANNOUNCED, second.pk, None),
        (breaking.ENDED, second.pk, "by hand"),
    ]
    assert {event.body["by"] for event in _events()} == {cora.pk}


def _events() -> list[Any]:
    return list(book.of_kinds((breaking.ANNOUNCED, breaking.ENDED), log=logs.EDITORIAL))


@pytest.mark.django_db
def test_the_chore_takes_it_down_when_its_time_is_over_and_pages_are_made_anew() -> None:
    say()
    assert outdated() == {breaking.TAG}
    forget()
    assert not breaking.is_due(at=NOON + timedelta(minutes=119))

    late = NOON + timedelta(minutes=120)
    assert breaking.is_due(at=late)
    breaking.end_due(at=late)

    assert outdated() == {breaking.TAG}
    assert not breaking.is_due(at=late)
    assert _events()[-1].body["reason"] == "time"


def test_only_a_chief_sets_and_ends_it(chief: Client, editor: Client, markets: SectionPage) -> None:
    article = write(markets)
    form = {"article": str(article.pk), "text": "", "link": "", "minutes": "60"}
    for client in (editor, at_the_desk(Role.AUDIENCE_OFFICER)):
        assert client.post(reverse("newsroom-breaking"), form).status_code == 302
        assert "newsroom-breaking" not in client.get("/desk/").content.decode()
    assert not Breaking.objects.exists()

    assert chief.post(reverse("newsroom-breaking"), form).status_code == 302
    made = Breaking.objects.get()
    assert (made.article, made.ends_at - made.began_at) == (article, timedelta(hours=1))

    editor.post(reverse("newsroom-breaking-end"))
    assert breaking.now(at=clock.now()) == made
    chief.post(reverse("newsroom-breaking-end"))
    assert breaking.now(at=clock.now()) is None
    assert "Frühere" in chief.get(reverse("newsroom-breaking")).content.decode()


@pytest.mark.usefixtures("home")
def test_what_is_refused_stays_in_the_form(chief: Client) -> None:
    page = chief.post(reverse("newsroom-breaking"), {"article": "", "text": "", "link": "/callback/", "minutes": "60"}).content.decode()

    assert "weder einen Artikel noch einen Text" in page
    assert 'value="/callback/"' in page


def test_a_chief_comes_from_the_article_with_it_chosen(chief: Client, markets: SectionPage) -> None:
    article = write(markets)
    edit = chief.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    address = f"{reverse('newsroom-breaking')}?article={article.pk}"

    assert address in edit
    assert f'value="{article.pk}"' in chief.get(address).content.decode()
    assert chief.get(f"{reverse('newsroom-breaking')}?article=x").status_code == 200


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("number", ["abc", "9" * 23])
def test_an_article_that_cannot_be_is_refused_beside_the_field(chief: Client, number: str) -> None:
    page = chief.post(reverse("newsroom-breaking"), {"article": number, "text": "Steht noch da", "link": "", "minutes": "60"}).content.decode()

    assert "lässt sich nicht lesen" in page
    assert "Steht noch da" in page
    assert not Breaking.objects.exists()


def test_the_history_says_who_announced_and_who_ended(cora: User) -> None:
    say(by=cora)
    say("Börse wieder offen", by=cora, lasts=timedelta(hours=1))
    breaking.end_due(at=NOON + timedelta(hours=1))

    told = [(entry.user, entry.message) for entry in ModelLogEntry.objects.filter(action__startswith="newsroom.breaking").order_by("pk")]
    assert told == [
        (cora, "Eilmeldung für 120 Minuten gesetzt: Börse geschlossen"),
        (cora, "Eilmeldung beendet (durch eine neuere): Börse geschlossen"),
        (cora, "Eilmeldung für 60 Minuten gesetzt: Börse wieder offen"),
        (None, "Eilmeldung beendet (ihre Zeit war um): Börse wieder offen"),
    ]
    page = at_the_desk(Role.ADMINISTRATOR).get("/desk/reports/site-history/").content.decode()
    assert "Eilmeldung für 60 Minuten gesetzt" in page
