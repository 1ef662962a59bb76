"""Which pages show a claim: their tags, so that a change of it finds them (``press/tags.py``)."""

from __future__ import annotations

from collections.abc import Iterable

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim

LISTS = "claims"  # what lists every claim: the sitemap


def of_claim(claim_id: int) -> str:
    """Return the tag of every page that shows a claim."""
    return f"claim:{claim_id}"


def of_source(source_id: int) -> str:
    """Return the tag of every page that shows a source."""
    return f"source:{source_id}"


def of_topic(topic_id: int) -> str:
    """Return the tag of every page that lists the claims of a topic."""
    return f"topic-claims:{topic_id}"


def of_question(question_id: int) -> str:
    """Return the tag of every page that compares the figures of a question: a claim may come to answer it that the page does not know yet."""
    return f"question:{question_id}"


def shown(claims: Iterable[int]) -> set[str]:
    """Return the tags of every page that shows or lists one of these claims: its own, those of its topics, its question and the sources on it."""
    wanted = list(claims)
    if not wanted:
        return set()
    topics = Claim.topics.through.objects.filter(claim_id__in=wanted).values_list("topic_id", flat=True)
    sources = Assertion.objects.filter(claim_id__in=wanted).order_by().values_list("source_id", flat=True).distinct()
    questions = Claim.objects.filter(pk__in=wanted, question__isnull=False).order_by().values_list("question_id", flat=True).distinct()
    return {LISTS, *map(of_claim, wanted), *map(of_topic, topics), *map(of_source, sources), *map(of_question, questions)}
