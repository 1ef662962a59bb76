"""Which live articles have the same key terms or the same sources as a text; the numbers behind the box "Wissenswertes zum Thema"."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from depesche.newsroom import search_entry
from depesche.newsroom.key_terms import SCALE, KeyTerm, Weighed
from depesche.newsroom.sources import Source, SourceUse

LOOKED_AT = 60
PRECISION = 1000
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
    """Return the articles whose key terms are nearest to these, with how near they are (0 to 1, the cosine of the angle), at most 60."""
    wanted = [(each.row.pk, round(PRECISION * each.weight * each.rarity**2)) for each in terms]
    wanted = [(pk, worth) for pk, worth in wanted if worth > 0]
    if not wanted:
        return {}
    statement = NEAREST.format(values=", ".join(["(%s, %s)"] * len(wanted)), most=LOOKED_AT)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(number for pair in wanted for number in pair), apart_from or 0])
        return {article: float(nearness) / (SCALE * PRECISION) for article, nearness in cursor.fetchall()}


def shared_terms(terms: Sequence[Weighed], articles: Collection[int]) -> dict[int, list[str]]:
    """Return by article the terms that it shares with a text as they are written, those that bring them nearest first."""
    wanted = {each.row.pk: each for each in terms}
    rows = KeyTerm.objects.filter(article_id__in=articles, term_id__in=wanted).values_list("article_id", "term_id", "weight")
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for article, term, weight in rows:
        found[article].append((weight * wanted[term].weight * wanted[term].rarity ** 2, wanted[term].row.written))
    return {article: [name for _, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))] for article, pairs in found.items()}


def of_same_source(sources: Sequence[Source], *, apart_from: int | None) -> dict[int, Shared]:
    """Return the newest articles that carry words of these sources; a source that is heard everywhere brings nobody near."""
    names = {source.key: source.name for source in sources}
    if not names:
        return {}
    rows = SourceUse.objects.filter(key__in=names).exclude(article_id=apart_from).order_by("-article_id")
    heard = dict(SourceUse.objects.filter(key__in=names).values_list("key").annotate(count=Count("pk")))
    articles = search_entry.articles()
    found: dict[int, Shared] = {}
    for article, key in rows.values_list("article_id", "key")[:LOOKED_AT]:
        before = found.get(article, Shared())
        found[article] = Shared(before.nearness + scarcity(heard[key], of=articles), (*before.names, names[key]))
    return found


def scarcity(count: int, *, of: int) -> float:
    """Return how much it says that two articles share something that so many have: 0.1 if all have it, up to 1 for two of very many.

    >>> scarcity(10, of=10), round(scarcity(2, of=10_000), 2)
    (0.1, 0.93)
    """
    if of < 2 or count < 1:
        return 0.1
    return max(0.1, math.log(of / count) / math.log(of))
