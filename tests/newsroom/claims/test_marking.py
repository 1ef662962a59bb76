"""Marks become rows with the publication of their article, and end with it."""

from __future__ import annotations

from depesche.kernel import clock
from depesche.newsroom.claims import asserting, marking
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.marking import Mark
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import ClaimMark, HeadClaim, SectionPage
from tests.newsroom.claims.conftest import claim, marked, source
from tests.newsroom.conftest import body, outdated, write


def test_marks_are_read_in_order_with_their_words() -> None:
    text = '<p>Er, <span data-claim="7" data-assertion="3">dass <i>es</i> so &amp; nicht anders</span> ist.</p><span data-claim="x">nein</span>'

    assert marking.in_text(text, block="b") == [Mark("b", "dass es so & nicht anders", 7, 3)]


def test_publishing_lets_a_draft_count_and_shows_the_claim(markets: SectionPage) -> None:
    about = claim()
    draft = asserting.draft(about, Statement(source=source()), by=None, at=clock.now())

    article = write(markets, body=body(f"Es heißt, {marked(about, 'sie seien da', draft)}."))

    about.refresh_from_db()
    row = ClaimMark.objects.get()
    assert about.status == Status.SINGLE_SOURCE
    assert about.public_since is not None
    assert (row.article_id, row.claim, row.version, row.text, row.position, row.until) == (article.pk, about, 2, "sie seien da", 1, None)
    assert f"claim:{about.pk}" in outdated()


def test_publishing_again_keeps_the_rows_that_say_the_same(markets: SectionPage) -> None:
    one, other = claim("Eins"), claim("Zwei")
    article = write(markets, body=body(marked(one, "eins"), marked(other, "zwei")))
    kept = ClaimMark.objects.get(claim=one)

    article.body = body(marked(one, "eins"), "zwei")
    article.save_revision().publish()

    assert list(ClaimMark.objects.filter(until__isnull=True).values_list("claim", "text")) == [(one.pk, "eins")]
    assert ClaimMark.objects.get(claim=other).until is not None
    assert kept.pk in ClaimMark.objects.values_list("pk", flat=True)


def test_an_article_that_is_taken_down_shows_no_marks(markets: SectionPage) -> None:
    about = claim()
    article = write(markets, body=body(marked(about, "da")))

    article.unpublish()

    assert not ClaimMark.objects.filter(until__isnull=True).exists()
    assert marking.articles_of([about.pk]) == set()


def test_a_headline_can_carry_a_claim(markets: SectionPage) -> None:
    about = claim()
    article = write(markets, "Nato warnt")
    article.head_claims.add(HeadClaim(place="title", claim=about))

    article.save_revision().publish()

    assert ClaimMark.objects.get().block == marking.TITLE
    assert ClaimMark.objects.get().text == "Nato warnt"


def test_a_mark_of_a_claim_that_is_gone_is_left_out(markets: SectionPage) -> None:
    write(markets, body=body('<span data-claim="987654">nirgends</span>'))

    assert not ClaimMark.objects.exists()


def test_a_mark_publishes_no_draft_of_another_claim(markets: SectionPage) -> None:
    one, other = claim("Eins"), claim("Zwei")
    foreign = asserting.draft(other, Statement(source=source()), by=None, at=clock.now())

    write(markets, body=body(marked(one, "eins", foreign)))

    other.refresh_from_db()
    assert (other.status, ClaimMark.objects.get().assertion) == (Status.UNSOURCED, None)
