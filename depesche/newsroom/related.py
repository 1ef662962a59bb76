"""The box "Wissenswertes zum Thema": what editors pinned, then what carries the same claims, then what shares rare topics, sources and words with the
article, with the reason.

Never the article itself, nothing unpublished, nothing that an editor hid, and rather an empty place than nonsense.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from depesche.newsroom import key_terms, listed, live, publishing, search_entry, similar, sources
from depesche.newsroom.claims import marking
from depesche.newsroom.models import ArticlePage, Topic
from depesche.newsroom.similar import LOOKED_AT, Shared
from depesche.press import tags

MOST = 5
# What a shared topic or source is worth beside the text (0 to 1), each at most once.
OF_A_TOPIC, OF_A_SOURCE = 0.30, 0.25
LONGEST_CLAIM = 90  # characters of a claim that is told as a reason
OF_EVERYTHING = 10_000  # a topic of so many articles tells no more than one of all
LEAST = 0.03
LEAST_TERMS = 2
# An article that is this much older than the one being read is worth half of that less.
FRESHNESS, HALF_LIFE = 0.15, timedelta(days=365)


class Kind(StrEnum):
    """Why an article stands in the box."""

    PINNED = "pinned"
    CLAIM = "claim"
    TOPIC = "topic"
    SOURCE = "source"
    TEXT = "text"


@dataclass(frozen=True)
class Reason:
    """Why an article stands in the box, with what it shares."""

    kind: Kind
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What readers see; nothing for a pinned article: the choice is the editor's."""
        if self.kind is Kind.CLAIM:
            return _("Same claim: “%(claim)s”") % {"claim": self.names[0]}
        names = {"names": ", ".join(self.names)}
        if self.kind is Kind.TOPIC:
            return _("Same topic: %(names)s") % names
        if self.kind is Kind.SOURCE:
            return _("Same source: %(names)s") % names
        return _("Similar content: %(names)s") % names if self.kind is Kind.TEXT else ""


@dataclass(frozen=True)
class Related:
    """An article in the box of another."""

    article: ArticlePage
    reason: Reason


@dataclass(frozen=True)
class _Candidate:
    """What an article shares with the one being read."""

    id: int
    original: int  # the article of which it is a second address (alias), else its own id
    shown_at: datetime | None
    text: float
    terms: tuple[str, ...]
    topics: Shared
    sources: Shared
    claims: Shared

    @property
    def parts(self) -> dict[Kind, float]:
        return {
            Kind.TOPIC: OF_A_TOPIC * min(1.0, self.topics.nearness),
            Kind.SOURCE: OF_A_SOURCE * min(1.0, self.sources.nearness),
            Kind.TEXT: self.text,
        }

    @property
    def is_sense(self) -> bool:
        """Whether there is more than one accidental word behind it."""
        by_text = len(self.terms) >= LEAST_TERMS and self.text >= LEAST
        return bool(self.claims.names or self.topics.names or self.sources.names) or by_text

    def reason(self) -> Reason:
        """Return a shared claim, else the strongest reason that has names; the name of a shared source is no reason of its own."""
        if self.claims.names:
            return Reason(Kind.CLAIM, tuple(Truncator(claim).chars(LONGEST_CLAIM) for claim in self.claims.names[:1]))
        heard = " ".join(self.sources.names).casefold()
        names = {
            Kind.TOPIC: self.topics.names,
            Kind.SOURCE: self.sources.names,
            Kind.TEXT: tuple(_telling(term for term in self.terms if term[0].isupper() and term.casefold() not in heard)),
        }
        kind = max((kind for kind in names if names[kind]), key=lambda kind: self.parts[kind], default=Kind.TEXT)
        return Reason(kind, (names[kind] or self.terms)[:2])

    def score(self, *, newest: datetime | None) -> float:
        return sum(self.parts.values()) * _freshness(self.shown_at, newest)


def box(article: ArticlePage, *, pinned: Sequence[int] | None = None, hidden: Sequence[int] | None = None) -> list[Related]:
    """Return what stands in the box of an article, live or draft: pinned articles first, at most five.

    :param pinned: ids of articles to pin instead of those that the article itself names
    :param hidden: ids of articles to hide instead of those that the article itself names
    """
    if pinned is None:
        pinned = [row.shown_id for row in article.background.all()]
    if hidden is None:
        hidden = [row.shown_id for row in article.hidden_background.all()]
    by_id = live.articles().in_bulk(pinned) if pinned else {}
    found = [Related(by_id[pk], Reason(Kind.PINNED)) for pk in dict.fromkeys(pinned) if pk in by_id and pk != article.pk][:MOST]
    if len(found) < MOST:
        found += automatic(article, without={*pinned, *hidden}, most=MOST - len(found))
    tags.use(*(f"article:{pk}" for pk in pinned), *(f"article:{one.article.pk}" for one in found))
    return found


