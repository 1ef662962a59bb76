"""Keeps what search and related articles stand on fresh: entries that are missing or made by older rules, key terms chosen when the site was smaller.

Publishing writes everything in its own transaction; this is for what no publication touches: an upgrade, a restored database, a site that grew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from depesche.chores import stopping
from depesche.newsroom import key_terms, matching, publishing, search_entry, words
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.search_entry import SearchEntry

BATCH = 50


@dataclass(frozen=True)
class State:
    """How many live articles the search knows, how many wait to be entered, how many entries belong to no live article."""

    entered: int
    waiting: int
    stray: int


def state() -> State:
    """Look how complete the search is."""
    return State(SearchEntry.objects.count(), _waiting().count(), _stray().count())


def is_wanted(*, at: datetime) -> bool:
    """Whether :func:`refresh` would have anything to do; a cheap look."""
    return _stale_terms().exists() or _waiting().exists() or _stray().exists()


def refresh(*, progress: Callable[[int], None] = lambda done: None) -> int:
    """Enter what is missing or old, forget what is no longer live, choose old key terms anew; in small transactions, until all is done or the
    process is asked to stop. Return how many articles were touched."""
    done = 0
    for some, deed in ((_stray, _forget), (_waiting, publishing.enter), (_stale_terms, _choose)):
        done = _batch_after_batch(some, deed, done=done, progress=progress)
    return done


def rebuild(*, progress: Callable[[int], None] = lambda done: None) -> int:
    """Make everything anew: the index, entries, key terms, and counts; return how many articles can be found now.

    The index comes first: entries cannot change while it differs from them.
    """
    matching.rebuild()
    SearchEntry.objects.update(edition="")
    refresh(progress=progress)
    search_entry.recount()
    return search_entry.articles()


def _batch_after_batch(
    some: Callable[[], QuerySet[ArticlePage]], deed: Callable[[ArticlePage], object], *, done: int, progress: Callable[[int], None]
) -> int:
    while not stopping.asked():
        with transaction.atomic():
            batch = list(some()[:BATCH])
            for article in batch:
                deed(article)
        if not batch:
            break
        done += len(batch)
        progress(done)
    return done


def _forget(article: ArticlePage) -> None:
    publishing.forget(article.pk)


def _choose(article: ArticlePage) -> None:
    key_terms.enter(article.pk, publishing.texts(article))


def _waiting() -> QuerySet[ArticlePage]:
    """Return the live articles whose entry is missing or made by other rules, the newest first."""
    missing = Q(search_entry__isnull=True) | ~Q(search_entry__edition=words.edition())
    found: QuerySet[ArticlePage] = ArticlePage.objects.live().filter(missing).order_by("-shown_at", "-pk")
    return found


def _stray() -> QuerySet[ArticlePage]:
    return ArticlePage.objects.filter(search_entry__isnull=False, live=False).order_by("pk")


def _stale_terms() -> QuerySet[ArticlePage]:
    """Return the articles whose key terms were chosen when the site was clearly smaller, so many at a time as one batch takes."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.live().filter(pk__in=key_terms.stale(most=BATCH))
    return found
