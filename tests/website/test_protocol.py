"""The editorial log as readers see it: plain words, names of what is public only, and a way to check it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localtime

from depesche.brand.models import User
from depesche.kernel import clock
from depesche.ledger import checkpoints, logs
from depesche.newsroom import protocol_page
from depesche.newsroom.claims import asserting, claiming, overriding, protecting, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.protecting import Person
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Claim, SectionPage
from tests.newsroom.corrections import conftest as corrections
from tests.newsroom.corrections.conftest import karl as karl
from tests.newsroom.corrections.conftest import lena as lena
from tests.website.conftest import text, write

pytestmark = pytest.mark.django_db
HOST = "testserver.localhost"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": HOST})


def carried(section: SectionPage, words: str, speaker: str) -> Claim:
    """Make a claim that a source asserts, and an article that carries it."""
    at = clock.now()
    about = claiming.create(Wanted(words), by=None, at=at)
    asserting.add(about, Statement(sourcing.enter(Known(speaker), by=None, at=at)), by=None, at=at)
    write(section, blocks=[text(f'Es heißt, <span data-claim="{about.pk}">es sei so</span>.')])
    return Claim.objects.get(pk=about.pk)


def test_a_published_correction_leads_to_its_place_and_a_draft_says_nothing(reader: Client, markets: SectionPage, lena: User, karl: User) -> None:
    article = write(markets)
    corrections.draft(article, by=lena, right="Noch geheim.")
    shown = corrections.published(article, by=lena, then=karl)

    page = reader.get("/protocol/").content.decode()

    day = localtime(shown.published_at)
    assert f'Korrektur veröffentlicht</strong> · <a href="/corrections/{day.year}/{day.month}/#correction-{shown.pk}">{shown.right}</a>' in page
    assert "Noch geheim" not in page


def test_entries_are_told_in_plain_words_the_newest_first(reader: Client, markets: SectionPage) -> None:
    about = carried(markets, "Gold steigt", "Nina Größler")
    checkpoints.sign(logs.EDITORIAL, at=clock.now())

    page = reader.get("/protocol/").content.decode()

    assert page.index("Artikel veröffentlicht") < page.index("Status geändert") < page.index("Aussage angelegt")
    assert "von „ohne Quelle“ zu „eine Quelle“, Regel R13" in page
    assert f'<a href="/claims/{about.slug}/">Gold steigt</a>' in page
    assert "Nina Größler" in page
    assert "/protocol/checkpoint" in page
    assert logs.verifiers(logs.EDITORIAL)[0].vkey.split("+")[0] in page


def test_what_no_reader_has_seen_stands_there_by_number(reader: Client, markets: SectionPage) -> None:
    at = clock.now()
    hidden = claiming.create(Wanted("Der Minister tritt zurück"), by=None, at=at)
    asserting.add(hidden, Statement(sourcing.enter(Known("Vertraute des Ministers"), by=None, at=at)), by=None, at=at)

    page = reader.get("/protocol/").content.decode()

    assert f"Aussage {hidden.pk}, nicht veröffentlicht" in page
    assert "Minister" not in page


def test_a_reason_is_told_with_what_is_public(reader: Client, markets: SectionPage) -> None:
    about = carried(markets, "Gold steigt", "Nina")
    until, why = clock.now().replace(year=2099), "Zwei Augenzeugen widersprechen einander."
    overriding.decide(about, Status.DISPUTED, reason=why, until=until, seen=about.version, by=None, at=clock.now())

    assert why in reader.get("/protocol/").content.decode()


def test_the_log_is_narrowed_to_a_claim_or_an_article(reader: Client, markets: SectionPage) -> None:
    one, other = carried(markets, "Gold steigt", "Nina"), carried(markets, "Silber fällt", "Jonas")

    narrowed = reader.get(f"/protocol/?claim={one.pk}").content.decode()
    article = reader.get(f"/protocol/?article={markets.get_children().first().pk}").content.decode()

    assert "Gold steigt" in narrowed
    assert "Silber fällt" not in narrowed
    assert "Artikel veröffentlicht" in article
    assert "Status geändert" not in article
    assert other.text not in article


@pytest.mark.parametrize("query", ["claim=x", "claim=99999999999999999999", "before=-1", "article=%00", "before=0&claim=5"])
def test_odd_addresses_are_answered(reader: Client, home: object, query: str) -> None:
    assert reader.get(f"/protocol/?{query}").status_code == 200


def test_a_long_log_goes_on_page_after_page_and_nothing_is_left_out(home: object) -> None:
    for number in range(protocol_page.SHOWN + 7):
        claiming.create(Wanted(f"Aussage {number}"), by=None, at=clock.now())

    first = protocol_page.page()
    second = protocol_page.page(before=first.further)

    assert [one.index for one in (*first.told, *second.told)] == list(range(protocol_page.SHOWN + 6, -1, -1))
    assert second.further is None


def test_a_filter_looks_through_so_many_entries_at_a_time(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol_page, "LOOKED_AT", 3)
    oldest = claiming.create(Wanted("Die älteste"), by=None, at=clock.now())
    for number in range(6):
        claiming.create(Wanted(f"Aussage {number}"), by=None, at=clock.now())

    found, before, asked = [], None, 0
    while asked == 0 or before is not None:
        page = protocol_page.page(claim=oldest.pk, before=before)
        found += page.told
        before, asked = page.further, asked + 1

    assert [one.index for one in found] == [0]
    assert asked == 3


@pytest.mark.rule("N-12")
def test_no_line_tells_of_a_protected_source_s_identity(reader: Client, home: object, django_user_model: type) -> None:
    keepers = [django_user_model.objects.create_user(f"k{number}@example.org", "a long password 1") for number in (1, 2)]  # type: ignore[attr-defined]
    source = protecting.enter(Known("eine Mitarbeiterin"), Person("Kassandra Zwölf"), keepers, by=keepers[0], at=clock.now())
    protecting.read(source, by=keepers[0], at=clock.now())

    page = reader.get("/protocol/").content.decode()

    assert "Kassandra" not in page
    assert "identity" not in page
    assert page.count("<li id=") == 1


def test_the_newest_checkpoint_is_named(reader: Client, home: object) -> None:
    claiming.create(Wanted("Gold steigt"), by=None, at=clock.now())
    checkpoints.sign(logs.EDITORIAL, at=clock.now())

    assert "umfasst 1 Eintrag und" in reader.get("/protocol/").content.decode()