def automatic(article: ArticlePage, *, without: Iterable[int] = (), most: int = MOST) -> list[Related]:
    """Return the articles nearest to this one that make sense, the nearest first, each with the reason.

    :param without: ids of articles that are left out
    """
    topics = list(article.topics.all())
    tags.use(*(f"topic-name:{topic.pk}" for topic in topics))
    left_out = {article.pk, *without}
    candidates = [one for one in _candidates(article, topics) if one.id not in left_out and one.is_sense]
    newest = article.moment() or max((one.shown_at for one in candidates if one.shown_at), default=None)
    ranked = sorted(candidates, key=lambda one: (-round(one.claims.nearness, 6), -round(one.score(newest=newest), 6), -one.id))
    best: dict[int, _Candidate] = {}
    for one in ranked:
        best.setdefault(one.original, one)
    shown = list(best.values())[:most]
    by_id = live.articles().in_bulk([one.id for one in shown]) if shown else {}
    return [Related(by_id[one.id], one.reason()) for one in shown if one.id in by_id]


def _candidates(article: ArticlePage, topics: list[Topic]) -> list[_Candidate]:
    """Return what is near by words, claims or sources, and the newest of the same topics; without the article's own second addresses (aliases)."""
    pool, articles = ArticlePage.objects.live(), search_entry.articles()
    terms = key_terms.choose(publishing.texts(article), articles=articles)
    near = similar.nearest(terms, apart_from=article.pk)
    by_source = similar.of_same_source(sources.of(article), apart_from=article.pk)
    by_claim = similar.of_same_claims(marking.claims_of(article), apart_from=article.pk)
    newest = _newest(topics)
    rows = pool.filter(pk__in={*near, *by_source, *by_claim, *newest}).values_list("pk", "shown_at", "alias_of")
    original = article.alias_of_id or article.pk
    others = {pk: (alias_of or pk, shown) for pk, shown, alias_of in rows if original is None or (alias_of or pk) != original}
    by_topic = _of_same_topic(topics, others, articles=articles)
    words = similar.shared_terms(terms, near)
    nothing = Shared()
    return [
        _Candidate(
            pk,
            *others[pk],
            text=near.get(pk, 0.0),
            terms=tuple(words.get(pk, ())),
            topics=by_topic.get(pk, nothing),
            sources=by_source.get(pk, nothing),
            claims=by_claim.get(pk, nothing),
        )
        for pk in others
    ]


def _newest(topics: list[Topic]) -> list[int]:
    """Return the ids of the newest articles of these topics."""
    found = {pair for topic in topics for pair in listed.newest(f"topic:{topic.pk}", most=LOOKED_AT)}
    return [pk for _moment, pk in sorted(found, reverse=True)[:LOOKED_AT]]


def _of_same_topic(topics: list[Topic], by_id: Collection[int], *, articles: int) -> dict[int, Shared]:
    """Return by article which of these topics it has; a topic that everything is about brings nobody near."""
    if not topics or not by_id:
        return {}
    having = listed.sizes((f"topic:{topic.pk}" for topic in topics), most=OF_EVERYTHING)
    told = {pk: having[f"topic:{pk}"] for pk in (topic.pk for topic in topics)}
    worth = {pk: similar.scarcity(articles if count == OF_EVERYTHING else count, of=articles) for pk, count in told.items()}
    rarest = sorted(topics, key=lambda topic: -worth[topic.pk])
    rows = set(ArticlePage.topics.through.objects.filter(articlepage_id__in=by_id, topic__in=topics).values_list("articlepage_id", "topic_id"))
    found: dict[int, Shared] = {}
    for pk in by_id:
        common = [topic for topic in rarest if (pk, topic.pk) in rows]
        found[pk] = Shared(sum(worth[topic.pk] for topic in common), tuple(topic.title for topic in common))
    return found


def _freshness(shown_at: datetime | None, newest: datetime | None) -> float:
    if shown_at is None or newest is None:
        return 1.0
    age = max(timedelta(), newest - shown_at)
    return 1.0 - FRESHNESS * (1.0 - math.pow(0.5, age / HALF_LIFE))


def _telling(names: Iterable[str]) -> list[str]:
    """Return names without those that another says already."""
    found: list[str] = []
    for name in names:
        if not any(name.casefold() in other.casefold() or other.casefold() in name.casefold() for other in found):
            found.append(name)
    return found
