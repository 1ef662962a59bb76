"""The editorial log tells the same words apart from changed words, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.newsroom import protocol, protocol_check
from depesche.newsroom.claims import merging
from depesche.newsroom.models import ArticlePage, HeadClaim, Publication, SectionPage
from tests.newsroom.claims.conftest import claim
from tests.newsroom.conftest import body, write


def test_words_just_typed_and_words_read_back_are_the_same(markets: SectionPage) -> None:
    lines = [{"type": "text", "value": "<p>Drei Fragen:</p>"}, {"type": "list", "value": ["<p>Wo?</p>", "<p>Wann?</p>"]}]
    write(markets, body=json.dumps(lines), dated=datetime(2024, 10, 21, 16, 41, tzinfo=ZoneInfo("Europe/Berlin")))

    assert protocol_check.differences() == []


def test_saving_the_same_words_again_adds_nothing_to_the_log(markets: SectionPage) -> None:
    article = write(markets, body=json.dumps([{"type": "list", "value": ["<p>Wo?</p>"]}, {"type": "text", "value": "<p>Hier.</p>"}]))
    before = protocol.content_digest(article)

    article.body = json.loads(json.dumps([{"type": one.block_type, "value": one.get_prep_value()["value"]} for one in article.body]))

    assert protocol.content_digest(article) == before


def test_one_changed_line_of_a_list_shows(markets: SectionPage) -> None:
    article = write(markets, body=json.dumps([{"type": "text", "value": "<p>Wo?</p>"}, {"type": "list", "value": ["<p>Hier.</p>"]}]))
    changed = json.dumps([{"type": "text", "value": "<p>Wo?</p>"}, {"type": "list", "value": ["<p>Dort.</p>"]}])

    ArticlePage.objects.filter(pk=article.pk).update(body=changed)

    assert protocol_check.differences() == [f"article {article.pk} “Gold steigt” is not the one that the log says was published"]


AROUND = {
    "the claim of the headline": lambda: HeadClaim.objects.filter(place="title").update(claim=claim("Anderes")),
    "the place of a claim": lambda: HeadClaim.objects.filter(place="title").update(place="lead"),
    "a claim of the lead": lambda: HeadClaim.objects.filter(place="lead").delete(),
    "when it first appeared": lambda: ArticlePage.objects.update(first_published_at=clock.now() - timedelta(days=9)),
}


def headed(markets: SectionPage) -> ArticlePage:
    """An article with a claim in its headline and one in its lead, as the editor publishes it."""
    article = write(markets, body=body("Gold steigt."))
    article.head_claims = [HeadClaim(place="title", claim=claim("Gold steigt")), HeadClaim(place="lead", claim=claim("Silber steigt"))]
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


@pytest.mark.parametrize("what", AROUND)
def test_a_change_of_what_stands_around_the_words_is_named(markets: SectionPage, what: str) -> None:
    headed(markets)
    assert protocol_check.differences() == []

    AROUND[what]()

    assert any("other claims in headline and lead" in one or "not first published" in one for one in protocol_check.differences())


def test_claims_of_a_headline_that_were_merged_are_no_alarm(markets: SectionPage) -> None:
    article = headed(markets)

    merging.merge(article.head_claims.first().claim, claim("Gold steigt heute"), by=None, at=clock.now())

    assert protocol_check.differences() == []


def test_another_claim_in_the_headline_is_an_entry_and_the_same_one_is_none(markets: SectionPage) -> None:
    article = headed(markets)
    before = len(book.of_kind(protocol.PUBLISHED, log=logs.EDITORIAL))

    article.save_revision().publish()
    assert len(book.of_kind(protocol.PUBLISHED, log=logs.EDITORIAL)) == before
    article.head_claims = [HeadClaim(place="title", claim=claim("Gold fällt"))]
    article.save_revision().publish()

    assert len(book.of_kind(protocol.PUBLISHED, log=logs.EDITORIAL)) == before + 1
    assert protocol_check.differences() == []


def test_entries_of_earlier_editions_are_no_alarm(markets: SectionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier: Callable[[ArticlePage], dict[str, object]] = lambda _page: {}  # noqa: E731 - what an earlier edition wrote
    with monkeypatch.context() as then:
        then.setattr(protocol, "around", earlier)
        article = headed(markets)
    Publication.objects.update(around="")
    HeadClaim.objects.filter(article=article, place="lead").delete()

    assert protocol_check.differences() == []
