"""A live ticker: opened by a chief, written by editors, each entry published at once, logged, found, and taken back if it was wrong."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError
from wagtail.models import PageLogEntry

from depesche.brand.models import Picture, User
from depesche.brand.people import Role
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom import picture_use, protocol, protocol_check, publishing, reading, ticker
from depesche.newsroom.models import ArticlePage, SectionPage, TickerEntry
from depesche.newsroom.ticker import Said
from tests.newsroom.conftest import forget, outdated, person, picture, write

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.fixture
def nora(db: None) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def article(markets: SectionPage) -> ArticlePage:
    """A published article with an open ticker."""
    found = write(markets)
    ticker.open_ticker(found, by=None, at=NOON)
    return found


def say(article: ArticlePage, headline: str = "Der Kurs steigt", *, at: datetime = NOON, by: User | None = None, **more: Any) -> TickerEntry:
    return ticker.publish(article, Said(headline, **more), key=uuid.uuid4(), by=by, at=at)


def events() -> list[tuple[str, dict[str, Any]]]:
    kinds = (protocol.ENTRY_PUBLISHED, protocol.ENTRY_CHANGED, protocol.ENTRY_WITHDRAWN)
    return [(event.kind, dict(event.body)) for event in book.of_kinds(kinds, log=logs.EDITORIAL)]


def test_entries_are_numbered_and_carry_who_wrote_them(article: ArticlePage, nora: User) -> None:
    first, second = say(article, by=nora), say(article, "Er fällt wieder", by=nora, at=NOON + timedelta(minutes=1))

    assert (first.number, second.number) == (1, 2)
    assert first.byline == "A B"
    assert second.published_at == NOON + timedelta(minutes=1)


def test_an_editor_without_a_name_is_not_given_away_by_the_address(article: ArticlePage, nora: User) -> None:
    nora.first_name = nora.last_name = ""

    assert say(article, by=nora).byline == ""


def test_a_form_sent_twice_publishes_once(article: ArticlePage) -> None:
    key = uuid.uuid4()
    for _twice in range(2):
        ticker.publish(article, Said("Einmal"), key=key, by=None, at=NOON)

    assert TickerEntry.objects.count() == 1
    assert say(article).number == 2


@pytest.mark.parametrize("elsewhere", [False, True])
def test_other_words_under_a_used_key_are_refused(article: ArticlePage, markets: SectionPage, elsewhere: bool) -> None:
    key = uuid.uuid4()
    ticker.publish(article, Said("Einmal"), key=key, by=None, at=NOON)
    other = write(markets, "Silber steigt") if elsewhere else article
    ticker.open_ticker(other, by=None, at=NOON)

    with pytest.raises(Refusal) as refused:
        ticker.publish(other, Said("Einmal" if elsewhere else "Anders"), key=key, by=None, at=NOON)

    assert refused.value.code == "key-used"
    assert say(article).number == 2


@pytest.mark.parametrize("said", [Said(), Said("  ", "<p> </p>"), Said("", "<p><br/></p>")])
def test_an_entry_without_words_is_refused(article: ArticlePage, said: Said) -> None:
    with pytest.raises(Refusal) as refused:
        ticker.publish(article, said, key=uuid.uuid4(), by=None, at=NOON)

    assert refused.value.code == "entry-empty"
    assert say(article).number == 1


def test_a_picture_needs_an_alternative_text(article: ArticlePage) -> None:
    silent = picture("Schacht", description="")

    with pytest.raises(Refusal) as refused:
        say(article, picture=silent)

    assert refused.value.code == "alternative-text-missing"
    assert say(article, picture=silent, picture_alternative_text="Ein Schacht").number == 1
    assert article.pk in picture_use.articles(silent.pk)


def test_a_draft_has_no_ticker_and_a_closed_one_takes_nothing(markets: SectionPage, article: ArticlePage) -> None:
    with pytest.raises(Refusal) as draft:
        ticker.open_ticker(write(markets, "Entwurf", live=False), by=None, at=NOON)
    ticker.close(article, by=None, at=NOON)
    with pytest.raises(Refusal) as closed:
        say(article)
    with pytest.raises(Refusal) as twice:
        ticker.close(article, by=None, at=NOON)

    assert (draft.value.code, closed.value.code, twice.value.code) == ("article-not-live", "ticker-closed", "ticker-closed")


def test_nothing_can_be_written_into_a_withdrawn_article(article: ArticlePage) -> None:
    article.unpublish()

    with pytest.raises(Refusal) as refused:
        say(article)

    assert refused.value.code == "article-not-live"


def test_a_ticker_opened_again_keeps_its_beginning_and_its_numbers(article: ArticlePage) -> None:
    say(article)
    ticker.close(article, by=None, at=NOON + timedelta(hours=1))
    again = ticker.open_ticker(article, by=None, at=NOON + timedelta(hours=2))

    assert (again.opened_at, again.closed_at) == (NOON, None)
    assert say(article).number == 2


@pytest.mark.parametrize("deed", ["publish", "change"])
def test_entries_outdate_only_what_shows_them(article: ArticlePage, deed: str) -> None:
    entry = say(article)
    forget()
    {
        "publish": lambda: say(article),
        "change": lambda: ticker.change(entry, Said("Anders"), seen=entry.sha256, by=None, at=NOON),
    }[deed]()

    assert outdated() == {f"live:{article.pk}"}


@pytest.mark.parametrize("deed", ["withdraw", "close"])
def test_taking_back_and_closing_outdates_what_shows_the_article(article: ArticlePage, deed: str) -> None:
    entry = say(article)
    forget()
    {
        "withdraw": lambda: ticker.withdraw(entry, because="", by=None, at=NOON),
        "close": lambda: ticker.close(article, by=None, at=NOON),
    }[deed]()

    assert outdated() == publishing.tags(article)


def test_the_search_finds_the_words_of_entries_until_they_are_withdrawn(article: ArticlePage) -> None:
    entry = say(article, "Palladiumschock", text="<p>Händler in <b>Zürich</b> staunen.</p>")
    assert list(reading.search("Palladiumschock Zürich Preis")) == [article]

    ticker.withdraw(entry, because="", by=None, at=NOON)
    assert not reading.search("Palladiumschock").exists()


def test_words_of_entries_stay_found_when_the_article_is_published_anew(article: ArticlePage) -> None:
    say(article, "Palladiumschock")
    ArticlePage.objects.get(pk=article.pk).save_revision().publish()

    assert list(reading.search("Palladiumschock")) == [article]
    assert ArticlePage.objects.get(pk=article.pk).ticker.is_open


def test_an_entry_moves_the_date_of_change_not_that_of_publication(article: ArticlePage) -> None:
    say(article, at=NOON + timedelta(minutes=7))
    found = ArticlePage.objects.get(pk=article.pk)

    assert found.modified() == NOON + timedelta(minutes=7)
    assert found.shown_at == article.shown_at


def test_the_editorial_log_knows_every_entry(article: ArticlePage, nora: User) -> None:
    entry = say(article, by=nora)
    began_with = entry.sha256
    ticker.change(entry, Said("Der Kurs fällt"), seen=began_with, by=nora, at=NOON)
    entry.refresh_from_db()
    ticker.withdraw(entry, because="Ein Irrtum.", by=nora, at=NOON)

    place = {"page": article.pk, "entry": 1, "by": nora.pk}
    assert events() == [
        (protocol.ENTRY_PUBLISHED, {**place, "sha256": began_with}),
        (protocol.ENTRY_CHANGED, {**place, "sha256": entry.sha256}),
        (protocol.ENTRY_WITHDRAWN, place),
    ]
    assert protocol_check.differences() == []


def test_an_entry_changed_past_depesche_shows(article: ArticlePage) -> None:
    changed, hidden, shown = say(article), say(article), say(article)
    ticker.withdraw(shown, because="", by=None, at=NOON)
    TickerEntry.objects.filter(pk=changed.pk).update(text="<p>Heimlich</p>")
    TickerEntry.objects.filter(pk=hidden.pk).delete()
    TickerEntry.objects.filter(pk=shown.pk).update(withdrawn_at=None)

    found = protocol_check.differences()

    assert len(found) == 3
    assert any("entry 1" in sentence and "is not the one" in sentence for sentence in found)
    assert any("entry 2" in sentence and "never withdrawn" in sentence for sentence in found)
    assert any("entry 3" in sentence and "does not know it" in sentence for sentence in found)


def test_entries_of_a_deleted_article_are_no_difference(article: ArticlePage) -> None:
    say(article)
    ArticlePage.objects.get(pk=article.pk).delete()

    assert protocol_check.differences() == []


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(article: ArticlePage) -> None:
    entry = say(article)
    began_with = entry.sha256
    ticker.change(entry, Said("Erste"), seen=began_with, by=None, at=NOON)

    with pytest.raises(Refusal) as refused:
        ticker.change(TickerEntry.objects.get(), Said("Zweite"), seen=began_with, by=None, at=NOON)

    assert refused.value.code == "entry-changed-meanwhile"
    assert TickerEntry.objects.get().headline == "Erste"


def test_only_words_make_a_change(article: ArticlePage) -> None:
    entry = say(article)
    ticker.change(entry, Said("Der Kurs steigt", is_important=True), seen=entry.sha256, by=None, at=NOON + timedelta(minutes=9))
    entry.refresh_from_db()
    assert (entry.is_important, entry.changed_at, len(events())) == (True, None, 1)

    ticker.change(entry, Said("Der Kurs fällt"), seen=entry.sha256, by=None, at=NOON + timedelta(minutes=9))
    entry.refresh_from_db()
    assert (entry.changed_at, entry.published_at) == (NOON + timedelta(minutes=9), NOON)


def test_one_entry_at_most_is_pinned(article: ArticlePage) -> None:
    say(article, is_pinned=True)
    second = say(article, is_pinned=True)
    assert list(TickerEntry.objects.filter(is_pinned=True)) == [second]

    ticker.withdraw(second, because="", by=None, at=NOON)
    assert not TickerEntry.objects.filter(is_pinned=True).exists()


def test_the_page_s_history_tells_who_did_what(article: ArticlePage, nora: User) -> None:
    entry = say(article, by=nora)
    ticker.change(entry, Said("Der Kurs fällt"), seen=entry.sha256, by=nora, at=NOON)

    told = PageLogEntry.objects.filter(page=article.pk, action=ticker.CHANGED).get()
    assert (told.user, told.data["before"]["headline"], told.data["headline"]) == (nora, "Der Kurs steigt", "Der Kurs fällt")
    assert told.message == "Tickereintrag 1 geändert: Der Kurs fällt"


def test_a_withdrawal_is_made_once(article: ArticlePage) -> None:
    entry = say(article)
    for _twice in range(2):
        ticker.withdraw(entry, because="Ein Irrtum.", by=None, at=NOON)

    assert [kind for kind, _body in events()] == [protocol.ENTRY_PUBLISHED, protocol.ENTRY_WITHDRAWN]


def test_the_picture_of_a_withdrawn_entry_can_be_deleted(article: ArticlePage) -> None:
    shown = picture()
    entry = say(article, picture=shown)
    with pytest.raises(ProtectedError):
        shown.delete()

    ticker.withdraw(entry, because="", by=None, at=NOON)
    shown.delete()

    assert not Picture.objects.exists()


def test_an_entry_of_an_unpublished_article_is_not_changed(article: ArticlePage) -> None:
    entry = say(article)
    ArticlePage.objects.get(pk=article.pk).unpublish()

    with pytest.raises(Refusal) as refused:
        ticker.change(entry, Said("Anders"), seen=entry.sha256, by=None, at=NOON)

    assert refused.value.code == "article-not-live"
    assert TickerEntry.objects.get().headline == "Der Kurs steigt"


def test_who_has_not_locked_the_article_writes_nothing(article: ArticlePage, nora: User) -> None:
    entry, cora = say(article), person(Role.CHIEF)
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=cora, locked_at=NOON)

    refused = []
    for deed in (
        lambda: say(article, by=nora),
        lambda: ticker.change(entry, Said("Anders"), seen=entry.sha256, by=nora, at=NOON),
        lambda: ticker.withdraw(entry, because="", by=nora, at=NOON),
    ):
        with pytest.raises(Refusal) as refusal:
            deed()
        refused.append(refusal.value.code)

    assert refused == ["page-locked"] * 3
    assert say(article, by=cora).number == 2


def test_marks_are_logged_and_opening_twice_is_not(article: ArticlePage, nora: User) -> None:
    entry = say(article)
    ticker.change(entry, Said("Der Kurs steigt", is_pinned=True), seen=entry.sha256, by=nora, at=NOON)
    ticker.open_ticker(article, by=nora, at=NOON)

    marked = PageLogEntry.objects.get(action=ticker.MARKED)
    assert (marked.user, marked.message) == (nora, "Tickereintrag 1 gekennzeichnet: Der Kurs steigt (angeheftet)")
    assert PageLogEntry.objects.filter(action=ticker.OPENED).count() == 1
    assert not PageLogEntry.objects.filter(action=ticker.CHANGED).exists()
