"""However many entries a ticker publishes, its page is rendered once a second at most, and readers see each within about a second."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from depesche.newsroom import ticker
from depesche.newsroom.models import ArticlePage, SectionPage, TickerEntry
from depesche.newsroom.ticker import Said
from depesche.press import rebuild
from tests.press.stored_site import StoredSite, stored_site
from tests.website.conftest import write

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEP = timedelta(milliseconds=100)
PLACE = "/maerkte/wahl/"


@pytest.fixture
def site(db: None) -> Iterator[StoredSite]:
    with stored_site() as found:
        yield found


@pytest.fixture
def live(site: StoredSite, markets: SectionPage) -> ArticlePage:
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        article = write(markets, "Wahl", slug="wahl")
        ticker.open_ticker(article, by=None, at=NOON - timedelta(hours=1))
    site.catch_up()
    return article


def say(article: ArticlePage, headline: str, *, at: datetime) -> None:
    ticker.publish(article, Said(headline), key=uuid.uuid4(), by=None, at=at)


def test_forty_entries_in_four_seconds_are_few_renderings_and_none_is_late(site: StoredSite, live: ArticlePage) -> None:
    places = [PLACE, f"/live/{live.pk}/", "/feed.atom"]
    said: dict[str, datetime] = {}
    late: dict[str, timedelta] = {}
    for step in range(60):
        now = NOON + step * STEP
        with time_machine.travel(now, tick=False):
            if step < 40:
                said[f"Stand {step}."] = now
                say(live, f"Stand {step}.", at=now)
            rebuild.catch_up(site.store, at=now)
            page = site.ask(PLACE).body.decode()
            for place in places[1:]:
                site.ask(place)
        late.update({headline: now - moment for headline, moment in said.items() if headline in page and headline not in late})

    rendered = Counter(path for path in site.rendered if path in places)
    assert set(late) == set(said)
    assert max(late.values()) <= timedelta(seconds=1)
    assert all(2 <= rendered[place] <= 6 for place in places), rendered


def test_a_withdrawn_entry_vanishes_at_once(site: StoredSite, live: ArticlePage) -> None:
    with time_machine.travel(NOON, tick=False):
        say(live, "Falsch", at=NOON)
    later = NOON + timedelta(seconds=2)
    with time_machine.travel(later, tick=False):
        rebuild.catch_up(site.store, at=later)
        assert b"Falsch" in site.ask(PLACE).body
        ticker.withdraw(TickerEntry.objects.get(), because="", by=None, at=later)
        rebuild.catch_up(site.store, at=later)

        assert b"Falsch" not in site.ask(PLACE).body


def test_a_single_entry_is_there_when_its_second_is_over(site: StoredSite, live: ArticlePage) -> None:
    with time_machine.travel(NOON, tick=False):
        site.ask(PLACE)
        say(live, "Erste Hochrechnung", at=NOON)
        rebuild.catch_up(site.store, at=NOON)
        assert site.is_stored(PLACE)

    over = NOON + timedelta(seconds=1)
    with time_machine.travel(over, tick=False):
        assert rebuild.catch_up(site.store, at=over) == 1
        assert b"Erste Hochrechnung" in site.ask(PLACE).body
