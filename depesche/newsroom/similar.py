"""Which live articles have the same claims, sources or key terms as a text; the numbers behind the box "Wissenswertes zum Thema"."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from django.db import connection
from django.db.models import Count

from depesche.newsroom import search_entry
from depesche.newsroom.claims import wording
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.newsroom.key_terms import SCALE, KeyTerm, Weighed
from depesche.newsroom.sources import Source, SourceUse

Key = TypeVar("Key", int, str)
LOOKED_AT = 60
PRECISION = 1000
# In so many articles the terms stand together that are compared, the rarest first: so the largest site costs no more than one of 25,000 articles.
COMPARED = 20_000
# Both sides are whole numbers, so that every database adds them up alike.
NEAREST = """
    WITH wanted(term_id, worth) AS (VALUES {values})
    SELECT key_term.article_id, SUM(CAST(key_term.weight AS bigint) * wanted.worth) AS nearness
    FROM wanted JOIN newsroom_keyterm AS key_term ON key_term.term_id = wanted.term_id
    WHERE key_term.article_id <> %s
    GROUP BY key_term.article_id ORDER BY nearness DESC, key_term.article_id DESC LIMIT {most}
"""


@dataclass(frozen=True)
class Shared:
    """Names that two articles share, the most telling first, and how near they bring the two (0 to 1)."""

    nearness: float = 0.0
    names: tuple[str, ...] = ()


def nearest(terms: Sequence[Weighed], *, apart_from: int | None) -> dict[int, float]:
    """Return the articles whose key terms are nearest to these, with how near they are (0 to 1, the cosine of the angle), at most 60.

    On a large site, terms that very many articles have are left out: they bring hardly anybody near, and take most of the time.
    """
    wanted = [(each.row.pk, round(PRECISION * each.weight * each.rarity**2)) for each in _telling(terms)]
    wanted = [(pk, worth) for pk, worth in wanted if worth > 0]
    if not wanted:
        return {}
    statement = NEAREST.format(values=", ".join(["(%s, %s)"] * len(wanted)), most=LOOKED_AT)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(number for pair in wanted for number in pair), apart_from or 0])
        return {article: float(nearness) / (SCALE * PRECISION) for article, nearness in cursor.fetchall()}


def _telling(terms: Sequence[Weighed]) -> list[Weighed]:
    """Return the rarest terms, as many as may be compared."""
    rarest = sorted(terms, key=lambda each: each.row.articles)
    articles = list(accumulate(each.row.articles for each in rarest))
    return [each for each, so_far in zip(rarest, articles, strict=True) if so_far <= COMPARED] or rarest[:1]


def shared_terms(terms: Sequence[Weighed], articles: Collection[int]) -> dict[int, list[str]]:
    """Return by article the terms that it shares with a text as they are written, those that bring them nearest first."""
    wanted = {each.row.pk: each for each in terms}
    rows = KeyTerm.objects.filter(article_id__in=articles, term_id__in=wanted).values_list("article_id", "term_id", "weight")
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for article, term, weight in rows:
        found[article].append((weight * wanted[term].weight * wanted[term].rarity ** 2, wanted[term].row.written))
    return {article: [name for _, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))] for article, pairs in found.items()}


def of_same_claims(claims: Collection[int], *, apart_from: int | None) -> dict[int, Shared]:
    """Return the newest articles that carry one of these claims; the names are what the claims say. What readers cannot see brings nobody near."""
    found = Claim.objects.filter(pk__in=claims, public_since__isnull=False).exclude(text="") if claims else Claim.objects.none()
    said = {claim.pk: wording.text(claim) for claim in found}
    if not said:
        return {}
    marks = ClaimMark.objects.filter(claim__in=said, until__isnull=True)
    rows = marks.exclude(article_id=apart_from).order_by("-article_id", "claim_id").distinct().values_list("article_id", "claim_id")
    heard = dict(marks.order_by().values_list("claim_id").annotate(count=Count("article", distinct=True)))
    return _shared(rows[:LOOKED_AT], said, heard)


def of_same_source(sources: Sequence[Source], *, apart_from: int | None) -> dict[int, Shared]:
    """Return the newest articles that carry words of these sources; a source that is heard everywhere brings nobody near."""
    names = {source.key: source.name for source in sources}
    if not names:
        return {}
    rows = SourceUse.objects.filter(key__in=names).exclude(article_id=apart_from).order_by("-article_id")
    heard = dict(SourceUse.objects.filter(key__in=names).values_list("key").annotate(count=Count("pk")))
    return _shared(rows.values_list("article_id", "key")[:LOOKED_AT], names, heard)


def _shared(rows: Iterable[tuple[int, Key]], names: Mapping[Key, str], heard: Mapping[Key, int]) -> dict[int, Shared]:
    articles = search_entry.articles()
    found: dict[int, list[Key]] = defaultdict(list)
    for article, key in rows:
        found[article].append(key)
    return {
        article: Shared(sum(scarcity(heard[key], of=articles) for key in keys), tuple(names[key] for key in keys)) for article, keys in found.items()
    }


def scarcity(count: int, *, of: int) -> float:
    """Return how much it says that two articles share something that so many have: 0.1 if all have it, up to 1 for two of very many.

    >>> scarcity(10, of=10), round(scarcity(2, of=10_000), 2)
    (0.1, 0.93)
    """
    if of < 2 or count < 1:
        return 0.1
    return max(0.1, math.log(of / count) / math.log(of))
