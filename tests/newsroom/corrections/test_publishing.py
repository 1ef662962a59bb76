"""Lena writes a correction, Karl lets it out; nobody does both, and what readers saw once never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import claiming
from depesche.newsroom.claims.claiming import Wanted as WantedClaim
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.corrections import approving, drafting, entries, publishing, reading, touching
from depesche.newsroom.corrections.drafting import Span
from depesche.newsroom.models import ArticlePage, CorrectedArticle, Correction, SectionPage
from tests.newsroom.claims.conftest import claim, marked, without_guards
from tests.newsroom.conftest import body, outdated, write
from tests.newsroom.corrections.conftest import approve, colleague, draft, published, wanted


def log() -> list[str]:
    return [event.kind for event in book.of_kinds([entries.DRAFTED, entries.APPROVED, entries.PUBLISHED], log=logs.EDITORIAL)]


def older(article: ArticlePage) -> ArticlePage:
    """The article as if it had been published an hour ago."""
    hour = clock.now() - timedelta(hours=1)
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=hour, last_published_at=hour)
    return ArticlePage.objects.get(pk=article.pk)


@pytest.mark.rule("N-34")
def test_lena_cannot_publish_her_correction_alone(markets: SectionPage, lena: User) -> None:
    correction = draft(write(markets), by=lena)

    with pytest.raises(Refusal, match="zweite Person"):
        publishing.publish(correction, seen=entries.content_digest(correction), by=lena, at=clock.now())
    with pytest.raises(Refusal) as refused:
        approve(correction, lena)
    assert refused.value.code == "own-correction"
    assert Correction.objects.get().state == CorrectionState.WAITING


@pytest.mark.rule("N-34")
def test_the_database_says_so_too(markets: SectionPage, lena: User, karl: User) -> None:
    correction = draft(write(markets), by=lena)
    approve(correction, karl)

    for wrong in ({"approved_by": lena}, {"state": "published", "approved_at": None}, {"edited_by": karl}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(pk=correction.pk).update(**{"published_at": clock.now(), **wrong})


def test_who_changed_it_cannot_approve_it(markets: SectionPage, lena: User, karl: User) -> None:
    correction = draft(article := write(markets), by=lena)
    seen = entries.content_digest(correction)

    drafting.edit(correction, wanted(article, right="Es waren 1.201."), seen=seen, by=karl, at=clock.now())

    with pytest.raises(Refusal, match="hat diese Korrektur geschrieben"):
        approve(Correction.objects.get(), karl)
    with pytest.raises(Refusal) as refused:
        drafting.edit(correction, wanted(article), seen=seen, by=lena, at=clock.now())
    assert refused.value.code == "correction-changed"


def test_an_approval_binds_the_words_that_were_seen(markets: SectionPage, lena: User, karl: User) -> None:
    correction = draft(article := write(markets), by=lena)
    seen = entries.content_digest(correction)
    drafting.edit(correction, wanted(article, right="Es waren 1.201."), seen=seen, by=lena, at=clock.now())
    drafting.submit(correction)

    with pytest.raises(Refusal) as refused:
        approving.approve(correction, seen=seen, by=karl, at=clock.now())
    assert refused.value.code == "correction-changed"


def test_an_editor_without_the_right_approves_and_publishes_nothing(markets: SectionPage, lena: User) -> None:
    editor = colleague("erik", Role.EDITOR)
    correction = draft(write(markets), by=lena, severity=Severity.UPDATE)

    for deed in (
        lambda: approve(correction, editor),
        lambda: publishing.publish(correction, seen=entries.content_digest(correction), by=editor, at=clock.now()),
    ):
        with pytest.raises(Refusal, match="darf keine Korrekturen"):
            deed()


def test_a_clarification_needs_no_second_person(markets: SectionPage, lena: User) -> None:
    correction = draft(write(markets), by=lena, severity=Severity.CLARIFICATION)

    publishing.publish(correction, seen=entries.content_digest(correction), by=lena, at=clock.now())

    assert reading.published().get() == correction
    assert log() == ["correction_drafted", "correction_published"]


def test_drafted_approved_and_published_stand_in_the_log_by_digest(markets: SectionPage, lena: User, karl: User) -> None:
    correction = published(article := write(markets), by=lena, then=karl)

    assert log() == ["correction_drafted", "correction_approved", "correction_published"]
    said = book.of_kind(entries.PUBLISHED, log=logs.EDITORIAL)[0].body
    about = {"correction": correction.pk, "severity": "correction", "sha256": correction.sha256, "articles": [article.pk]}
    assert said == {**about, "by": karl.pk}
    assert protocol_check.differences() == []


@pytest.mark.rule("N-37")
@pytest.mark.parametrize("column", ["wrong", "right", "why"])
def test_one_changed_character_makes_the_check_name_the_entry(markets: SectionPage, lena: User, karl: User, column: str) -> None:
    correction = published(write(markets), by=lena, then=karl)
    index = book.of_kind(entries.PUBLISHED, log=logs.EDITORIAL)[0].index
    without_guards()

    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE newsroom_correction SET "{column}" = "{column}" || \'.\'')

    assert protocol_check.differences() == [f"correction {correction.pk} is not the one that entry {index} of the log says was published"]


@pytest.mark.rule("N-37")
def test_a_correction_that_vanished_is_missed(markets: SectionPage, lena: User, karl: User) -> None:
    correction = published(write(markets), by=lena, then=karl)
    Correction.objects.filter(pk=correction.pk).delete()

    (said,) = protocol_check.differences()
    assert said.startswith(f"correction {correction.pk} was published by entry ")


@pytest.mark.rule("N-37")
def test_a_correction_put_back_to_a_draft_is_missed(markets: SectionPage, lena: User, karl: User) -> None:
    correction = published(write(markets), by=lena, then=karl)
    Correction.objects.filter(pk=correction.pk).update(state="draft")

    (said,) = protocol_check.differences()
    assert said.startswith(f"correction {correction.pk} was published by entry ")


@pytest.mark.rule("N-37")
def test_a_note_that_vanished_from_an_article_or_came_to_another_is_named(markets: SectionPage, lena: User, karl: User) -> None:
    correction = published(article := write(markets), by=lena, then=karl)
    other = write(markets, "Anderer Artikel")
    CorrectedArticle.objects.filter(correction=correction).update(article=other)

    index = book.of_kind(entries.PUBLISHED, log=logs.EDITORIAL)[0].index
    assert protocol_check.differences() == [
        f"the note of correction {correction.pk} stood on article {article.pk} by entry {index} of the log",
        f"the note of correction {correction.pk} did not stand on article {other.pk} by entry {index} of the log",
    ]


def test_what_is_published_never_changes(markets: SectionPage, lena: User, karl: User) -> None:
    correction = published(article := write(markets), by=lena, then=karl)

    for deed in (
        lambda: drafting.edit(correction, wanted(article), seen="", by=lena, at=clock.now()),
        lambda: drafting.submit(correction),
        lambda: drafting.discard(correction),
        lambda: publishing.publish(correction, seen=entries.content_digest(correction), by=karl, at=clock.now()),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "correction-published"


@pytest.mark.rule("N-36")
def test_a_correction_moves_the_date_of_change_and_nothing_else(markets: SectionPage, lena: User, karl: User) -> None:
    article = older(write(markets))
    before = (article.first_published_at, article.shown_at, article.translation_key)

    correction = published(article, by=lena, then=karl)

    now = ArticlePage.objects.get(pk=article.pk)
    assert (now.first_published_at, now.shown_at, now.translation_key) == before
    assert article.modified() is None
    assert now.modified() == correction.published_at
    assert {f"article:{article.pk}", "corrections"} <= outdated()


@pytest.mark.rule("N-36")
def test_a_typing_error_changes_neither_log_nor_date(markets: SectionPage, lena: User, karl: User) -> None:
    article = older(write(markets))

    published(article, by=lena, then=karl, severity=Severity.TYPO, why="")
    article.lead, article.is_typo_fix = "Ohne Tippfehler.", True
    article.save_revision().publish()

    now = ArticlePage.objects.get(pk=article.pk)
    assert now.lead == "Ohne Tippfehler."
    assert now.modified() is None
    assert log() == []
    assert not reading.published().exists()
    assert protocol_check.differences() == []


def test_after_a_typing_error_the_next_change_counts_again(markets: SectionPage, lena: User, karl: User) -> None:
    article = older(write(markets))
    correction = published(article, by=lena, then=karl)
    article = ArticlePage.objects.get(pk=article.pk)
    article.is_typo_fix = True
    article.save_revision().publish()
    assert ArticlePage.objects.get(pk=article.pk).modified() == correction.published_at

    article = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    article.is_typo_fix = False
    article.save_revision().publish()

    now = ArticlePage.objects.get(pk=article.pk)
    assert now.modified() == now.last_published_at


def test_every_article_that_carried_the_claim_while_it_was_wrong_gets_the_note(markets: SectionPage, lena: User, karl: User) -> None:
    about = claim()
    named, carrying = write(markets, "Eins"), write(markets, "Zwei", body=body(marked(about, "da")))
    left = write(markets, "Drei", body=body(marked(about, "da")))
    left.body = body("Nichts mehr.")
    left.save_revision().publish()
    claiming.edit(about, WantedClaim(text="Sie sind nicht da"), seen=about.version, by=lena, at=clock.now())
    later = write(markets, "Vier", body=body(marked(about, "nicht da")))

    correction = published(named, Span(about, 1, 1), by=lena, then=karl)

    found = {article.title for article in touching.of(correction).articles}
    assert found == {"Eins", "Zwei", "Drei"}
    assert not reading.of_article(later.pk).exists()
    assert reading.of_article(carrying.pk).get() == correction
    assert reading.of_claims([about.pk]).get() == correction
    assert f"claim:{about.pk}" in outdated()


@pytest.mark.parametrize(
    ("said", "code"),
    [({"right": " "}, "correction-empty"), ({"wrong": ""}, "correction-empty"), ({"why": ""}, "correction-empty"), ({}, "correction-of-nothing")],
)
def test_a_correction_says_everything(db: None, said: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        draft(None, **said)
    assert refused.value.code == code


def test_versions_that_do_not_exist_cannot_be_wrong(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        draft(None, Span(claim(), 1, 2))
    assert refused.value.code == "correction-span"
