"""Claims at the desk: found, written, changed, judged, joined, taken apart, deleted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import archiving, entries, marking, overriding
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import Comparator, Stance, Status
from depesche.newsroom.models import ArticlePage, Assertion, Claim, ClaimMark, HeadClaim, SectionPage, Topic
from tests.newsroom.claim_desk.typing_in import at, send, statement, words, written
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


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_refused_with_a_sentence(chief: Client, day: str) -> None:
    about = claim()
    said = "zwischen den Jahren 1000 und 2999"

    judged = {"seen": about.version, "status": "disputed", "reason": "Zwei Augenzeugen widersprechen.", "until": day}
    assert said in words(send(chief, at("claim-override", about.pk), judged))
    assert said in words(send(chief, at("claim-checked", about.pk), {"seen": about.version, "again_by": day}))
    assert said in words(send(chief, at("claim-say", about.pk), statement(about, source(), said_day=day)))

    about.refresh_from_db()
    assert (about.override, about.review_by, about.assertions.count()) == ("", None, 0)


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


def apart(about: Claim, *moved: Assertion, **more: Any) -> dict[str, Any]:
    about.refresh_from_db()
    return {"seen": about.version, "text": "Raketen sind da", "moved": [one.pk for one in moved], **more}


def live_marks(article: ArticlePage) -> list[tuple[str, str, int | None]]:
    found = ClaimMark.objects.filter(article=article, until__isnull=True).order_by("position")
    return [(mark.text, mark.claim.text, mark.assertion_id) for mark in found]


def test_what_belongs_to_a_statement_goes_along_and_how_the_claim_is_filed(editor: Client, gold: Topic) -> None:
    about = claim("Truppen und Raketen", topics=[gold], review_by=today() + timedelta(days=9), is_legally_sensitive=True)
    add(about, source("Yoon"))
    figure = Figure("", "Raketen", Comparator.EXACT, Decimal(40))
    goes = add(about, source("Moskau"), figure=figure, evidence=[Proof("https://example.org/", "Seite")], via=[source("Yonhap")])
    archiving.keep(goes.evidence.get(), "seite.html", [b"Gold"], by=None, at=clock.now())

    send(editor, at("claim-split", about.pk), apart(about, goes))

    made = Claim.objects.get(text="Raketen sind da")
    went = made.assertions.get()
    assert (went.figure, went.evidence.get().title, went.via.get().source.name) == (figure, "Seite", "Yonhap")
    assert (list(made.topics.all()), made.review_by, made.is_legally_sensitive) == ([gold], today() + timedelta(days=9), True)
    assert protocol_check.differences() == []


def test_marks_of_the_chosen_articles_follow_the_new_claim_and_no_others(chief: Client, markets: SectionPage) -> None:
    about = claim("Truppen und Raketen")
    stays, goes = add(about, source("Yoon")), add(about, source("Moskau"))
    text = f"{marked(about, 'Truppen', stays)} und {marked(about, 'Raketen', goes)} und {marked(about, 'beides')}"
    follows, other, draft = (write(markets, title, body=body(text)) for title in ("Folgt", "Bleibt", "Entwurf"))
    follows.head_claims.add(HeadClaim(place="title", claim=about, assertion=goes))
    follows.save_revision().publish()
    draft.unpublish()
    first = ArticlePage.objects.get(pk=follows.pk)
    page = chief.get(at("claim-split", about.pk)).content.decode()
    assert "Folgt" in page
    assert "Entwurf (Entwurf)" in page

    answer = send(chief, at("claim-split", about.pk), apart(about, goes, followed=[follows.pk, draft.pk]))

    old, new = "Truppen und Raketen", "Raketen sind da"
    assert answer.status_code == 302
    assert live_marks(follows) == [("Folgt", new, goes.pk), ("Truppen", old, stays.pk), ("Raketen", new, goes.pk), ("beides", new, None)]
    assert live_marks(other) == [("Truppen", old, stays.pk), ("Raketen", old, None), ("beides", old, None)]
    assert live_marks(draft) == []
    waiting = ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    made = Claim.objects.get(text=new)
    assert [mark.claim for mark in marking.of(waiting)] == [about.pk, made.pk, made.pk]
    again = ArticlePage.objects.get(pk=follows.pk)
    assert again.live
    assert not again.has_unpublished_changes
    assert again.modified() == first.modified()
    assert protocol_check.differences() == []


def test_an_article_that_is_being_written_is_not_published_by_the_way(chief: Client, markets: SectionPage) -> None:
    about = claim("Truppen und Raketen")
    add(about, source("Yoon"))
    goes = add(about, source("Moskau"))
    article = write(markets, "In Arbeit", body=body(marked(about, "Raketen", goes)))
    article.title = "Halbfertig"
    article.save_revision()

    said = words(send(chief, at("claim-split", about.pk), apart(about, goes, followed=[article.pk])))

    assert "gibt es einen Entwurf" in said
    assert "In Arbeit" in said
    assert not Claim.objects.filter(text="Raketen sind da").exists()
    assert ArticlePage.objects.get(pk=article.pk).title == "In Arbeit"


def test_who_may_not_publish_moves_no_marks_of_what_is_published(editor: Client, markets: SectionPage) -> None:
    about = claim("Truppen und Raketen")
    goes = add(about, source("Moskau"))
    article = write(markets, "Öffentlich", body=body(marked(about, "Raketen", goes)))
    article.save_revision().publish()

    said = words(send(editor, at("claim-split", about.pk), apart(about, goes, followed=[article.pk])))

    assert "Sie dürfen ihn nicht veröffentlichen" in said
    assert not Claim.objects.filter(text="Raketen sind da").exists()


def test_the_newsrooms_judgement_stays_and_its_evidence_with_it(chief: Client) -> None:
    about = claim("Truppen und Raketen")
    stays = add(about, source("Yoon"))
    goes = add(about, source("Moskau"), Stance.DENIES, evidence=[Proof("https://example.org/")])
    until = clock.now() + timedelta(days=3)
    overriding.decide(about, Status.REFUTED, reason="Die Bilder sind von 2019.", until=until, seen=about.version, by=None, at=clock.now())

    assert "gilt nach eigener Einschätzung als widerlegt" in words(send(chief, at("claim-split", about.pk), apart(about, goes)))
    send(chief, at("claim-split", about.pk), apart(about, stays))

    about.refresh_from_db()
    made = Claim.objects.get(text="Raketen sind da")
    assert (about.status, made.status, made.override) == (Status.REFUTED, Status.SINGLE_SOURCE, "")
    assert protocol_check.differences() == []


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

    assert "1 Aussage hätte wieder geprüft werden sollen." in home
    assert "Neu umstritten" in home
    assert "Streitfrage" in home
