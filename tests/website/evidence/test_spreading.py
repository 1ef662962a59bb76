"""A change of a claim reaches every page that shows it, with nobody touching an article; the page store lies in front."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.newsroom.claims import asserting, claiming, entries, overriding, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import SourceKind, Stance, Status
from depesche.newsroom.models import ArticlePage, SectionPage, Topic
from depesche.website import front
from tests.press.stored_site import StoredSite, stored_site
from tests.website.conftest import text, write
from tests.website.evidence import world
from tests.website.evidence.world import World

pytestmark = pytest.mark.usefixtures("publisher")
FIRST, SECOND, CLAIM = "/maerkte/nordkoreas-soldaten/", "/maerkte/nachtrag/", "/claims/truppen-aus-nordkorea-sind-bereits-in-russland/"
FEED, TOPIC, RUTTE = "/feed.json", "/topics/geopolitik/", "/sources/mark-rutte/"
EVERYWHERE = [FIRST, SECOND, CLAIM, FEED, "/feed.atom", TOPIC, RUTTE, "/sources/yoon-suk-yeol/", "/sitemap.xml"]


@pytest.fixture
def geopolitics(db: None) -> Topic:
    return Topic.objects.create(title="Geopolitik", slug="geopolitik")


@pytest.fixture
def told(markets: SectionPage, geopolitics: Topic) -> World:
    """Two articles carry the same claim; another one of its topic is disputed."""
    made = world.filled()
    for claim in made.claims.values():
        claim.topics.add(geopolitics)
    world.publish(made, markets)
    write(markets, "Nachtrag", blocks=[text(f"Es bleibt dabei: {made.mark('C01', 'sie seien da')}.")])
    return made


@pytest.fixture
def site(told: World) -> Iterator[StoredSite]:
    with stored_site() as found:
        found.catch_up()
        for path in EVERYWHERE:
            assert found.ask(path).status == 200, path
            assert found.is_stored(path), path
        yield found


def said(site: StoredSite, path: str) -> str:
    return site.ask(path).body.decode()


@pytest.mark.rule("N-15")
def test_the_competent_authority_changes_the_label_everywhere_within_a_second(
    site: StoredSite, told: World, django_capture_on_commit_callbacks: Any
) -> None:
    before = list(ArticlePage.objects.order_by("pk").values_list("pk", "last_published_at", "latest_revision_id"))
    began = time.process_time()

    with django_capture_on_commit_callbacks(execute=True):
        pentagon = sourcing.enter(Known("Pentagon", kind=SourceKind.STATE_BODY, party="USA"), by=None, at=clock.now())
        statement = Statement(pentagon, Stance.CONFIRMS, is_competent=True, competent_reason="wertet die Satellitenbilder aus")
        asserting.add(told.claims["C01"], statement, by=None, at=clock.now())
    site.catch_up()

    assert "bestätigt von Pentagon" in said(site, FIRST)
    assert time.process_time() - began < 1, "of the processor, until the first reader has it: others use the machine, too"
    for path in (SECOND, CLAIM):
        assert "bestätigt von Pentagon" in said(site, path), path
    assert "[1: bestätigt] Truppen aus Nordkorea" in said(site, FEED)
    assert "[1: bestätigt] Truppen aus Nordkorea" in said(site, "/feed.atom")
    assert site.stale(EVERYWHERE) == []
    assert [event.kind for event in book.newest((entries.STATUS_CHANGED,), most=1, log=logs.EDITORIAL)] == [entries.STATUS_CHANGED]
    assert list(ArticlePage.objects.order_by("pk").values_list("pk", "last_published_at", "latest_revision_id")) == before
    entry = next(item for item in json.loads(said(site, FEED))["items"] if item["title"] == "Nachtrag")
    assert entry["date_published"] == entry["date_modified"]


def test_no_page_is_stale_after_any_deed(site: StoredSite, told: World, geopolitics: Topic, django_capture_on_commit_callbacks: Any) -> None:
    now = clock.now()
    rutte, about = told.sources["rutte"], told.claims["C01"]
    other = told.claim("neu", "Eine ganz neue Aussage.")
    reason = "Zwei Korrespondenten haben es selbst gesehen"
    deeds = {
        "renamed": lambda: sourcing.change(rutte, Known("Mark Rutte (NATO)", speaks_for="NATO", party="NATO"), by=None, at=now),
        "said": lambda: asserting.add(about, Statement(rutte, Stance.DENIES, via=[told.sources["yonhap"]]), by=None, at=now),
        "carrier renamed": lambda: sourcing.change(told.sources["yonhap"], Known("Yonhap News", kind=SourceKind.AGENCY), by=None, at=now),
        "overridden": lambda: overriding.decide(
            about, Status.CONFIRMED, reason=reason, until=now + timedelta(days=1), seen=fresh(about).version, by=None, at=now
        ),
        "reworded": lambda: claiming.edit(about, Wanted("Truppen sind dort.", topics=[geopolitics]), seen=fresh(about).version, by=None, at=now),
        "no topic": lambda: claiming.edit(about, Wanted("Truppen sind dort."), seen=fresh(about).version, by=None, at=now),
        "joined": lambda: sourcing.join(told.sources["reports"], into=told.sources["yoon"], by=None, at=now),
        "a topic's new claim": lambda: claiming.edit(other, Wanted("Neu und offen.", topics=[geopolitics]), seen=1, by=None, at=now),
        "carried": lambda: write(SectionPage.objects.get(), "Dritter", blocks=[text(told.mark("neu", "neu"))]),
        "taken down": lambda: ArticlePage.objects.get(slug="nachtrag").unpublish(),
    }
    for name, deed in deeds.items():
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        still = [path for path in EVERYWHERE if site.ask(path).status == 200]
        assert site.stale(still) == [], name


def fresh(claim: Any) -> Any:
    claim.refresh_from_db()
    return claim


def test_what_ends_by_itself_ends_the_stored_page(site: StoredSite, told: World) -> None:
    now = clock.now()
    about, reason = fresh(told.claims["C01"]), "Zwei Korrespondenten haben es selbst gesehen"
    overriding.decide(about, Status.CONFIRMED, reason=reason, until=now + timedelta(hours=1), seen=about.version, by=None, at=now)
    site.catch_up()
    site.ask(FIRST)

    facts = site.store.files.facts(FIRST)

    assert facts is not None
    assert facts.until is not None
    assert facts.until <= (now + timedelta(hours=1)).timestamp()


def test_claims_and_their_articles_are_rendered_at_once(told: World) -> None:
    found = list(front.resolve({f"claim:{told.claims['C01'].pk}"}))

    assert found == [CLAIM, SECOND, FIRST]
    assert {CLAIM, RUTTE} <= set(front.whole())


def test_the_sitemap_names_claims_and_sources(site: StoredSite) -> None:
    found = said(site, "/sitemap.xml")

    assert f"<loc>http://testserver.localhost{CLAIM}</loc>" in found
    assert f"<loc>http://testserver.localhost{RUTTE}</loc>" in found
