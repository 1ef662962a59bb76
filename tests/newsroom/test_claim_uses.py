"""A source whose words stand in a quote is in use, live or in a draft; so is a claim that a block of a draft shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import claim_uses
from depesche.newsroom.models import SectionPage, Source
from tests.newsroom.claims.conftest import claim, source
from tests.newsroom.conftest import body, write

pytestmark = pytest.mark.rule("N-22")


def quote(by: Source) -> dict[str, Any]:
    return {"type": "quote", "value": {"quote": "So ist es.", "speaker": "", "role": "", "source": by.pk}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


def test_a_source_that_an_article_quotes_is_not_deleted(markets: SectionPage) -> None:
    rutte = source()
    write(markets, "Gold steigt", body=json.dumps([text("Der Preis."), quote(rutte)]))

    with pytest.raises(Refusal) as refused:
        claim_uses.delete_source(rutte, by=None, at=clock.now())

    assert refused.value.code == "source-in-use"
    assert "Gold steigt" in refused.value.message


def test_nor_is_one_that_only_a_draft_quotes(markets: SectionPage) -> None:
    rutte = source()
    article = write(markets, "Gold fällt", body=body())
    article.body = json.dumps([text("Der Preis."), quote(rutte)])
    article.save_revision()

    assert [use.name for use in claim_uses.of_source(rutte)] == ["Gold fällt"]
    assert [use.name for use in claim_uses.of_source(source("Yoon"))] == []


def test_a_claim_that_a_block_of_a_draft_shows_is_in_use(markets: SectionPage) -> None:
    about = claim()
    article = write(markets, "Faktencheck", body=body())
    checked = {"type": "fact_check", "value": {"claim": about.pk, "assessment": "false", "facts": "<p>Nein.</p>"}}
    article.body = json.dumps([text("Der Preis."), checked])
    article.save_revision()

    assert [use.name for use in claim_uses.of_claim(about)] == ["Faktencheck"]
