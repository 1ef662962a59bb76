"""Links within texts: dead ones are no links for readers, and marked for the editor."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.newsroom.models import SectionPage, Topic
from depesche.press import tags
from depesche.website import links, rich_text
from tests.website.conftest import text, write

pytestmark = pytest.mark.usefixtures("publisher")


def to(pk: int) -> str:
    return f'<a linktype="page" id="{pk}">mehr dazu</a>'


def test_a_link_to_a_live_page_leads_there_and_the_page_depends_on_it(client: Client, markets: SectionPage) -> None:
    other = write(markets, "Silber ruht", slug="silber")

    with tags.collecting() as used:
        html = rich_text.html(to(other.pk))

    assert html == '<a href="/maerkte/silber/">mehr dazu</a>'
    assert used == {f"article:{other.pk}"}


@pytest.mark.parametrize("fate", ["unpublished", "deleted"])
def test_a_link_to_what_is_gone_is_no_link_for_readers_and_marked_for_editors(markets: SectionPage, fate: str) -> None:
    other = write(markets, "Silber ruht", slug="silber")
    other.unpublish() if fate == "unpublished" else other.delete()

    assert rich_text.html(f"<p>{to(other.pk)}</p>") == "<p><a>mehr dazu</a></p>"
    with rich_text.marking():
        assert rich_text.html(f"<p>{to(other.pk)}</p>") == '<p><a data-check="dead-link">mehr dazu</a></p>'


def test_typed_addresses_of_the_site_are_looked_up(markets: SectionPage, gold: Topic) -> None:
    write(markets)
    live = ["/", "/maerkte/", "/maerkte/gold-steigt/", "/newsletter/", "/search/?q=x", "http://testserver.localhost/maerkte/gold-steigt/#t"]
    dead = ["/maerkte/gibt-es-nicht/", "/gibt-es-nicht/", "http://testserver.localhost/politik/"]
    foreign = ["https://example.org/maerkte/x/", "//example.org/x", "mailto:a@example.org", "tel:+49", "#oben", ""]

    assert [address for address in live if links.leads_nowhere(address)] == []
    assert [address for address in dead if links.leads_nowhere(address)] == dead
    assert [address for address in foreign if links.leads_nowhere(address)] == []


def test_readers_pages_carry_no_marks(client: Client, markets: SectionPage) -> None:
    write(markets, title="L" * 120, slug="lang", blocks=[text('<a href="/gibt-es-nicht/">da</a>')])

    html = client.get("/maerkte/lang/").content.decode()

    assert "data-check" not in html
    assert 'href="/gibt-es-nicht/"' in html


def test_the_editors_preview_marks_what_is_missing(markets: SectionPage) -> None:
    article = write(markets, title="L" * 120, slug="lang", blocks=[text('<a href="/gibt-es-nicht/">da</a>')])

    html = article.make_preview_request().content.decode()

    for mark in ("headline-long", "lead-missing", "author-missing", "picture-missing", "dead-link"):
        assert f"{mark}" in html.partition("<main")[2], mark
