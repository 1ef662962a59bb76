"""The claims that blocks of an article show: chosen in a timeline, a fact check, a list of what is known, or by their question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags

from depesche.newsroom.claims.claim_rows import Claim, Question
from depesche.newsroom.claims.terms import AssertionState, Visibility


@dataclass(frozen=True)
class Shown:
    """A claim in a block: the block's number, the words it stands by, and the claim's number."""

    block: str
    text: str
    claim: int


def of(body: Iterable[Any]) -> Iterator[Shown]:
    """Yield every claim that blocks show, in reading order; one that was deleted meanwhile is left out."""
    for block in body:
        if block.block_type in IN_BLOCKS:
            for text, claim in IN_BLOCKS[block.block_type](block.value):
                yield Shown(str(block.id or ""), text, claim.pk)


def stated(body: Iterable[Any]) -> list[Shown]:
    """Return those that the newsroom states in its own voice; the others stand there with their status, whatever it is."""
    return list(of(block for block in body if block.block_type == "timeline"))


def answering(question: Question | None) -> QuerySet[Claim]:
    """Return the claims that answer a question with a figure, the oldest first."""
    if question is None:
        return Claim.objects.none()
    with_figure = Q(assertions__state=AssertionState.LIVE, assertions__visibility=Visibility.PUBLIC, assertions__low__isnull=False)
    return Claim.objects.filter(with_figure, question=question, merged_into__isnull=True).order_by("pk").distinct()


def _timeline(value: Any) -> Iterator[tuple[str, Claim]]:
    for entry in value["entries"]:
        if entry["claim"]:
            yield " ".join(strip_tags(entry["text"].source).split()), entry["claim"]


def _fact_check(value: Any) -> Iterator[tuple[str, Claim]]:
    return _by_their_text([value["claim"]])


def _knowledge(value: Any) -> Iterator[tuple[str, Claim]]:
    return _by_their_text(value["claims"])


def _figures(value: Any) -> Iterator[tuple[str, Claim]]:
    return _by_their_text(answering(value["question"]))


def _by_their_text(claims: Iterable[Claim | None]) -> Iterator[tuple[str, Claim]]:
    return ((claim.text, claim) for claim in claims if claim is not None)


IN_BLOCKS: dict[str, Callable[[Any], Iterator[tuple[str, Claim]]]] = {
    "timeline": _timeline,
    "fact_check": _fact_check,
    "knowledge": _knowledge,
    "figures": _figures,
}
