"""Known claims that selected words may say again: the same number, or similar words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from depesche.newsroom import words
from depesche.newsroom.claim_editor.shown import Shown, in_order, shown
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim

MOST = 3
LOOKED_AT = 500  # claims, those changed last
ENOUGH, SURE = 0.34, 0.75


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the terms of the selected words, and the number in them as it is stored."""

    terms: frozenset[str]
    number: str = ""


def nearest(selected: str, *, number: str = "", topics: Collection[int] = (), marked: Collection[int] = ()) -> list[Shown]:
    """Return at most three claims of these topics, or marked in this article, the nearest first; without a topic of all claims.

    :param number: the number in the words, plain: ``12000``
    """
    wanted = Wanted(terms_of(selected), number)
    candidates = dict(_candidates(topics, marked).values_list("pk", "text")[:LOOKED_AT])
    figures = _figures(candidates) if number else {}
    scores = {pk: nearness(wanted, terms_of(text), number in figures.get(pk, ())) for pk, text in candidates.items()}
    best = sorted((pk for pk, score in scores.items() if score >= ENOUGH), key=lambda pk: (-scores[pk], -pk))[:MOST]
    return [shown(claim, is_sure=scores[claim.pk] >= SURE) for claim in in_order(best)]


def nearness(wanted: Wanted, terms: frozenset[str], is_same_number: bool) -> float:
    """Return how near a claim is, 0 to 1: the share of common terms; a common number counts as much as half of them.

    >>> a, b = frozenset({"soldat", "n12000"}), frozenset({"soldat", "n12000", "schick", "nordkorea"})
    >>> nearness(Wanted(a, "12000"), b, True) >= SURE
    True
    """
    if not wanted.terms or not terms:
        return 0.0
    common = wanted.terms & terms
    is_same_number = is_same_number or any(_is_number(term) for term in common)
    of_words = len({term for term in common if not _is_number(term)})
    least = min(len({term for term in side if not _is_number(term)}) for side in (wanted.terms, terms))
    share = of_words / max(least, 2)
    if wanted.number and not is_same_number:
        return min(share, SURE - 0.01)  # other numbers are other claims, however like the words
    return min(1.0, share + (0.5 if is_same_number and of_words else 0.35 if is_same_number else 0.0))


def terms_of(text: str) -> frozenset[str]:
    """Return the terms of a text that say something, numbers among them."""
    numbers = {word.term for word in words.words(text) if _is_number(word.term)}
    return frozenset(numbers | {form.term for form in words.forms(text)})


def _is_number(term: str) -> bool:
    return term[:1] == "n" and term[1:2].isdigit()


def _candidates(topics: Collection[int], marked: Collection[int]) -> QuerySet[Claim]:
    found = Claim.objects.filter(merged_into__isnull=True).order_by("-changed_at", "-pk")
    return found.filter(Q(pk__in=marked) | Q(pk__in=Claim.topics.through.objects.filter(topic__in=topics).values("claim"))) if topics else found


def _figures(claims: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    given = Assertion.objects.filter(claim__in=list(claims), low__isnull=False).values_list("claim_id", "low")
    for claim, low in given:
        found.setdefault(claim, set()).add(plain(low))
    return found


def plain(number: object) -> str:
    """Write a number without needless zeros: ``12000``.

    >>> from decimal import Decimal
    >>> plain(Decimal("12000.0000")), plain(Decimal("2.50"))
    ('12000', '2.5')
    """
    text = format(number, "f") if number is not None else ""
    return text.rstrip("0").rstrip(".") if "." in text else text
