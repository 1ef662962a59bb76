"""The marks of an article: words that carry a claim, as stored in its rich text, and as rows from its publication on.

Stored form: ``<span data-claim="12" data-assertion="34">words</span>``; the assertion is left out where the whole claim is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.db import transaction

from depesche.newsroom.claims import asserting, block_claims, deriving, entries, merging, outdating
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.models import ArticlePage

LONGEST_TEXT = 600
TITLE, LEAD = "title", "lead"
SPAN = re.compile(r"<span\b([^>]*)>")
NAME = re.compile(r'data-(claim|assertion)="(\d+)"')


@dataclass(frozen=True)
class Mark:
    """Words that carry a claim; ``block`` is Wagtail's number of the block, or ``title`` or ``lead``."""

    block: str
    text: str
    claim: int
    assertion: int | None = None


def of(article: ArticlePage) -> list[Mark]:
    """Return the marks of an article as it is now, live or draft, in reading order. Numbers of rows are not looked up."""
    heads = [Mark(head.place, getattr(article, head.place), head.claim_id, head.assertion_id) for head in article.head_claims.all()]
    heads.sort(key=lambda mark: mark.block != TITLE)
    return [*heads, *(mark for block in article.body for mark in _of_block(str(block.id or ""), block.block.get_prep_value(block.value)))]


def shown(article: ArticlePage) -> list[Mark]:
    """Return the marks of an article, and behind them the claims that its blocks show."""
    return [*of(article), *(Mark(one.block, one.text, one.claim) for one in block_claims.of(article.body))]


def stated(article: ArticlePage) -> list[Mark]:
    """Return the marks of an article, and the claims that its blocks state in the newsroom's voice."""
    return [*of(article), *(Mark(one.block, one.text, one.claim) for one in block_claims.stated(article.body))]


def named_in(article: ArticlePage) -> list[Mark]:
    """Return the marks of an article as :func:`of` does, without their words: all that a page needs, in a tenth of the time."""
    heads = [Mark(head.place, "", head.claim_id, head.assertion_id) for head in article.head_claims.all()]
    heads.sort(key=lambda mark: mark.block != TITLE)
    return [*heads, *(Mark("", "", claim, assertion) for text in _texts(article.body.raw_data) for claim, assertion in _named(text))]


def claims_of(article: ArticlePage) -> set[int]:
    """Return the claims that an article carries in its words or shows in its blocks, live or draft; one that was joined to another counts as that."""
    said = {mark.claim for mark in named_in(article)} | {one.claim for one in block_claims.of(article.body)}
    return set(merging.final(said).values()) if said else set()


def _texts(value: Any) -> Iterator[str]:
    """Find the texts with marks within what a body stores."""
    if isinstance(value, str):
        if "data-claim" in value:
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif hasattr(value, "__iter__"):
        for one in value:
            yield from _texts(one)


def _named(text: str) -> Iterator[tuple[int, int | None]]:
    for span in SPAN.findall(text):
        values = dict(NAME.findall(span))
        if claim := _number(values.get("claim")):
            yield claim, _number(values.get("assertion"))


def in_text(source: str, *, block: str = "") -> list[Mark]:
    """Return the marks of a rich text as stored by the editor."""
    reader = _Reader(block)
    reader.feed(source)
    reader.close()
    return reader.found


def enter(article: ArticlePage, *, by: User | None, at: datetime) -> None:
    """Write down the marks of an article that readers see now: drafts begin to count, claims become public, and rows say what is live since when.

    A mark whose claim no longer exists is left out; one of a claim that was merged stands for the other.
    """
    marks = shown(article)
    with transaction.atomic():
        leads = merging.final(mark.claim for mark in marks)
        marks = [replace(mark, claim=leads.get(mark.claim, mark.claim)) for mark in marks]
        said = Assertion.objects.filter(pk__in=[mark.assertion for mark in marks if mark.assertion], claim__in={mark.claim for mark in marks})
        asserting.publish(said.order_by("pk"), by=by, at=at)
        claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in={mark.claim for mark in marks})}
        known = [mark for mark in marks if mark.claim in claims]
        assertions = dict(said.values_list("pk", "claim_id"))
        _write(article, known, claims=claims, assertions=assertions, at=at)
        _show(claims.values(), by=by, at=at)


