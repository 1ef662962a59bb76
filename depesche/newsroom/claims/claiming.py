"""Creating and editing a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom import addresses
from depesche.newsroom.claims import deriving, entries
from depesche.newsroom.claims.claim_rows import Claim, Question
from depesche.newsroom.claims.deriving import Change
from depesche.newsroom.claims.terms import ClaimKind
from depesche.newsroom.vocabulary import Topic

if TYPE_CHECKING:
    from depesche.brand.models import User

LONGEST_SLUG = 80


@dataclass(frozen=True)
class Wanted:
    """What an editor writes into a claim."""

    text: str
    kind: ClaimKind = ClaimKind.FACT
    text_en: str = ""
    question: Question | None = None
    topics: Sequence[Topic] = ()
    event_on: date | None = None
    is_established: bool = False
    review_by: date | None = None
    is_legally_sensitive: bool = False


def create(wanted: Wanted, *, by: User | None, at: datetime) -> Claim:
    """Make a claim nobody has said anything to yet.

    :raises Refusal: code ``claim-empty``
    """
    with transaction.atomic():
        claim = Claim(slug=free_address(wanted.text), created_at=at, created_by=by, changed_at=at)
        _fill(claim, wanted)
        found = deriving.verdict(claim, (), at=at)
        claim.status, claim.rule = found.status, found.rule
        claim.save()
        claim.topics.set(wanted.topics)
        entries.write(entries.CLAIM_CREATED, {**entries.of_claim(claim), "address": entries.address_digest(claim)}, by=by, at=at)
        deriving.keep_version(claim, Change(entries.CLAIM_CREATED, by, at))
    return claim


def edit(claim: Claim, wanted: Wanted, *, seen: int, by: User | None, at: datetime) -> Claim:
    """Change what a claim says or how it is filed; every article that carries it follows.

    :param seen: the version that the editor began with
    :raises Refusal: codes ``claim-empty``, ``claim-changed-meanwhile``
    """
    with transaction.atomic():
        now = deriving.hold(claim.pk, seen=seen)
        _fill(now, wanted)
        now.topics.set(wanted.topics)
        entries.write(entries.CLAIM_EDITED, {**entries.of_claim(now), "version": now.version + 1}, by=by, at=at)
        deriving.settle(now, Change(entries.CLAIM_EDITED, by, at))
    return now


def _fill(claim: Claim, wanted: Wanted) -> None:
    text = " ".join(wanted.text.split())
    if not text:
        raise Refusal(code="claim-empty", message=_("The claim says nothing."), help=_("Please write it as one sentence."))
    claim.text, claim.text_en, claim.kind = text, " ".join(wanted.text_en.split()), wanted.kind
    claim.question, claim.event_on, claim.review_by = wanted.question, wanted.event_on, wanted.review_by
    claim.is_established, claim.is_legally_sensitive = wanted.is_established, wanted.is_legally_sensitive


def free_address(text: str) -> str:
    """Return an address made of words that no claim has yet."""
    base = address_of(text)
    return base if not Claim.objects.filter(slug=base).exists() else f"{base}-{uuid4().hex[:8]}"


def address_of(text: str) -> str:
    """Return the address that words become, unless a claim has it."""
    return addresses.slug(text)[:LONGEST_SLUG].strip("-") or "claim"
