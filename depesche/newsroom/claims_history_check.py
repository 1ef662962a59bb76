"""Whether the history that a claim's page tells is what the editorial log says: each version's status and words, when a statement began and ended,
and whether the marks of published articles stand as rows.

What counts now is compared by :mod:`depesche.newsroom.claims_check`; here, what readers saw before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from depesche.kernel import clock
from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom.claims import entries, marking, merging
from depesche.newsroom.claims.terms import AssertionState, Status
from depesche.newsroom.models import ArticlePage, Assertion, Claim, ClaimMark, ClaimVersion

AT_ONCE = 500
BEGUN = frozenset({Status.UNSOURCED, Status.ESTABLISHED})  # how a claim begins; the log tells of changes
SAID = (entries.ASSERTION_ADDED, entries.ASSERTION_SUPERSEDED, entries.ASSERTION_RETRACTED)
WORDED = (entries.CLAIM_CREATED, entries.CLAIM_EDITED, entries.CLAIM_CHECKED, entries.CLAIM_MERGED)

NO_WORDS = entries.words_digest(ClaimVersion(text="", text_en=""))


@dataclass
class Course:
    """What the log tells of one thing, by the version with which each began, in order."""

    versions: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def add(self, version: int, value: str) -> None:
        """Note what held from a version on."""
        self.versions.append(version)
        self.values.append(value)

    def at(self, version: int) -> str | None:
        """Return what held at a version; ``None`` before the first word of the log."""
        found = bisect_right(self.versions, version)
        return self.values[found - 1] if found else None


@dataclass
class Told:
    """What the log tells, folded: statuses and digests of words by claim; beginning, end and its reason by assertion; versions whose words
    were taken down, by claim and number."""

    statuses: dict[int, Course] = field(default_factory=dict)
    words: dict[int, Course] = field(default_factory=dict)
    begun: dict[int, datetime] = field(default_factory=dict)
    ended: dict[int, datetime] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    wordless: set[tuple[int, int]] = field(default_factory=set)


def differences() -> Iterator[str]:
    """Yield a sentence for everything in the history of claims that is not what the log says."""
    told = _fold()
    yield from _versions(told)
    yield from _assertions(told)
    yield from _marks()


def _fold() -> Told:
    told = Told()
    for event in book.of_kinds((*SAID, *WORDED, entries.STATUS_CHANGED, entries.TEXT_TAKEN_DOWN), log=logs.EDITORIAL):
        if event.kind == entries.TEXT_TAKEN_DOWN:
            _taken_down(told, event)
        elif event.kind in SAID:
            _said(told, event)
        elif event.kind == entries.STATUS_CHANGED:
            told.statuses.setdefault(event.body["claim"], Course()).add(event.body["version"], event.body["to"])
        elif "words" in event.body:  # entries of earlier editions do not have it
            claim = event.body.get("into", event.body["claim"])
            told.words.setdefault(claim, Course()).add(event.body["version"], event.body["words"])
    return told


def _said(told: Told, event: Event) -> None:
    pk = event.body["assertion"]
    if event.kind == entries.ASSERTION_RETRACTED:
        told.ended[pk], told.reasons[pk] = event.recorded_at, event.body["reason"]
        return
    told.begun[pk] = event.recorded_at
    if "supersedes" in event.body:
        told.ended[event.body["supersedes"]] = event.recorded_at


def _taken_down(told: Told, event: Event) -> None:
    """The entry stands for the one that told of the end with its reason, and for the words of some versions."""
    if "assertion" in event.body:
        told.ended[event.body["assertion"]] = clock.from_milliseconds(event.body["ended"])
        told.reasons.pop(event.body["assertion"], None)
    told.wordless.update((event.body["claim"], number) for number in event.body.get("versions", ()))


def _versions(told: Told) -> Iterator[str]:
    """Versions are numbered from 1 without a gap, up to the claim's own."""
    last = dict(Claim.objects.values_list("pk", "version"))
    seen = dict.fromkeys(last, 0)
    for version in ClaimVersion.objects.order_by("claim_id", "number").iterator(chunk_size=AT_ONCE):
        pk, name = version.claim_id, f"version {version.number} of claim {version.claim_id}"
        seen[pk] += 1
        status = told.statuses[pk].at(version.number) if pk in told.statuses else None
        if version.status != status and (status is not None or version.status not in BEGUN):
            yield f"{name} was “{version.status}”, by the log “{status or Status.UNSOURCED.value}”"
        words = told.words[pk].at(version.number) if pk in told.words else None
        if (pk, version.number) in told.wordless:
            words = NO_WORDS
        if words is not None and words != entries.words_digest(version):
            yield f"{name} is not worded as the log says"
    yield from (f"claim {pk} has {seen[pk]} versions, by its number {last[pk]}" for pk in sorted(last) if seen[pk] != last[pk])


def _assertions(told: Told) -> Iterator[str]:
    for one in Assertion.objects.exclude(state=AssertionState.DRAFT).order_by("pk").iterator(chunk_size=AT_ONCE):
        name = f"assertion {one.pk} (claim {one.claim_id}, source {one.source_id})"
        if not _is_moment(one.live_since, told.begun.get(one.pk)):
            yield f"{name} did not begin to count when the log says"
        if not _is_moment(one.ended_at, told.ended.get(one.pk)):
            yield f"{name} did not end when the log says"
        if one.end_reason != told.reasons.get(one.pk, ""):
            yield f"{name} did not end for the reason that the log says"


def _marks() -> Iterator[str]:
    """A mark without its row is a claim whose changes and corrections no longer reach the article. What is marked follows from its logged text."""
    rows: dict[int, set[tuple[str, int, str]]] = {}
    live = ClaimMark.objects.filter(until__isnull=True).values_list("article_id", "block", "claim_id", "text")
    for article_id, block, claim, text in live.iterator(chunk_size=AT_ONCE):
        rows.setdefault(article_id, set()).add((block, claim, text))
    for article in ArticlePage.objects.live().order_by("pk").iterator(chunk_size=AT_ONCE):
        marks = marking.of(article)
        leads = merging.final(mark.claim for mark in marks) if marks else {}
        stand = rows.get(article.pk, set())
        for mark in marks:
            if mark.claim in leads and (mark.block, leads[mark.claim], mark.text[: marking.LONGEST_TEXT]) not in stand:
                yield f"the mark “{mark.text[:60]}” of claim {leads[mark.claim]} in article {article.pk} has no row"


def _is_moment(stored: datetime | None, said: datetime | None) -> bool:
    """Whether two moments are one; the log keeps milliseconds."""
    if stored is None or said is None:
        return stored is said
    return clock.to_milliseconds(stored) == clock.to_milliseconds(said)
