"""Sub-headings became rich text: the same words for readers, search and the editorial log."""

from __future__ import annotations

import json
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Revision

from depesche.kernel import clock
from depesche.newsroom import headings, protocol, protocol_check, publishing
from depesche.newsroom.blocks import BodyBlock
from depesche.newsroom.claims import marking
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.newsroom.claims.conftest import claim, marked
from tests.newsroom.conftest import write

PLAIN = "Gold & Silber: Kurs < 3.000 Euro &amp; mehr"
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
migration = import_module("depesche.newsroom.migrations.0010_editor")


def of(article: ArticlePage, source: str) -> ArticlePage:
    """Store a heading past Depesche, live and in every revision, as the version before this one did."""
    blocks = [{"type": "heading", "value": source, "id": "a"}, {"type": "text", "value": "<p>Text</p>", "id": "b"}]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_articlepage SET body = %s WHERE page_ptr_id = %s", [json.dumps(blocks), article.pk])
    for revision in Revision.objects.for_instance(article):
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "body": json.dumps(blocks)})
    return ArticlePage.objects.get(pk=article.pk)


def stored(article: ArticlePage) -> list[Any]:
    return [ArticlePage.objects.get(pk=article.pk).body.raw_data[0]["value"]] + [
        json.loads(revision.content["body"])[0]["value"] for revision in Revision.objects.for_instance(article)
    ]


@given(LINES)
def test_a_heading_in_plain_text_counts_as_ever_in_the_log(text: str) -> None:
    assert headings.logged(headings.from_text(text)) == text
    assert headings.logged(f'<p data-block-key="ab12c">{headings.from_text(text)}</p>') == text


def test_a_mark_counts_in_the_log() -> None:
    source = '<p data-block-key="ab12c">Moskau <span data-claim="7">dementiert</span></p>'
    typed = "Moskau <span data-claim=&quot;7&quot;>dementiert</span>"

    assert headings.logged(source) == {"marked": 'Moskau <span data-claim="7">dementiert</span>'}
    assert headings.logged(headings.from_text(typed)) == typed, "who types mark-up makes no mark"


def test_live_bodies_and_all_revisions_become_rich_text_and_the_log_still_agrees(markets: SectionPage) -> None:
    escaped = headings.from_text(PLAIN)
    body = json.dumps([{"type": "heading", "value": escaped}, {"type": "text", "value": "<p>Text</p>"}])
    article = write(markets, body=body)
    article.save_revision()
    digest = protocol.content_digest(article)
    before_it_was_rich = of(article, PLAIN)
    said = {
        name: getattr(before_it_was_rich, name)
        for name in ("title", "kicker", "lead", "picture_id", "picture_caption", "picture_alternative_text", "author_id")
    }
    old = protocol._digest({**said, "dated": None, "body": [["heading", PLAIN], ["text", "<p>Text</p>"]], "topics": []})
    assert digest == old, "what the log says of an article that was published before"

    migration.to_rich_text(apps, None)

    assert set(stored(article)) == {escaped}
    assert len(stored(article)) == 3
    assert protocol_check.differences() == []
    assert publishing.body_parts(ArticlePage.objects.get(pk=article.pk)) == [PLAIN, "Text"]
    migration.to_plain_text(apps, None)
    assert set(stored(article)) == {PLAIN}


def test_a_heading_carries_the_mark_of_a_claim(markets: SectionPage) -> None:
    about = claim("Moskau dementiert")
    body = json.dumps([{"type": "heading", "value": f"Moskau {marked(about, 'dementiert')}"}, {"type": "text", "value": "<p>Text</p>"}])

    article = write(markets, body=body)

    assert [(mark.claim, mark.text) for mark in marking.of(article)] == [(about.pk, "dementiert")]
    assert about.marks.get().text == "dementiert"
    assert publishing.body_text(article) == "Moskau dementiert Text"
    assert protocol_check.differences() == []
    assert clock.now() > about.created_at


def test_a_heading_stays_on_one_line() -> None:
    block = BodyBlock().child_blocks["heading"]
    pasted = '<p data-block-key="aa">Moskau<br/>und Seoul</p><p data-block-key="bb"><span data-claim="7">dementieren</span></p>'

    kept = block.value_from_form(pasted).source

    assert kept == '<p data-block-key="aa">Moskau und Seoul <span data-claim="7">dementieren</span></p>'
    assert block.field.widget.options["multiline"] is False


@pytest.mark.parametrize(("length", "is_fine"), [(200, True), (201, False)])
def test_a_heading_has_two_hundred_letters_at_most(length: int, is_fine: bool) -> None:
    field = BodyBlock().child_blocks["heading"].field

    with nullcontext() if is_fine else pytest.raises(ValidationError):
        field.clean(f'<p data-block-key="aa">{"&amp;" * length}</p>')
