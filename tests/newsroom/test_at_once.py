"""Several people publish at the same moment: everything is found, every word is counted."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from depesche.kernel import clock
from depesche.newsroom import breaking, founding, search_entry
from depesche.newsroom.breaking import Breaking
from depesche.newsroom.models import ArticlePage, SectionPage, Term

AT_ONCE, EACH = 4, 5


@pytest.mark.usefixtures("committed_db")
def test_many_publications_at_once_count_every_word_and_wait_for_each_other_in_no_circle() -> None:
    home = founding.found(site_url="http://testserver.localhost")
    section = home.add_child(instance=SectionPage(title="M", slug="m"))
    made = [
        [section.add_child(instance=ArticlePage(title=f"Entwurf {who} {number}", live=False)).pk for number in range(EACH)] for who in range(AT_ONCE)
    ]
    start = threading.Barrier(AT_ONCE)

    def publish(who: int) -> None:
        try:
            start.wait(10)
            with transaction.atomic():  # as a bulk action does; forwards and backwards, so that locks are asked for in either order
                for pk in made[who] if who % 2 else reversed(made[who]):
                    _publish(pk, who)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as people:
        assert list(people.map(publish, range(AT_ONCE), timeout=120)) == [None] * AT_ONCE

    assert search_entry.articles() == AT_ONCE * EACH
    assert Term.objects.get(term="gold").articles == AT_ONCE * EACH
    assert Term.objects.get(term="wort2").articles == EACH
    assert search_entry.recount() == 0


def _publish(pk: int, who: int) -> None:
    words = ["Gold", "Silber", f"Wort{who}", "Platin"]
    article = ArticlePage.objects.get(pk=pk)
    article.body = [("heading", " ".join(words if who % 2 else reversed(words)))]
    article.title = f"Meldung {pk}"
    article.live = True
    article.save()


@pytest.mark.usefixtures("committed_db")
def test_of_banners_set_at_once_one_is_in_force() -> None:
    start = threading.Barrier(AT_ONCE)

    def announce(who: int) -> None:
        try:
            start.wait(10)
            breaking.announce(article=None, text=f"Eilmeldung {who}", by=None, at=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as chiefs:
        assert list(chiefs.map(announce, range(AT_ONCE), timeout=60)) == [None] * AT_ONCE

    assert Breaking.objects.count() == AT_ONCE
    assert Breaking.objects.filter(ended_at__isnull=True).count() == 1
