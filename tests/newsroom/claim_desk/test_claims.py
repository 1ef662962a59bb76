"""Claims at the desk: found, written, changed, judged, joined, taken apart, deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.newsroom.claims import entries, marking, overriding
from depesche.newsroom.claims.terms import Stance, Status
from depesche.newsroom.models import ArticlePage, Assertion, Claim, ClaimMark, SectionPage, Topic
from tests.newsroom.claim_desk.typing_in import at, send, words, written
from tests.newsroom.claims.conftest import add, claim, marked, source
from tests.newsroom.conftest import body, write


def today() -> date:
    """Read at each use: a run may go on past midnight."""
    return timezone.localdate()


def logged(kind: str) -> dict[str, object]:
    return dict(book.of_kind(kind, log=logs.EDITORIAL)[-1].body)


def test_the_list_finds_claims_by_status_kind_topic_next_look_and_place(editor: Client, markets: SectionPage, gold: Topic) -> None:
    plain = claim("Ohne alles")
    disputed = claim("Umstrittenes", kind="figure", topics=[gold], review_by=today() - timedelta(days=3))
    add(disputed, source("Seoul"))
    add(disputed, source("Moskau"), Stance.DENIES)
    soon = claim("Bald", review_by=today() + timedelta(days=5))
    write(markets, body=body(marked(soon, "bald")))

    def found(query: str) -> set[int]:
        return {one.pk for one in editor.get(f"{at('claims')}?{query}").context["page"].object_list}

    assert found("") == {plain.pk, disputed.pk, soon.pk}
    assert found("status=disputed") == found("kind=figure") == found(f"topic={gold.pk}") == found("due=over") == {disputed.pk}
    assert found("due=soon") == found("where=some") == {soon.pk}
    assert found("where=none") == {plain.pk, disputed.pk}
    assert found("q=umstritt") == {disputed.pk}
    assert found("status=nonsense&topic=99999999999999999999&p=x") == {plain.pk, disputed.pk, soon.pk}


def test_a_new_claim_is_written_and_opened(editor: Client) -> None:
    answer = editor.post(at("claim-new"), {"text": "Gold steigt.", "kind": "fact"})

    made = Claim.objects.get()
    assert answer.headers["Location"] == at("claim", made.pk)
    assert "Ihr Satz" not in words(editor.get(at("claim", made.pk)))
    assert editor.post(at("claim-new"), {"text": "  ", "kind": "fact"}).status_code == 200
    assert Claim.objects.count() == 1


@pytest.mark.rule("N-13")
def test_an_edit_of_a_claim_that_changed_meanwhile_keeps_what_was_typed(editor: Client) -> None:
    about = claim("Gold steigt")
    typed = written(about, text="Gold steigt um zwei Prozent")
    add(about, source())

    answer = editor.post(at("claim-edit", about.pk), typed)

    assert answer.status_code == 409
    assert "Gold steigt um zwei Prozent" in answer.content.decode()
    about.refresh_from_db()
    assert about.text == "Gold steigt"


def test_a_claim_is_changed_and_says_what_it_would_become(editor: Client) -> None:
    about = claim("Der Gipfel war am Montag")
    shown = editor.post(at("claim-edit", about.pk), written(about, is_established="on"))
    assert "allgemein bekannt" in words(shown)

    send(editor, at("claim-edit", about.pk), written(about, is_established="on", review_by="2030-01-01"))

    about.refresh_from_db()
    assert (about.status, about.rule, str(about.review_by)) == (Status.ESTABLISHED, "R2b", "2030-01-01")


@pytest.mark.rule("N-11")
def test_a_judgement_needs_twenty_characters_and_a_chief_and_ends_by_itself(chief: Client, editor: Client) -> None:
    about = claim()
    typed = {"seen": about.version, "status": "disputed", "reason": "zu kurz", "until": str(today() + timedelta(days=1))}
    assert editor.post(at("claim-override", about.pk), typed).status_code in {302, 403}

    assert "weniger als 20 Zeichen" in words(send(chief, at("claim-override", about.pk), typed))
    send(chief, at("claim-override", about.pk), {**typed, "reason": "Zwei Augenzeugen widersprechen einander."})
    about.refresh_from_db()
    assert (about.status, about.rule) == (Status.DISPUTED, "R0")
    assert "Zwei Augenzeugen" in words(editor.get(at("claim", about.pk)))

    overriding.clear_due(at=clock.now() + timedelta(days=3))
    about.refresh_from_db()
    assert (about.status, about.override) == (Status.UNSOURCED, "")


def test_another_look_is_written_down(editor: Client) -> None:
    about = claim(review_by=today() - timedelta(days=1))
    assert "Diese Aussage sollte" in words(editor.get(at("claim", about.pk)))

    send(editor, at("claim-checked", about.pk), {"seen": about.version, "again_by": str(today() + timedelta(days=90))})

    about.refresh_from_db()
    assert about.checked_at is not None
    assert about.review_by == today() + timedelta(days=90)
    assert logged(entries.CLAIM_CHECKED)["claim"] == about.pk


def test_statements_and_marks_follow_a_merge_and_the_old_number_leads_on(chief: Client, markets: SectionPage) -> None:
    one, other = claim("Sie sind da"), claim("Truppen sind da")
    said = add(one, source("Yoon"))
    add(other, source("Moskau"), Stance.DENIES)
    article = write(markets, body=body(marked(one, "da", said)))
    one.refresh_from_db()

    answer = send(chief, at("claim-merge", one.pk), {"seen": one.version, "into": other.pk})

    one.refresh_from_db()
    other.refresh_from_db()
    said.refresh_from_db()
    assert answer.status_code == 302
    assert (one.merged_into, said.claim, other.status) == (other, other, Status.DISPUTED)
    assert marking.articles_of([other.pk]) == {article.pk}
    assert ClaimMark.objects.get(until__isnull=True).version == other.version
    article.save_revision().publish()
    assert ClaimMark.objects.get(until__isnull=True).claim == other
    assert "zusammengeführt" in words(chief.get(at("claim", one.pk)))


def test_a_claim_is_taken_apart(editor: Client) -> None:
    about = claim("Truppen und Raketen sind da")
    stays = add(about, source("Yoon"))
    goes = add(about, source("Moskau"), Stance.DENIES)

    typed = {"seen": about.version, "text": "Raketen sind da", "moved": [goes.pk]}
    assert "eine Quelle" in words(editor.post(at("claim-split", about.pk), typed))
    send(editor, at("claim-split", about.pk), typed)

    made = Claim.objects.get(text="Raketen sind da")
    about.refresh_from_db()
    assert (about.status, made.status) == (Status.SINGLE_SOURCE, Status.DENIED)
    assert set(Assertion.objects.values_list("pk", "claim")) == {(stays.pk, about.pk), (goes.pk, made.pk)}


@pytest.mark.rule("N-22")
def test_a_claim_in_use_is_not_deleted_and_the_articles_are_named(chief: Client, markets: SectionPage) -> None:
    about = claim()
    write(markets, "Gold steigt", body=body(marked(about, "da")))
    draft = write(markets, "Ein Entwurf")
    draft.body = body(marked(about, "dort"))
    draft.save_revision()

    answer = chief.post(at("claim-delete", about.pk), follow=True)

    assert Claim.objects.filter(pk=about.pk).exists()
    assert "„Gold steigt“, „Ein Entwurf“" in words(answer)
    assert ArticlePage.objects.count() == 2


def test_a_claim_that_nobody_used_is_deleted(chief: Client, editor: Client) -> None:
    about = claim()
    assert editor.post(at("claim-delete", about.pk)).status_code in {302, 403}
    assert Claim.objects.exists()

    chief.post(at("claim-delete", about.pk))

    assert not Claim.objects.exists()
    assert logged(entries.CLAIM_DELETED)["claim"] == about.pk


def test_a_topic_with_claims_is_not_deleted(chief: Client, gold: Topic) -> None:
    claim("Gold steigt", topics=[gold])

    answer = chief.post(f"/desk/snippets/newsroom/topic/delete/{gold.pk}/", follow=True)

    assert Topic.objects.exists()
    assert "„Gold steigt“" in words(answer)


def test_the_desk_s_home_tells_of_overdue_claims_and_new_disputes(editor: Client) -> None:
    assert "Neu umstritten" not in words(editor.get("/desk/"))
    claim("Alte Zahl", review_by=today() - timedelta(days=2))
    about = claim("Streitfrage")
    add(about, source("Seoul"))
    add(about, source("Moskau"), Stance.DENIES)

    home = words(editor.get("/desk/"))

    assert "Alte Zahl" in home
    assert "Neu umstritten" in home
    assert "Streitfrage" in home