def take_down(article_id: int, *, at: datetime) -> None:
    """Readers no longer see the marks of an article. Doing it twice changes nothing."""
    live = ClaimMark.objects.filter(article_id=article_id, until__isnull=True)
    rebuild.outdate({deriving.tag(pk) for pk in live.values_list("claim_id", flat=True)}, at=at)
    live.update(until=at)


def articles_of(claims: Iterable[int]) -> set[int]:
    """Return the published articles that carry one of these claims."""
    return set(ClaimMark.objects.filter(claim_id__in=claims, until__isnull=True).values_list("article_id", flat=True))


def _write(article: ArticlePage, marks: list[Mark], *, claims: dict[int, Claim], assertions: dict[int, int], at: datetime) -> None:
    """End the rows that say something else than these marks, and begin those that are new."""
    live = {_place(row): row for row in ClaimMark.objects.filter(article_id=article.pk, until__isnull=True)}
    wanted = {}
    for position, mark in enumerate(marks, 1):
        assertion = mark.assertion if mark.assertion and assertions.get(mark.assertion) == mark.claim else None
        wanted[(position, mark.block, mark.claim, assertion, mark.text[:LONGEST_TEXT])] = claims[mark.claim].version
    ended = [row for place, row in live.items() if place not in wanted]
    ClaimMark.objects.filter(pk__in=[row.pk for row in ended]).update(until=at)
    begun = {place: version for place, version in wanted.items() if place not in live}
    ClaimMark.objects.bulk_create(
        ClaimMark(
            article_id=article.pk,
            revision=article.live_revision_id,
            position=position,
            block=block,
            claim_id=claim,
            assertion_id=assertion,
            text=text,
            version=version,
            since=at,
        )
        for (position, block, claim, assertion, text), version in begun.items()
    )
    touched = {row.claim_id for row in ended} | {place[2] for place in begun}
    rebuild.outdate({deriving.tag(pk) for pk in touched}, at=at)


def _place(row: ClaimMark) -> tuple[int, str, int, int | None, str]:
    return row.position, row.block, row.claim_id, row.assertion_id, row.text


def _show(claims: Iterable[Claim], *, by: User | None, at: datetime) -> None:
    new = [claim.pk for claim in claims if claim.public_since is None]
    Claim.objects.filter(pk__in=new).update(public_since=at)
    if new:
        entries.shown(new, by=by, at=at)
    rebuild.outdate(outdating.shown(new), at=at)


def _of_block(number: str, value: Any) -> Iterator[Mark]:
    """Find the rich texts within the stored value of a block."""
    if isinstance(value, str):
        if "data-claim" in value:
            yield from in_text(value, block=number)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _of_block(number, one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _of_block(number, one)


class _Reader(HTMLParser):
    """Collects the marks of a rich text."""

    def __init__(self, block: str) -> None:
        super().__init__(convert_charrefs=True)
        self.block = block
        self.found: list[Mark] = []
        self.open: list[tuple[int, int | None, list[str]] | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a mark."""
        if tag == "span":
            values = dict(attrs)
            claim = _number(values.get("data-claim"))
            self.open.append((claim, _number(values.get("data-assertion")), []) if claim else None)

    def handle_data(self, data: str) -> None:
        """Add words to the marks around them."""
        for one in self.open:
            if one is not None:
                one[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a mark."""
        if tag == "span" and self.open and (ended := self.open.pop()) is not None:
            claim, assertion, words = ended
            self.found.append(Mark(self.block, " ".join("".join(words).split()), claim, assertion))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
