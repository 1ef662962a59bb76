"""Where words stand that must go for a legal reason, beside the claim itself: in the articles that carried it, and in judgements on it.

Articles as they are belong to their editors: what still stands there, or is about to be published, is named and refused. Of the past, the
words of marks, the old states of those articles and the reasons of past judgements can go with what is taken down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom import addresses
from depesche.newsroom.claims import entries
from depesche.newsroom.claims.taking_along import Along
from depesche.newsroom.models import ArticlePage, Claim, ClaimMark

SHORTEST, NAMED = 3, 5
TAG = re.compile(r"<[^>]*>")
IN_WORK = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@dataclass(frozen=True)
class Found:
    """What would go along, and of which articles, each with the number of its old states."""

    along: Along
    articles: tuple[tuple[str, int], ...]


def find(claim: Claim, words: str) -> Found:
    """Return where the past of a claim has these words; nothing for none. Capitals and white space do not count.

    :raises Refusal: codes ``words-too-short``, ``words-stand-in-articles``, ``words-judged``
    """
    wanted = _plain(words)
    if not wanted:
        return Found(Along(), ())
    _gate_length(wanted)
    numbers = {claim.pk, *claim.merged.values_list("pk", flat=True)}
    articles = {page.pk: page for page in ArticlePage.objects.filter(claim_marks__claim__in=numbers).distinct().order_by("pk")}
    states = [one for one in _states(articles) if holds(one.content, wanted)]
    current = _current(articles.values())
    _gate_articles(page for page in articles.values() if holds(page.serializable_data(), wanted) or current[page.pk] & {one.pk for one in states})
    _gate_judgement(claim, wanted)
    told = [int(one.object_id) for one in states]
    marks = ClaimMark.objects.filter(claim__in=numbers).order_by("pk").values_list("pk", "text")
    return Found(
        Along(
            marks=tuple(pk for pk, text in marks if wanted in _plain(text)),
            revisions=tuple(one.pk for one in states),
            judgements=tuple(
                event.index
                for event in book.of_kind(entries.OVERRIDE_SET, log=logs.EDITORIAL)
                if event.body["claim"] in numbers and wanted in _plain(event.body["reason"])
            ),
        ),
        tuple((page.title, told.count(pk)) for pk, page in articles.items() if pk in told),
    )


def holds(stored: Any, wanted: str) -> bool:
    """Whether what an article or one of its states stores has some words, as :func:`_plain` makes them; an address made of them counts, too."""
    address = addresses.slug(wanted)
    return any(wanted in _plain(text) or (len(address) >= SHORTEST and address in text) for text in _texts(stored))


def _texts(stored: Any) -> Iterator[str]:
    """Yield every text; a body is JSON within JSON."""
    if isinstance(stored, dict):
        for one in stored.values():
            yield from _texts(one)
    elif isinstance(stored, list):
        for one in stored:
            yield from _texts(one)
    elif isinstance(stored, str):
        try:
            inner = json.loads(stored) if stored[:1] in "[{" else None
        except ValueError:
            inner = None
        if inner:
            yield from _texts(inner)
        else:
            yield stored


def _plain(text: str) -> str:
    return " ".join(unescape(TAG.sub("", text.replace("<br/>", " "))).casefold().split())


def _states(articles: Iterable[int]) -> Iterator[Revision]:
    kind = ContentType.objects.get_for_model(ArticlePage)
    yield from Revision.objects.filter(content_type=kind, object_id__in=map(str, articles)).order_by("pk").iterator(chunk_size=100)


def _current(articles: Iterable[ArticlePage]) -> dict[int, set[int | None]]:
    """Return the states of each article that are not past: live, newest, scheduled, or waiting for an approval."""
    found = {page.pk: {page.live_revision_id, page.latest_revision_id} for page in articles}
    waiting = Q(approved_go_live_at__isnull=False) | Q(task_states__workflow_state__status__in=IN_WORK)
    kind = ContentType.objects.get_for_model(ArticlePage)
    for pk, article in Revision.objects.filter(waiting, content_type=kind, object_id__in=map(str, found)).values_list("pk", "object_id"):
        found[int(article)].add(pk)
    return found


def _gate_length(wanted: str) -> None:
    if len(wanted) < SHORTEST:
        raise Refusal(
            code="words-too-short",
            message=_("These words have fewer than %(number)s characters.") % {"number": SHORTEST},
            help=_("Please write all of the name or the phrase, so that nothing else goes with it."),
        )


def _gate_articles(standing: Iterable[ArticlePage]) -> None:
    titles = [f"„{page.draft_title or page.title}“" for page in standing]
    if titles:
        raise Refusal(
            code="words-stand-in-articles",
            message=_("An article, or its newest version, still has these words: %(titles)s.") % {"titles": ", ".join(titles[:NAMED])},
            help=_("Please change the text there first. Or leave this field empty: then articles keep their old states."),
        )


def _gate_judgement(claim: Claim, wanted: str) -> None:
    if wanted in _plain(Claim.objects.values_list("override_reason", flat=True).get(pk=claim.pk)):
        raise Refusal(
            code="words-judged",
            message=_("The reason of the judgement that holds has these words."),
            help=_("Please end the judgement first, or give it another reason."),
        )
