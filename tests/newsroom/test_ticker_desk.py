"""The ticker at the desk: who may open it, who may write, and that nothing typed is lost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import rich_text

from depesche.kernel import clock
from depesche.newsroom import ticker
from depesche.newsroom.models import ArticlePage, SectionPage, TickerEntry
from tests.newsroom.conftest import picture, write


def at(name: str, article: ArticlePage, *further: object) -> str:
    return reverse(f"newsroom-{name}", args=[article.pk, *further])


def typed(headline: str = "Der Kurs steigt", text: str = "<p>Um zwei Prozent.</p>", **more: Any) -> dict[str, Any]:
    return {"headline": headline, "text": rich_text(text, features=["bold", "italic", "link"]), "key": str(uuid.uuid4()), **more}


@pytest.fixture
def article(markets: SectionPage) -> ArticlePage:
    return write(markets)


@pytest.fixture
def running(article: ArticlePage) -> ArticlePage:
    ticker.open_ticker(article, by=None, at=clock.now())
    return article


def test_a_chief_opens_and_closes_and_an_editor_does_not(chief: Client, editor: Client, article: ArticlePage) -> None:
    page = editor.get(at("ticker", article)).content.decode()
    assert "Die Chefredaktion öffnet ihn." in page
    assert editor.post(at("ticker-switch", article), {"to": "open"}).status_code in {302, 403}
    assert not hasattr(ArticlePage.objects.get(pk=article.pk), "ticker")

    chief.post(at("ticker-switch", article), {"to": "open"})
    assert ArticlePage.objects.get(pk=article.pk).ticker.is_open
    chief.post(at("ticker-switch", article), {"to": "closed"})
    assert not ArticlePage.objects.get(pk=article.pk).ticker.is_open


def test_an_editor_writes_and_readers_have_it(editor: Client, running: ArticlePage) -> None:
    answer = editor.post(at("ticker", running), typed())

    assert answer.status_code == 302
    entry = TickerEntry.objects.get()
    assert (entry.headline, entry.words, entry.byline) == ("Der Kurs steigt", "Um zwei Prozent.", "A B")
    assert "Um zwei Prozent." in Client(headers={"host": "testserver.localhost"}).get("/maerkte/gold-steigt/").content.decode()


def test_what_is_refused_stays_in_the_form(editor: Client, chief: Client, running: ArticlePage) -> None:
    empty = editor.post(at("ticker", running), typed("", "", picture_alternative_text="Ein Barren"))
    assert "weder Überschrift noch Text" in empty.content.decode()
    assert "Ein Barren" in empty.content.decode()

    chief.post(at("ticker-switch", running), {"to": "closed"})
    late = editor.post(at("ticker", running), typed("Zu spät"))
    assert "Der Ticker ist geschlossen." in late.content.decode()
    assert 'value="Zu spät"' in late.content.decode()
    assert not TickerEntry.objects.exists()


def test_an_editor_changes_and_withdraws(editor: Client, running: ArticlePage) -> None:
    editor.post(at("ticker", running), typed())
    entry = TickerEntry.objects.get()
    form = editor.get(at("ticker-entry", running, 1)).content.decode()
    assert f'name="seen" value="{entry.sha256}"' in form

    assert editor.post(at("ticker-entry", running, 1), typed("Der Kurs fällt", seen=entry.sha256)).status_code == 302
    assert TickerEntry.objects.get().headline == "Der Kurs fällt"

    late = editor.post(at("ticker-entry", running, 1), typed("Überholt", seen=entry.sha256)).content.decode()
    assert "inzwischen geändert" in late
    assert 'value="Überholt"' in late

    editor.post(at("ticker-withdraw", running, 1), {"because": "Ein Irrtum."})
    assert TickerEntry.objects.get().withdrawn_because == "Ein Irrtum."
    assert editor.get(at("ticker-entry", running, 1)).status_code == 404
    assert "zurückgezogen" in editor.get(at("ticker", running)).content.decode()


def test_after_the_end_only_a_chief_corrects(editor: Client, chief: Client, running: ArticlePage) -> None:
    editor.post(at("ticker", running), typed())
    chief.post(at("ticker-switch", running), {"to": "closed"})

    assert "Der Ticker ist geschlossen." in editor.post(at("ticker-withdraw", running, 1)).content.decode()
    assert TickerEntry.objects.get().withdrawn_at is None
    assert chief.post(at("ticker-withdraw", running, 1)).status_code == 302
    assert TickerEntry.objects.get().withdrawn_at


def test_the_desk_leads_to_a_running_ticker(editor: Client, running: ArticlePage) -> None:
    assert at("ticker", running) in editor.get("/desk/").content.decode()
    assert at("ticker", running) in editor.get(reverse("wagtailadmin_pages:edit", args=[running.pk])).content.decode()


def test_a_draft_is_not_offered_a_ticker(editor: Client, chief: Client, markets: SectionPage) -> None:
    draft = write(markets, "Entwurf", live=False)

    assert at("ticker", draft) not in editor.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "nur in einem veröffentlichten Artikel" in chief.get(at("ticker", draft)).content.decode()


def test_a_form_with_other_words_is_not_thrown_away(editor: Client, running: ArticlePage) -> None:
    form = typed()
    editor.post(at("ticker", running), form)
    page = editor.post(at("ticker", running), typed("Der Kurs fällt", key=form["key"])).content.decode()

    assert "schon mit anderen Worten" in page
    assert 'value="Der Kurs fällt"' in page
    fresh = re.search(r'name="key" value="([^"]+)"', page)
    assert fresh
    assert fresh[1] != form["key"]
    assert editor.post(at("ticker", running), typed("Der Kurs fällt", key=fresh[1])).status_code == 302
    assert TickerEntry.objects.count() == 2


def test_what_was_typed_stays_when_the_entry_was_withdrawn_or_the_ticker_closed(editor: Client, chief: Client, running: ArticlePage) -> None:
    for headline in ("Eins", "Zwei"):
        editor.post(at("ticker", running), typed(headline))
    seen = TickerEntry.objects.get(number=1).sha256
    chief.post(at("ticker-withdraw", running, 1))

    gone = editor.post(at("ticker-entry", running, 1), typed("Mühsam getippt", seen=seen)).content.decode()
    assert "inzwischen geändert" in gone
    assert 'value="Mühsam getippt"' in gone

    chief.post(at("ticker-switch", running), {"to": "closed"})
    late = editor.post(at("ticker-entry", running, 2), typed("Mühsam getippt", seen=seen)).content.decode()
    assert "Der Ticker ist geschlossen." in late
    assert 'value="Mühsam getippt"' in late
    withdrawn = editor.post(at("ticker-withdraw", running, 2), {"because": "Ein Irrtum."}).content.decode()
    assert "Der Ticker ist geschlossen." in withdrawn
    assert 'value="Ein Irrtum."' in withdrawn


def test_a_locked_article_takes_no_entry_and_keeps_what_was_typed(editor: Client, running: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=running.pk).update(locked=True, locked_at=clock.now())
    page = editor.post(at("ticker", running), typed("Gesperrt")).content.decode()

    assert "gesperrt" in page
    assert 'value="Gesperrt"' in page
    assert not TickerEntry.objects.exists()


@pytest.mark.parametrize("number", ["9" * 24, "9" * 10])
def test_numbers_that_no_row_can_have_are_not_found(chief: Client, running: ArticlePage, number: str) -> None:
    readers = Client(headers={"host": "testserver.localhost"})

    assert readers.get(f"/live/{number}/").status_code == 404
    assert chief.get(f"/desk/ticker/{number}/").status_code == 404
    assert chief.get(f"/desk/ticker/{running.pk}/{number}/").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [{"text": text} for text in ("notjson", "[]", "5", '{"blocks":null,"entityMap":{}}', "[" * 100_000)]
    + [{"picture": number} for number in ("abc", "9" * 23)],
)
def test_what_no_editor_sends_is_refused_beside_the_field(editor: Client, running: ArticlePage, broken: dict[str, str]) -> None:
    page = editor.post(at("ticker", running), typed("Steht noch da") | broken).content.decode()

    assert "lässt sich nicht lesen" in page
    assert 'value="Steht noch da"' in page
    assert not TickerEntry.objects.exists()


def test_a_picture_is_chosen_as_everywhere_at_the_desk(editor: Client, running: ArticlePage) -> None:
    page = editor.get(at("ticker", running)).content.decode()

    assert reverse("wagtailimages_chooser:choose") in page
    assert "image-chooser" in page
    assert '<select name="picture"' not in page


def test_the_uses_of_a_picture_name_the_entry_until_it_is_withdrawn(chief: Client, running: ArticlePage) -> None:
    shown = picture()
    chief.post(at("ticker", running), typed("Im Bild", picture=str(shown.pk)))
    ReferenceIndex.create_or_update_for_object(TickerEntry.objects.get())  # as Wagtail's chore does after each save
    assert ReferenceIndex.is_indexed(TickerEntry)

    uses = chief.get(reverse("wagtailimages:image_usage", args=[shown.pk])).content.decode()
    assert "Im Bild" in uses
    assert at("ticker-entry", running, 1) in uses

    chief.post(at("ticker-withdraw", running, 1))
    ReferenceIndex.create_or_update_for_object(TickerEntry.objects.get())
    assert not ReferenceIndex.get_references_to(shown).exists()
