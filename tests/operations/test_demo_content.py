"""The demo's content: whole, dated as promised, drawn and described."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from depesche.operations.demo import content, drawing

pytestmark = pytest.mark.once

START = datetime(2027, 3, 28, 10, 0, tzinfo=UTC)
FIGURES = ("1.000", "1.500", "10.000", "12.000", "vier Brigaden", "20. Oktober")
NAMES = ("Yoon Suk Yeol", "Mark Rutte", "Selenskyj", "Yonhap", "Sinowjew", "Wladiwostok", "Brüssel", "Pjöngjang")


def test_there_are_enough_articles_in_three_sections() -> None:
    articles = content.articles()

    assert len(articles) >= 12
    assert {article.section for article in articles} == set(content.site()["sections"])
    assert min(sum(article.section == section for article in articles) for section in content.site()["sections"]) >= 3


@pytest.mark.parametrize("article", content.articles(), ids=lambda article: article.slug)
def test_every_article_is_complete(article: content.Article) -> None:
    kinds = [block["type"] for block in article.body]

    assert article.author in content.site()["authors"]
    assert set(article.topics) <= set(content.site()["topics"])
    assert article.picture in content.pictures()["pictures"]
    assert set(article.background) <= {other.slug for other in content.articles()}
    assert {"text", "heading"} <= set(kinds)
    assert len(str(article.body)) > 1200
    assert article.lead
    assert article.picture_caption


def test_the_demo_article_keeps_its_date_facts_and_figures() -> None:
    article = next(article for article in content.articles() if article.dated)

    assert article.moment(START, "Europe/Berlin").isoformat() == "2024-10-21T16:41:00+02:00"
    text = f"{article.title} {article.lead} {article.body}"
    for wanted in (*FIGURES, *NAMES):
        assert wanted in text
    assert any(block["type"] == "quote" and "Rutte" in block["value"]["speaker"] for block in article.body)


def test_all_others_are_dated_before_the_first_start() -> None:
    moments = [article.moment(START, "Europe/Berlin") for article in content.articles() if not article.dated]

    assert all((START - moment).days < 40 for moment in moments)
    assert max(moments) < START
    assert len(set(moments)) == len(moments)


def test_an_article_of_summer_time_is_shown_at_its_hour() -> None:
    article = next(article for article in content.articles() if article.days_before == 1)

    assert article.moment(START, "Europe/Berlin").strftime("%H:%M") == article.time


@pytest.mark.parametrize("name", sorted(content.pictures()["pictures"]))
def test_every_picture_is_drawn_the_same_each_time(name: str) -> None:
    drawn = drawing.picture(name)

    assert Image.open(io.BytesIO(drawn)).size == (1600, 900)
    assert len(drawn) < 300_000


def test_marks_become_blocks() -> None:
    assert list(content.blocks("Eins **fett** & [Wort](/x/)\n\nzwei\n\n## Kopf\n\n- a\n- b\n\n> Satz\n-- Name, Amt")) == [
        {"type": "text", "value": '<p>Eins <b>fett</b> &amp; <a href="/x/">Wort</a></p><p>zwei</p>'},
        {"type": "heading", "value": "Kopf"},
        {"type": "list", "value": ["<p>a</p>", "<p>b</p>"]},
        {"type": "quote", "value": {"quote": "Satz", "speaker": "Name", "role": "Amt"}},
    ]


def test_marks_name_claims_and_assertions() -> None:
    assert content.inline("Er {C05 A08: sagt & fragt}, {C01: was}.") == (
        'Er <span data-claim="C05" data-assertion="A08">sagt &amp; fragt</span>, <span data-claim="C01">was</span>.'
    )
