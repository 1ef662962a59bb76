"""Entering, changing and joining sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom import addresses
from depesche.newsroom.claims import deriving, entries, outdating
from depesche.newsroom.claims.assertion_rows import Assertion, Relay
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.deriving import Change
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import AssertionState, SourceKind
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User

LONGEST_SLUG = 80


@dataclass(frozen=True)
class Known:
    """What an editor writes down of a source."""

    name: str
    kind: SourceKind = SourceKind.PERSON
    name_en: str = ""
    role: str = ""
    speaks_for: str = ""
    parent: Source | None = None
    party: str = ""
    aliases: Sequence[str] = ()
    wikidata: str = ""
    url: str = ""
    is_named: bool = True


tag = outdating.of_source


def enter(known: Known, *, is_protected: bool = False, by: User | None, at: datetime) -> Source:
    """Enter a source; a protected one by ``protecting.enter`` only, which seals who it is.

    :raises Refusal: codes ``source-empty``, ``house-in-a-circle``
    """
    with transaction.atomic():
        source = Source(created_at=at, is_protected=is_protected)
        _fill(source, known)
        source.slug = _free_slug(source.name)
        source.save()
        entries.write(entries.SOURCE_CREATED, {"source": source.pk, "sha256": entries.source_digest(source)}, by=by, at=at)
    return source


def change(source: Source, known: Known, *, is_by_keeper: bool = False, by: User | None, at: datetime) -> None:
    """Change what is known of a source. Party and house decide which voices are one, so every claim it speaks to is settled anew.

    :param is_by_keeper: of a protected source only :func:`protecting.describe` changes anything
    :raises Refusal: codes ``source-empty``, ``house-in-a-circle``, ``not-a-keeper``
    """
    if source.is_protected and not is_by_keeper:
        raise Refusal(code="not-a-keeper", message=_("Only its two keepers change a protected source."), help=_("Ask one of its keepers."))
    with transaction.atomic():
        before = _weight(Source.objects.get(pk=source.pk))
        _fill(source, known)
        source.save()
        entries.write(entries.SOURCE_UPDATED, {"source": source.pk, "sha256": entries.source_digest(source)}, by=by, at=at)
        rebuild.outdate([tag(source.pk)], at=at)
        if _weight(source) != before:
            _settle(_claims(source), entries.SOURCE_UPDATED, by=by, at=at)


def join(source: Source, into: Source, *, by: User | None, at: datetime) -> None:
    """Merge a source into another one, which says from now on all it said. Its address leads there.

    :raises Refusal: code ``same-source``; ``protected-source`` if one of them is protected
    """
    if source.pk == into.pk or into.merged_into_id:
        raise Refusal(code="same-source", message=_("A source cannot be merged into itself."), help=_("Please choose another one."))
    if source.is_protected or into.is_protected:
        raise Refusal(code="protected-source", message=_("A protected source is not merged with another one."), help=_("Ask one of its keepers."))
    with transaction.atomic():
        claims = _claims(source)
        spoken = set(Assertion.objects.filter(Q(source=source) | Q(via__source=source)).values_list("pk", flat=True))
        Assertion.objects.filter(source=source).update(source=into)
        Relay.objects.filter(source=source).update(source=into)
        Source.objects.filter(pk=into.pk, parent=source).update(parent=source.parent_id)
        Source.objects.filter(parent=source).update(parent=into)
        source.merged_into = into
        source.save(update_fields=["merged_into"])
        live = Assertion.objects.filter(pk__in=spoken).exclude(state=AssertionState.DRAFT).order_by("pk")
        digests = [[one.pk, entries.assertion_digest(one)] for one in live]
        entries.write(entries.SOURCE_MERGED, {"source": source.pk, "into": into.pk, "assertions": digests}, by=by, at=at)
        rebuild.outdate([tag(source.pk), tag(into.pk)], at=at)
        _settle(claims, entries.SOURCE_MERGED, by=by, at=at)


def _weight(source: Source) -> tuple[object, ...]:
    """Return what of a source the rules for a claim's status look at."""
    return source.voice, source.is_named, source.kind == SourceKind.OWN_NEWSROOM


def _claims(source: Source) -> set[int]:
    """Return the claims to which a source speaks, or a part of its house."""
    return set(Assertion.objects.filter(Q(source=source) | Q(source__parent=source)).values_list("claim_id", flat=True))


def _settle(claims: set[int], because: str, *, by: User | None, at: datetime) -> None:
    for claim_id in sorted(claims):
        deriving.settle(deriving.hold(claim_id), Change(because, by, at))


def _fill(source: Source, known: Known) -> None:
    name = " ".join(known.name.split())
    if not name:
        raise Refusal(code="source-empty", message=_("The source has no name."), help=_("Please write one, or a description."))
    if known.parent is not None and source.pk and source.pk in _houses(known.parent):
        raise Refusal(code="house-in-a-circle", message=_("This house belongs to the source itself."), help=_("Please choose another one."))
    source.name, source.name_en, source.kind, source.role = name, known.name_en.strip(), known.kind, known.role.strip()
    source.speaks_for, source.parent, source.party = known.speaks_for.strip(), known.parent, known.party.strip()
    source.aliases, source.wikidata, source.url = "\n".join(known.aliases), known.wikidata.strip(), known.url
    source.is_named = known.is_named


def _houses(source: Source | None) -> set[int]:
    found: set[int] = set()
    while source is not None and source.pk not in found:
        found.add(source.pk)
        source = source.parent
    return found


def _free_slug(name: str) -> str:
    base = addresses.slug(name)[:LONGEST_SLUG].strip("-") or "source"
    return base if not Source.objects.filter(slug=base).exists() else f"{base}-{uuid4().hex[:8]}"


def claims_of(source: Source) -> list[Claim]:
    """Return the claims that readers see and a source speaks to, the newest first."""
    spoken = Claim.objects.filter(assertions__source=source, public_since__isnull=False, merged_into__isnull=True)
    return list(spoken.distinct().order_by("-changed_at", "-pk"))
