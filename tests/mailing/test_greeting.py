"""The welcome mail: the publisher's words stand in it, receipt and way out whatever they are."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from depesche.audience import confirmation
from depesche.audience.models import FormVersion
from depesche.mailing.models import Greeting, GreetingArticle
from tests.cast import SUNDAY, confirm, mails, sign_up, token_in
from tests.mailing.conftest import Place

TEXT = "<p>Schön, dass Sie da sind. <b>Montags</b> kommt der Überblick.</p>"


@pytest.fixture
def greeting(place: Place) -> Greeting:
    made = Greeting.objects.create(language="de", text=TEXT)
    GreetingArticle.objects.create(greeting=made, article=place.article)
    return made


def welcome(mailbox: str = "anna@example.org") -> tuple[str, str]:
    """Sign up and confirm; return the plain text of the welcome mail and its HTML."""
    sign_up(mailbox)
    confirm(mailbox)
    (mail,) = mails(mailbox, "welcome")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {"receipt.jsonld"} <= {part.get_filename() for part in mail.iter_attachments()}
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "/newsletter/unsubscribe/" in plain.get_content()
    return plain.get_content(), html.get_content()


@pytest.mark.rule("S-32", "S-01")
def test_the_greeting_and_the_articles_stand_above_the_receipt(signup_form: FormVersion, greeting: Greeting) -> None:
    text, html = welcome()

    assert text.index("Schön, dass Sie da sind") < text.index("Lesenswert") < text.index("Ihre Quittung")
    assert "http://testserver.localhost/maerkte/gold-steigt/" in text
    assert "Gold steigt</a>" in html


def test_confirming_twice_brings_one_welcome(signup_form: FormVersion, greeting: Greeting) -> None:
    welcome()
    confirmation.confirm(token_in(mails("anna@example.org")[-1], "confirm"), at=SUNDAY)

    assert len(mails("anna@example.org", "welcome")) == 1


def test_switched_off_or_for_another_language_the_mail_says_what_it_must(signup_form: FormVersion, greeting: Greeting) -> None:
    Greeting.objects.filter(pk=greeting.pk).update(is_on=False)
    assert "Schön" not in welcome()[0]

    Greeting.objects.filter(pk=greeting.pk).update(is_on=True, language="en")
    assert "Schön" not in welcome("clara@example.org")[0]


def test_an_article_that_readers_do_not_see_is_left_out(signup_form: FormVersion, greeting: Greeting, place: Place) -> None:
    place.article.unpublish()

    text, _html = welcome()

    assert "Schön, dass Sie da sind" in text
    assert "Lesenswert" not in text


def form(place: Place, **more: object) -> dict[str, object]:
    block = {"key": "a", "text": "Schön, dass Sie da sind.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    words = json.dumps({"blocks": [block], "entityMap": {}}, ensure_ascii=False)
    articles = {"articles-TOTAL_FORMS": 1, "articles-INITIAL_FORMS": 0, "articles-MIN_NUM_FORMS": 0, "articles-MAX_NUM_FORMS": 3}
    one = {"articles-0-article": place.article.pk, "articles-0-ORDER": 1, "articles-0-DELETE": ""}
    return {"language": "de", "is_on": "on", "text": words, **articles, **one, **more}


def test_the_chief_writes_it_and_sees_the_mail(signup_form: FormVersion, place: Place, client: Client) -> None:
    client.force_login(place.editor)
    assert client.get(reverse("greetings:index")).status_code in {302, 403}
    client.force_login(place.chief)

    answer = client.post(reverse("greetings:add"), form(place), follow=True)

    greeting = Greeting.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("greetings:show", args=[greeting.pk])
    assert "lässt sich nicht ausschalten" in answer.content.decode()
    shown = client.get(reverse("greetings:mail", args=[greeting.pk])).content.decode()
    assert "Schön, dass Sie da sind." in shown
    assert "Gold steigt" in shown
    assert client.get(reverse("greetings:index")).status_code == 200
    assert client.get(reverse("greetings:edit", args=[greeting.pk])).status_code == 200


def test_too_long_a_greeting_is_refused_as_it_would_stop_confirmations(place: Place, client: Client) -> None:
    client.force_login(place.chief)
    long = form(place)
    long["text"] = str(long["text"]).replace("Schön", "Schön " * 2000)

    answer = client.post(reverse("greetings:add"), long)

    assert "Die Begrüßung ist zu lang" in answer.content.decode()
    assert Greeting.objects.count() == 0


def test_the_longest_greeting_leaves_room_for_the_rest(signup_form: FormVersion, greeting: Greeting) -> None:
    Greeting.objects.filter(pk=greeting.pk).update(text=f"<p>{'&amp;' * 1595}</p>")

    assert welcome()
