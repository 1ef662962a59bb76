"""The panel's addresses: who may ask, what comes back, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from depesche.brand.people import Role
from depesche.newsroom.models import ArticlePage, Assertion, Claim, HeadClaim, HomePage, SectionPage
from tests.newsroom.claims.conftest import add, claim, source
from tests.newsroom.conftest import HOST, at_the_desk, write

pytestmark = pytest.mark.usefixtures("home")
PROPOSE, ENTER = "newsroom-marking-propose", "newsroom-marking-enter"


def post(client: Client, name: str, sent: Any) -> tuple[int, dict[str, Any]]:
    data = sent if isinstance(sent, bytes) else json.dumps(sent)
    answer = client.post(reverse(name), data, content_type="application/json", headers={"x-requested-with": "XMLHttpRequest"})
    return answer.status_code, json.loads(answer.content) if answer["Content-Type"] == "application/json" else {}


def test_an_editor_is_given_a_proposal_and_enters_it(editor: Client) -> None:
    rutte = source("Mark Rutte")
    passage = {"selected": "eine erhebliche Eskalation", "before": "Mark Rutte warnt, das sei ", "after": ".", "day": "2024-10-21", "topics": ["x"]}
    status, filled = post(editor, PROPOSE, passage)
    assert (status, filled["chips"][0]["source"], filled["stance"], filled["known"]) == (200, rutte.pk, "warns", [])

    status, entered = post(editor, ENTER, {"words": "eine erhebliche Eskalation", "source": rutte.pk, "stance": "warns", "is_verbatim": True})

    draft = Assertion.objects.get()
    assert (status, entered["claim"], entered["assertion"]) == (200, Claim.objects.get().pk, draft.pk)
    assert (draft.wording, draft.added_by.email if draft.added_by else "") == ("eine erhebliche Eskalation", f"{Role.EDITOR.value}@example.org")


def test_a_refusal_is_a_sentence_and_keeps_nothing(editor: Client) -> None:
    status, said = post(editor, ENTER, {"words": "da", "name": "Seoul", "stance": "asserts", "figure": {"low": "viele"}})

    assert (status, said["code"]) == (400, "number-unreadable")
    assert said["message"]
    assert said["help"]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("sent", [b"", b"[]", b"{", b'{"words": 3}', b'{"words": "a", "figure": 3}', b'{"words": "a", "evidence": "x"}', b"\xff"])
def test_what_no_panel_sends_is_refused(editor: Client, sent: bytes) -> None:
    assert post(editor, ENTER, sent)[0] == 400
    assert not Claim.objects.exists()


@pytest.mark.parametrize("day", ["31.2.", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(editor: Client, day: str) -> None:
    assert post(editor, ENTER, {"words": "da", "name": "Seoul", "day": day})[1]["code"] == "day-unreadable"
    assert post(editor, PROPOSE, {"selected": "da", "day": day})[0] == 200


def test_who_writes_no_articles_may_not_ask(client: Client) -> None:
    officer = at_the_desk(Role.AUDIENCE_OFFICER)
    about = claim()

    assert post(officer, PROPOSE, {"selected": "da"})[0] == 403
    assert post(officer, ENTER, {"words": "da"})[0] == 403
    assert officer.get(reverse("newsroom-marking-claim", args=[about.pk]), headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    assert client.post(reverse(ENTER), b"{}", content_type="application/json", headers={"host": HOST}).status_code == 302
    assert Claim.objects.count() == 1


def test_another_site_cannot_enter_anything(editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": HOST})
    strict.cookies = editor.cookies

    assert strict.post(reverse(ENTER), b'{"words": "da"}', content_type="application/json").status_code == 403
    assert not Claim.objects.exists()


def test_a_mark_tells_its_claim(editor: Client) -> None:
    about = claim()
    add(about, source("Yoon Suk Yeol"))

    told = json.loads(editor.get(reverse("newsroom-marking-claim", args=[about.pk])).content)

    assert (told["text"], told["status"]) == (about.text, "eine Quelle")
    assert [(line["source"], line["is_draft"]) for line in told["lines"]] == [("Yoon Suk Yeol", False)]
    assert editor.get(reverse("newsroom-marking-claim", args=[987654])).status_code == 404
    assert json.loads(editor.get(reverse("newsroom-marking-sources"), {"q": "suk"}).content) == {"names": ["Yoon Suk Yeol"]}


def test_the_form_of_an_article_has_the_panel_and_its_texts(editor: Client, markets: SectionPage) -> None:
    article = write(markets)

    page = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()

    for part in (
        "newsroom/claims.js",
        "newsroom/claims.css",
        'id="claims-editor"',
        "Wer sagt das?",
        'name="work"',
        'name="ai_use"',
        'name="unsourced_reason"',
    ):
        assert part in page, part
    assert "head_claims-TOTAL_FORMS" in page


def test_a_claim_is_chosen_for_the_headline(editor: Client, markets: SectionPage) -> None:
    about, merged = claim("Die Nato warnt vor einer Eskalation"), claim("Die Nato warnt")
    Claim.objects.filter(pk=merged.pk).update(merged_into=about)

    found = editor.get(reverse("newsroom_block_claims:choose_results"), {"q": "nato warnt"}).content.decode()
    none = editor.get(reverse("newsroom_block_claims:choose_results"), {"q": "nato schweigt"}).content.decode()

    assert about.text in found
    assert f">{merged.text}<" not in found
    assert about.text not in none
    article = write(markets)
    article.head_claims.add(HeadClaim(place="title", claim=about))
    article.save_revision()
    assert [head.claim for head in ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().head_claims.all()] == [about]
    assert HomePage.objects.exists()
