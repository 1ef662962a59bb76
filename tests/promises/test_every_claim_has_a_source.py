"""README: a change of a claim reaches every article without anybody touching one. (The mails: ``tests/mailing/test_corrections.py``.)"""

from __future__ import annotations

from django.test import Client

from depesche.newsroom.claims.terms import Stance
from depesche.newsroom.models import ArticlePage, HomePage, SectionPage
from tests.newsroom.claims.conftest import add, claim, marked, pentagon, source
from tests.newsroom.conftest import body, write


def test_a_change_of_a_claim_reaches_every_article_that_carries_it(found_site: HomePage, client: Client) -> None:
    section = found_site.add_child(instance=SectionPage(title="Politik", slug="politik"))
    about = claim("Nordkoreanische Truppen sind in Russland")
    add(about, source("Yoon Suk Yeol"))
    articles = [write(section, title, body=body(f"Es heißt, {marked(about, 'sie seien da')}.")) for title in ("Eins", "Zwei")]
    before = [ArticlePage.objects.get(pk=one.pk).last_published_at for one in articles]
    assert all("eine Quelle" in client.get(one.url).content.decode() for one in articles)

    add(about, pentagon(), Stance.CONFIRMS, is_competent=True, competent_reason="wertet die Satellitenbilder aus")

    assert all("bestätigt von Pentagon" in client.get(one.url).content.decode() for one in articles)
    assert [ArticlePage.objects.get(pk=one.pk).last_published_at for one in articles] == before
