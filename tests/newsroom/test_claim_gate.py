"""Statements without a source on every way of publishing (newsroom.md, statements 9 and 10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from depesche.brand.models import User
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger.models import Body
from depesche.newsroom import publishing
from depesche.newsroom.claims import asserting, overriding
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.gate_rows import Mode, Work
from depesche.newsroom.claims.terms import Status, Visibility
from depesche.newsroom.gating import bypassing, setting
from depesche.newsroom.models import ArticlePage, Claim, ClaimGate, HeadClaim, SectionPage
from tests.newsroom.claims.conftest import claim, marked, source
from tests.newsroom.conftest import body, write
from tests.newsroom.test_routes import PUBLISHING

SAID = "Seoul bestellte den russischen Botschafter ein"
REASON = "Der Termin ist öffentlich und wurde von Reportern beobachtet."


@dataclass
class Desk:
    """An article whose draft carries a claim for which nobody stands."""

    chief: Client
    editor: Client
    markets: SectionPage
    article: ArticlePage
    claim: Claim

    def text(self) -> str:
        return f"<p>Es gab eine Reaktion: {marked(self.claim, 'Seoul bestellte den Botschafter ein')}.</p>"

    def draft(self, **fields: Any) -> Any:
        article = ArticlePage.objects.get(pk=self.article.pk)
        article.body = json.dumps([{"type": "text", "value": self.text()}])
        for name, value in fields.items():
            setattr(article, name, value)
        return article.save_revision(clean=False)

    def is_published(self) -> bool:
        return any("data-claim" in str(article.body.raw_data[0]["value"]) for article in ArticlePage.objects.live())


@pytest.fixture
def desk(chief: Client, editor: Client, markets: SectionPage) -> Desk:
    return Desk(chief, editor, markets, write(markets), claim(SAID))


def strict(mode: Mode, work: Work = Work.REPORT) -> None:
    setting.choose({work: mode}, by=None)


def told(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def form(desk: Desk, **further: Any) -> dict[str, Any]:
    fields = {"title": "Seoul reagiert", "slug": "seoul", "kicker": "", "lead": "", "work": "report", "ai_use": "none", "unsourced_reason": ""}
    lists = {name: inline_formset([]) for name in ("background", "hidden_background", "head_claims", "comments")}
    return nested_form_data({**fields, **lists, "body": streamfield([("text", rich_text(desk.text(), features=["claim"]))]), **further})


def button(desk: Desk) -> str:
    answer = desk.chief.post(reverse("wagtailadmin_pages:edit", args=[desk.article.pk]), form(desk, **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert "Es gab eine Reaktion" in answer.content.decode()  # what was typed is still there
    return str(answer.context["form"].non_field_errors())


def create_and_publish(desk: Desk) -> str:
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", desk.markets.pk])
    answer = desk.chief.post(address, form(desk, **{"action-publish": "1"}))
    assert answer.status_code == 200
    return str(answer.context["form"].non_field_errors())


def bulk_publish(desk: Desk) -> str:
    desk.draft()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={desk.article.pk}"
    return told(desk.chief.post(address))


def schedule(desk: Desk) -> str:
    revision = desk.draft()
    desk.article.revisions.filter(pk=revision.pk).update(approved_go_live_at=clock.now() - timedelta(minutes=1))
    assert publishing.publish_due(at=clock.now()) == 0
    return str(PageLogEntry.objects.get(page=desk.article.pk, action=publishing.SCHEDULE_REFUSED).message)


def workflow(desk: Desk) -> str:
    desk.draft()
    article = ArticlePage.objects.get(pk=desk.article.pk)
    article.get_workflow().start(article, User.objects.get(email="editor@example.org"))
    state = ArticlePage.objects.get(pk=desk.article.pk).current_workflow_task_state
    return told(desk.chief.post(reverse("wagtailadmin_pages:workflow_action", args=[desk.article.pk, "approve", state.pk])))


def revert(desk: Desk) -> str:
    old = desk.draft()
    ArticlePage.objects.get(pk=desk.article.pk).save_revision()
    with pytest.raises(Refusal) as refused, transaction.atomic():
        old.publish()
    return str(refused.value)


def copy(desk: Desk) -> str:
    strict(Mode.OFF)
    desk.draft().publish()
    strict(Mode.BLOCK)
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": desk.markets.pk, "publish_copies": "on", "alias": ""}
    said = told(desk.chief.post(reverse("wagtailadmin_pages:copy", args=[desk.article.pk]), data))
    assert not ArticlePage.objects.filter(slug="kopie").exists()
    desk.article.delete()
    return said


def alias(desk: Desk) -> str:
    strict(Mode.OFF)
    desk.draft().publish()
    strict(Mode.BLOCK)
    with pytest.raises(Refusal) as refused, transaction.atomic():
        ArticlePage.objects.get(pk=desk.article.pk).create_alias(parent=desk.markets, update_slug="zwilling")
    desk.article.delete()
    return str(refused.value)


def model(desk: Desk) -> str:
    with pytest.raises(Refusal) as refused, transaction.atomic():
        write(desk.markets, "Durch ein Programm", body=json.dumps([{"type": "text", "value": desk.text()}]))
    return str(refused.value)


ROUTES: list[Callable[[Desk], str]] = [button, create_and_publish, bulk_publish, schedule, workflow, revert, copy, alias, model]


def test_no_way_of_publishing_is_left_out() -> None:
    assert {route.__name__ for route in PUBLISHING} <= {route.__name__ for route in ROUTES}


@pytest.mark.rule("N-9")
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_nothing_without_a_source_is_published_on_any_way_and_each_says_why(desk: Desk, route: Callable[[Desk], str]) -> None:
    strict(Mode.BLOCK)

    said = route(desk)

    assert not desk.is_published()
    assert f"„{SAID}“" in said
    assert "Quelle" in said


def test_a_source_named_in_the_draft_itself_opens_the_gate(desk: Desk) -> None:
    strict(Mode.BLOCK)
    draft = asserting.draft(desk.claim, Statement(source=source("Außenministerium")), by=None, at=clock.now())

    article = write(desk.markets, "Mit Quelle", body=body(marked(desk.claim, "einbestellt", draft)))

    assert article.live
    assert Claim.objects.get().status == Status.SINGLE_SOURCE


def test_a_draft_of_another_article_or_one_kept_in_the_newsroom_opens_it_not(desk: Desk) -> None:
    strict(Mode.BLOCK)
    asserting.draft(desk.claim, Statement(source=source()), by=None, at=clock.now())
    asserting.add(desk.claim, Statement(source=source("Intern"), visibility=Visibility.INTERNAL), by=None, at=clock.now())

    assert SAID in model(desk)


def test_what_an_editor_has_judged_needs_no_source(desk: Desk) -> None:
    strict(Mode.BLOCK)
    until = clock.now() + timedelta(days=3)
    overriding.decide(desk.claim, Status.ESTABLISHED, reason="Der Termin war öffentlich angekündigt.", until=until, seen=1, by=None, at=clock.now())

    assert write(desk.markets, "Bekannt", body=body(marked(desk.claim, "einbestellt"))).live


def test_the_claim_of_a_headline_counts_like_any_other(desk: Desk) -> None:
    strict(Mode.BLOCK)
    article = ArticlePage.objects.get(pk=desk.article.pk)
    article.head_claims.add(HeadClaim(place="title", claim=desk.claim))

    with pytest.raises(Refusal), transaction.atomic():
        article.save_revision().publish()


def test_each_type_of_work_has_its_own_rule(desk: Desk) -> None:
    strict(Mode.BLOCK, Work.FACT_CHECK)

    desk.draft(work=Work.OPINION).publish()

    assert desk.is_published()
    with pytest.raises(Refusal), transaction.atomic():
        desk.draft(work=Work.FACT_CHECK).publish()


def test_sentences_without_a_mark_are_never_refused(desk: Desk) -> None:
    strict(Mode.BLOCK)

    assert write(desk.markets, "Ohne Marken", body=body("Rund 12.000 Soldaten sollen in Russland sein.")).live


@pytest.mark.rule("N-10")
def test_without_a_reason_it_is_refused_and_with_one_published(desk: Desk) -> None:
    strict(Mode.REASON)
    chief = User.objects.get(email="chief@example.org")
    with pytest.raises(Refusal) as refused, transaction.atomic():
        desk.draft().publish(user=chief)

    desk.draft(unsourced_reason=REASON).publish(user=chief)

    assert refused.value.code == "unsourced-without-reason"
    assert desk.is_published()
    assert REASON in desk.chief.get(reverse("newsroom-claim", args=[desk.claim.pk])).content.decode()
    (bypass,) = bypassing.of_claim(desk.claim)
    assert (bypass.reason, bypass.article) == (REASON, desk.article.pk)
    page = PageLogEntry.objects.get(action=bypassing.BYPASSED)
    assert page.message == f"Veröffentlicht mit Aussagen ohne Quelle (1): {REASON}"


@pytest.mark.rule("N-10")
def test_the_editorial_log_has_who_why_and_how_many_and_once_per_version(desk: Desk) -> None:
    strict(Mode.REASON)

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={desk.article.pk}"
    desk.draft(unsourced_reason=REASON)
    desk.chief.post(address)
    ArticlePage.objects.get(pk=desk.article.pk).save()

    chief = User.objects.get(email="chief@example.org")
    (entry,) = Body.objects.filter(kind="gate_bypassed")
    said = json.loads(bytes(entry.body))["body"]
    assert (said["by"], said["reason"], said["count"], said["claims"]) == (chief.pk, REASON, 1, [desk.claim.pk])
    assert bypassing.of_claim(desk.claim)[0].who == str(chief)


def test_a_warning_is_shown_and_published_and_stands_in_the_history(desk: Desk) -> None:
    desk.draft()

    said = bulk_publish(desk)

    assert desk.is_published()
    assert f"„Gold steigt“ wurde mit Aussagen ohne Quelle veröffentlicht: „{SAID}“." in said
    assert PageLogEntry.objects.filter(page=desk.article.pk, action=bypassing.WARNED).count() == 1
    assert not ModelLogEntry.objects.filter(action=bypassing.BYPASSED).exists()


def test_a_mode_switched_off_says_nothing(desk: Desk) -> None:
    strict(Mode.OFF)

    said = bulk_publish(desk)

    assert desk.is_published()
    assert "Quelle" not in said


def test_sentences_without_a_mark_are_counted_for_who_publishes(desk: Desk) -> None:
    article = ArticlePage.objects.get(pk=desk.article.pk)
    article.body = body("Rund 12.000 Soldaten sollen in Russland sein. Der Himmel ist blau. Moskau dementierte das.")
    article.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={article.pk}"

    assert "Sätze ohne Quelle in „Gold steigt“: 2." in told(desk.chief.post(address))


def test_the_form_asks_for_the_reason_where_it_is_written(desk: Desk) -> None:
    strict(Mode.REASON)
    answer = with_heads(desk, inline_formset([{"place": "title", "claim": desk.claim.pk, "id": ""}]))

    assert answer.status_code == 200
    assert SAID in str(answer.context["form"].errors["unsourced_reason"])
    assert answer.context["form"].formsets["head_claims"].forms[0]["claim"].value() == str(desk.claim.pk)  # what was chosen is still there


def with_heads(desk: Desk, heads: dict[str, Any], *, publish: bool = True) -> Any:
    """Press "publish" or "save" in the form of the article with these claims of headline and lead, and a text without any."""
    button = {"action-publish": "1"} if publish else {}
    data = form(desk, body=streamfield([("text", rich_text("<p>Der Preis fiel.</p>"))]), head_claims=heads, **button)
    return desk.chief.post(reverse("wagtailadmin_pages:edit", args=[desk.article.pk]), data)


def test_a_claim_added_to_the_headline_in_this_very_save_is_judged(desk: Desk) -> None:
    strict(Mode.BLOCK)

    answer = with_heads(desk, inline_formset([{"place": "title", "claim": desk.claim.pk, "id": ""}]))

    assert answer.status_code == 200
    assert f"„{SAID}“" in str(answer.context["form"].non_field_errors())
    assert not HeadClaim.objects.exists()


def test_a_claim_taken_from_the_headline_in_this_very_save_is_judged_no_more(desk: Desk) -> None:
    article = ArticlePage.objects.get(pk=desk.article.pk)
    article.head_claims.add(HeadClaim(place="title", claim=desk.claim))
    article.save_revision().publish()
    strict(Mode.BLOCK)
    head = HeadClaim.objects.get()

    answer = with_heads(desk, inline_formset([{"place": "title", "claim": desk.claim.pk, "id": head.pk, "DELETE": "on"}], initial=1))

    assert answer.status_code == 302
    assert not HeadClaim.objects.exists()
    assert ArticlePage.objects.get(pk=article.pk).title == "Seoul reagiert"


@pytest.mark.parametrize("action", ["at once", "from a draft"])
def test_a_headline_carries_the_draft_that_its_claim_waits_for_as_a_mark_in_the_text_does(desk: Desk, action: str) -> None:
    strict(Mode.BLOCK)
    draft = asserting.draft(desk.claim, Statement(source=source("Außenministerium")), by=None, at=clock.now())
    heads = inline_formset([{"place": "title", "claim": desk.claim.pk, "id": ""}])

    if action == "at once":
        assert with_heads(desk, heads).status_code == 302
    else:
        assert with_heads(desk, heads, publish=False).status_code == 302
        assert draft.state == "draft"
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={desk.article.pk}"
        desk.chief.post(address)

    draft.refresh_from_db()
    desk.claim.refresh_from_db()
    assert (draft.state, desk.claim.status) == ("live", Status.SINGLE_SOURCE)
    assert HeadClaim.objects.get().assertion == draft
    other = claim("Der Preis fiel")
    asserting.add(other, Statement(source=source()), by=None, at=clock.now())
    heads = inline_formset([{"place": "title", "claim": other.pk, "id": HeadClaim.objects.get().pk}], initial=1)
    assert with_heads(desk, heads).status_code == 302
    assert [(one.claim, one.assertion) for one in HeadClaim.objects.all()] == [(other, None)]


def test_a_claim_exchanged_in_the_headline_is_judged_as_what_it_is_now(desk: Desk) -> None:
    sourced = claim("Der Preis fiel")
    asserting.add(sourced, Statement(source=source()), by=None, at=clock.now())
    article = ArticlePage.objects.get(pk=desk.article.pk)
    article.head_claims.add(HeadClaim(place="title", claim=desk.claim))
    article.save_revision().publish()
    strict(Mode.BLOCK)
    head = HeadClaim.objects.get()

    answer = with_heads(desk, inline_formset([{"place": "title", "claim": sourced.pk, "id": head.pk}], initial=1))

    assert answer.status_code == 302
    assert [one.claim for one in HeadClaim.objects.all()] == [sourced]


def test_a_chief_sets_the_rules_and_who_did_is_on_record(desk: Desk) -> None:
    address = reverse("newsroom-claim-gate")
    chosen = {work.value: "warn" for work in Work} | {"report": "block", "opinion": "off"}

    answer = desk.chief.post(address, chosen)

    assert answer.status_code == 302
    assert {row.work: row.mode for row in ClaimGate.objects.all()} == {"report": "block", "opinion": "off"}
    entry = ModelLogEntry.objects.filter(action=setting.SET).order_by("pk").first()
    assert entry is not None
    assert entry.message.startswith("Regel für Quellen, ")
    assert entry.message.endswith(": die Veröffentlichung wird abgelehnt statt eine Warnung")
    assert 'value="block"' in desk.chief.get(address).content.decode()
    assert desk.editor.get(address).status_code in {302, 403}
