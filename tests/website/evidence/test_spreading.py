"""A change of a claim reaches every page that shows it, with nobody touching an article; the page store lies in front."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import pytest
from django.utils import timezone

from depesche.brand.models import User
from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.newsroom.claims import asserting, checking, claiming, entries, merging, overriding, questioning, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import SourceKind, Stance, Status
from depesche.newsroom.corrections.drafting import Span
from depesche.newsroom.models import ArticlePage, Claim, Question, SectionPage, Topic
from depesche.website import front
from tests.newsroom.corrections.conftest import karl as karl
from tests.newsroom.corrections.conftest import lena as lena
from tests.newsroom.corrections.conftest import published
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


LOG = ["/corrections/", "/corrections/feed.atom", "/corrections/feed.json"]


def test_no_page_is_stale_after_claims_moved_were_looked_at_or_corrected(
    site: StoredSite, told: World, lena: User, karl: User, django_capture_on_commit_callbacks: Any
) -> None:
    now, first, fighting = clock.now(), told.claims["C01"], told.claims["C05"]
    everywhere = [*EVERYWHERE, *LOG, *(f"/claims/{claim.slug}/" for claim in told.claims.values()), "/sources/wolodymyr-selenskyj/"]
    asked, tomorrow = Question.objects.get(), timezone.localdate(now) + timedelta(days=1)
    denial = fighting.assertions.get(source=told.sources["russia"])
    deeds = {
        "question reworded": lambda: questioning.reword(asked, "Um wie viele Soldaten geht es?", "How many?", at=now),
        "looked at": lambda: checking.look_at(first, again_by=tomorrow, by=None, at=now),
        "due for another look": lambda: Claim.objects.filter(pk=told.claims["C09"].pk).update(review_by=tomorrow),
        "split": lambda: merging.split(fighting, Wanted("Russland dementiert Kämpfe."), [denial.pk], by=None, at=now),
        "merged": lambda: merging.merge(told.claims["C12"], first, by=None, at=now),
        "merged, of which nobody said anything": lambda: merging.merge(told.claims["C10"], told.claims["C09"], by=None, at=now),
        "merged into one that no page shows": lambda: merging.merge(told.claims["C02"], told.claim("new", "Über tausend."), by=None, at=now),
        "corrected": lambda: published(None, Span(first, 1, fresh(first).version), by=lena, then=karl),
        "made more precise": lambda: published(None, Span(fighting, 1, 1), by=lena, then=karl, severity=Severity.CLARIFICATION),
        "corrected claim reworded": lambda: claiming.edit(first, Wanted("Sie sind dort."), seen=fresh(first).version, by=None, at=now),
        "corrected claim merged": lambda: merging.merge(first, fighting, by=None, at=now),
        "corrected article renamed": lambda: _rename(ArticlePage.objects.get(slug="nachtrag"), "Noch ein Nachtrag"),
    }
    for name, deed in deeds.items():
        for path in everywhere:
            site.ask(path)
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        assert site.stale(everywhere) == [], name


def _rename(article: ArticlePage, title: str) -> None:
    article.title = title
    article.save_revision().publish()


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


def test_a_page_is_rendered_anew_on_the_day_after_the_last_for_another_look(site: StoredSite, told: World) -> None:
    today = timezone.localdate(clock.now())
    checking.look_at(told.claims["C01"], again_by=today + timedelta(days=1), by=None, at=clock.now())
    site.catch_up()
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=2), time_of_day.min))
    yesterday = midnight - timedelta(hours=30)

    for path in (SECOND, CLAIM, FEED):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: yesterday)
            site.ask(path)
        facts = site.store.files.facts(path)
        assert facts is not None, path
        assert facts.until is not None, path
        assert facts.until <= midnight.timestamp(), path


def test_claims_and_their_articles_are_rendered_at_once(told: World) -> None:
    found = list(front.resolve({f"claim:{told.claims['C01'].pk}"}))

    assert found == [CLAIM, SECOND, FIRST]
    assert {CLAIM, RUTTE} <= set(front.whole())


def test_the_sitemap_names_claims_and_sources(site: StoredSite) -> None:
    found = said(site, "/sitemap.xml")

    assert f"<loc>http://testserver.localhost{CLAIM}</loc>" in found
    assert f"<loc>http://testserver.localhost{RUTTE}</loc>" in found
