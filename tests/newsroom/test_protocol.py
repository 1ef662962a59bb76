"""The editorial log tells the same words apart from changed words, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from depesche.newsroom import protocol, protocol_check
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.newsroom.conftest import write


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
