"""A name that is taken down goes from the past of articles and judgements, too, if a chief says so; what stands today is changed first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs, verification
from depesche.newsroom import old_words, protocol_check
from depesche.newsroom.claims import claiming, entries, overriding, taking_down
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import ArticlePage, Claim, ClaimMark, SectionPage
from tests.newsroom.claims.conftest import add, claim, marked, source, without_guards
from tests.newsroom.claims.test_taking_down import NAME, ORDER, everything, run
from tests.newsroom.conftest import body, write

OLD, NEW = "Die Polizei nahm <b>Max</b> Muster fest", "Die Polizei nahm einen Mann fest"


@pytest.fixture
def about(db: None) -> Claim:
    made = claim(f"{NAME} wurde festgenommen")
    add(made, source("Polizei"))
    return made


@pytest.fixture
def article(about: Claim, markets: SectionPage) -> ArticlePage:
    """Its text named somebody twice, as published and as a draft; it does not any more."""
    page = write(markets, "Festnahme", body=body(f"{marked(about, OLD)}."))
    page.save_revision()
    page.body = body(f"{marked(about, NEW)}.")
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def judge(about: Claim, reason: str) -> Claim:
    until = clock.now() + timedelta(days=3)
    return overriding.decide(about, Status.CONFIRMED, reason=reason, until=until, seen=seen(about), by=None, at=clock.now())


def seen(about: Claim) -> int:
    return Claim.objects.get(pk=about.pk).version


def reworded(about: Claim) -> Claim:
    """The claim itself names nobody any more, and neither does the judgement that holds."""
    return claiming.edit(about, Wanted("Ein Mann wurde festgenommen"), seen=seen(about), by=None, at=clock.now())


def take_down(about: Claim, words: str) -> None:
    found = old_words.find(about, words)
    taking_down.words(about.versions.get(number=1), ORDER, along=found.along, by=None, at=clock.now())


def test_the_name_goes_from_marks_old_states_and_past_judgements_and_the_log_agrees(about: Claim, article: ArticlePage) -> None:
    judge(about, f"Wir sprachen mit {NAME} selbst")
    judge(about, "Wir sprachen mit der Polizei")
    reworded(about)
    assert NAME in everything()
    assert "<b>Max</b> Muster" in everything()

    found = old_words.find(about, "max  Muster")
    take_down(about, "max  Muster")

    assert found.articles == (("Festnahme", 2),)
    assert (len(found.along.marks), len(found.along.revisions), len(found.along.judgements)) == (1, 2, 1)
    assert NAME not in everything()
    assert "<b>Max</b> Muster" not in everything()
    assert [one.text for one in ClaimMark.objects.order_by("pk")] == ["", NEW]
    assert list(Revision.objects.filter(object_id=str(article.pk)).values_list("pk", flat=True)) == [article.latest_revision_id]
    (event,) = book.of_kind(entries.TEXT_TAKEN_DOWN, log=logs.EDITORIAL)
    assert event.body["along"]["revisions"] == list(found.along.revisions)
    assert protocol_check.differences() == []
    assert verification.verify().ok


def test_without_words_the_past_of_articles_stays(about: Claim, article: ArticlePage) -> None:
    reworded(about)

    take_down(about, "  ")

    assert Revision.objects.filter(object_id=str(article.pk)).count() == 3
    assert ClaimMark.objects.filter(text="Die Polizei nahm Max Muster fest").exists()
    (event,) = book.of_kind(entries.TEXT_TAKEN_DOWN, log=logs.EDITORIAL)
    assert "along" not in event.body


def test_articles_that_never_carried_the_claim_keep_their_states(about: Claim, article: ArticlePage, markets: SectionPage) -> None:
    other = write(markets, "Porträt", body=body(f"{NAME} wird 60."))
    other.body = body("Er wird 60.")
    other.save_revision().publish()
    reworded(about)

    take_down(about, NAME)

    assert Revision.objects.filter(object_id=str(other.pk)).count() == 2


def test_what_an_article_says_today_or_is_about_to_say_is_changed_first(about: Claim, article: ArticlePage) -> None:
    article.body = body(f"{marked(about, OLD)}.")
    draft = article.save_revision()
    for change in (ask_for_approval, schedule, publish):
        change(article, draft)
        if change is not publish:
            clean = ArticlePage.objects.get(pk=article.pk)
            clean.body = body(f"{marked(about, NEW)}.")
            clean.save_revision()  # the newest version names nobody
        with pytest.raises(Refusal) as refused:
            old_words.find(about, NAME)
        assert refused.value.code == "words-stand-in-articles"
        assert "„Festnahme“" in str(refused.value)


def ask_for_approval(article: ArticlePage, draft: Revision) -> None:
    Workflow.objects.get().start(ArticlePage.objects.get(pk=article.pk), None)
    assert TaskState.objects.get().revision == draft


def schedule(article: ArticlePage, draft: Revision) -> None:
    WorkflowState.objects.update(status=WorkflowState.STATUS_CANCELLED)
    Revision.objects.filter(pk=draft.pk).update(approved_go_live_at=clock.now() + timedelta(days=1))


def publish(article: ArticlePage, draft: Revision) -> None:
    Revision.objects.get(pk=draft.pk).publish()


def test_an_address_made_of_the_name_counts(about: Claim, article: ArticlePage) -> None:
    Page.objects.filter(pk=article.pk).update(slug="max-muster-in-haft")

    with pytest.raises(Refusal) as refused:
        old_words.find(about, NAME)

    assert refused.value.code == "words-stand-in-articles"


@pytest.mark.parametrize(("words", "code"), [("Ma", "words-too-short"), (NAME, "words-judged")])
def test_too_few_letters_and_a_judgement_that_holds_are_refused(about: Claim, words: str, code: str) -> None:
    judge(about, f"Wir sprachen mit {NAME} selbst")

    with pytest.raises(Refusal) as refused:
        old_words.find(about, words)

    assert refused.value.code == code


def test_raw_sql_edits_no_mark(about: Claim, article: ArticlePage) -> None:
    for change in ("text = 'x'", "text = ''", "taken_down_id = 1"):
        with pytest.raises(IntegrityError, match="words of a mark"):
            run(f"UPDATE newsroom_claimmark SET {change}")
    reworded(about)
    take_down(about, NAME)
    for change in ("text = 'x'", "taken_down_id = NULL"):
        with pytest.raises(IntegrityError, match="words of a mark"):
            run(f"UPDATE newsroom_claimmark SET {change} WHERE text = ''")


def test_a_mark_emptied_past_the_log_one_filled_again_and_a_state_that_is_back_are_named(about: Claim, article: ArticlePage) -> None:
    old = Revision.objects.filter(object_id=str(article.pk)).order_by("pk").first()
    reworded(about)
    take_down(about, NAME)
    without_guards()
    gone, here = ClaimMark.objects.order_by("pk")
    assert protocol_check.differences() == []

    with transaction.atomic():
        run("UPDATE newsroom_claimmark SET text = '', taken_down_id = %s WHERE id = %s", gone.taken_down_id, here.pk)
        run("UPDATE newsroom_claimmark SET text = 'Max Muster' WHERE id = %s", gone.pk)
        old.save()

    found = protocol_check.differences()
    assert f"the words of a mark of claim {about.pk} in article {article.pk} were taken down, but no entry of the log says so" in found
    assert any(one.startswith(f"the words of a mark of claim {about.pk} in article {article.pk} are here, which entry") for one in found)
    assert any(one.startswith(f"an old state of article {article.pk} is here, which entry") for one in found)
