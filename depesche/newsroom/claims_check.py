"""Whether sources, claims and assertions are what the editorial log says; a change past Depesche is named here (``depesche ledger verify``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.ledger.book import Event
from depesche.newsroom.claims import entries, protecting
from depesche.newsroom.claims.terms import AssertionState, Status
from depesche.newsroom.models import Assertion, Claim, Evidence, Identity, Source

AT_ONCE = 500
# fmt: off
KINDS = (
    entries.CLAIM_PUBLISHED, entries.SOURCE_CREATED, entries.SOURCE_UPDATED, entries.SOURCE_MERGED, entries.SOURCE_DELETED, entries.IDENTITY_SEALED,
    entries.IDENTITY_FORGOTTEN, entries.CLAIM_CREATED, entries.CLAIM_EDITED, entries.CLAIM_CHECKED, entries.CLAIM_MERGED, entries.CLAIM_SPLIT,
    entries.CLAIM_DELETED, entries.ASSERTION_ADDED, entries.ASSERTION_SUPERSEDED, entries.ASSERTION_RETRACTED, entries.STATUS_CHANGED,
    entries.OVERRIDE_SET, entries.OVERRIDE_CLEARED, entries.EVIDENCE_ARCHIVED, entries.TEXT_TAKEN_DOWN,
)
# fmt: on


@dataclass
class Told:
    """What the log tells, folded: digests by number, where assertions belong and how they ended, statuses, judgements, copies, identities;
    digests of the addresses of claims, and since when these are public (milliseconds), where the log tells; ``whole`` are those of which it tells
    all from the beginning, as entries of earlier editions did not."""

    sources: dict[int, str] = field(default_factory=dict)
    merged_sources: dict[int, int] = field(default_factory=dict)
    claims: dict[int, str] = field(default_factory=dict)
    merged_claims: dict[int, int] = field(default_factory=dict)
    assertions: dict[int, str] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    overrides: dict[int, tuple[str, str]] = field(default_factory=dict)
    copies: dict[int, str] = field(default_factory=dict)
    identities: dict[int, str] = field(default_factory=dict)
    addresses: dict[int, str] = field(default_factory=dict)
    public: dict[int, str | None] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)


def differences() -> Iterator[str]:
    """Yield a sentence for everything that is not what the log says."""
    told = fold()
    yield from _sources(told)
    yield from _claims(told)
    yield from _assertions(told)
    yield from _private(told)


def fold() -> Told:
    """Read the log from its beginning."""
    told = Told()
    for event in book.of_kinds(KINDS, log=logs.EDITORIAL):
        _FOLDS[event.kind](told, event)
    return told


def _source(told: Told, event: Event) -> None:
    told.sources[event.body["source"]] = event.body["sha256"]


def _source_merged(told: Told, event: Event) -> None:
    told.merged_sources[event.body["source"]] = event.body["into"]
    told.assertions.update({pk: sha256 for pk, sha256 in event.body["assertions"]})


def _source_deleted(told: Told, event: Event) -> None:
    told.sources.pop(event.body["source"], None)
    told.identities.pop(event.body["source"], None)


def _claim(told: Told, event: Event) -> None:
    told.claims[event.body["claim"]] = event.body["sha256"]
    if "address" in event.body:
        told.addresses[event.body["claim"]] = event.body["address"]
        told.whole.add(event.body["claim"])


def _claim_published(told: Told, event: Event) -> None:
    told.public[event.body["claim"]] = event.body["public_since"]


def _claim_merged(told: Told, event: Event) -> None:
    told.merged_claims[event.body["claim"]] = event.body["into"]
    told.claims[event.body["into"]] = event.body["sha256"]
    told.places.update({pk: event.body["into"] for pk in event.body["assertions"]})
    told.overrides.pop(event.body["claim"], None)
    if "public_since" in event.body:
        told.public[event.body["into"]] = event.body["public_since"]


def _claim_split(told: Told, event: Event) -> None:
    told.places.update({pk: event.body["into"] for pk in event.body["assertions"]})


def _claim_deleted(told: Told, event: Event) -> None:
    told.claims.pop(event.body["claim"], None)


def _assertion(told: Told, event: Event) -> None:
    pk = event.body["assertion"]
    told.assertions[pk], told.places[pk], told.states[pk] = event.body["sha256"], event.body["claim"], AssertionState.LIVE
    if "supersedes" in event.body:
        told.states[event.body["supersedes"]] = AssertionState.SUPERSEDED


def _retracted(told: Told, event: Event) -> None:
    told.states[event.body["assertion"]] = AssertionState.RETRACTED


def _status(told: Told, event: Event) -> None:
    told.statuses[event.body["claim"]] = event.body["to"]


def _override(told: Told, event: Event) -> None:
    told.overrides[event.body["claim"]] = (event.body["status"], event.body["reason"])


def _override_cleared(told: Told, event: Event) -> None:
    told.overrides.pop(event.body["claim"], None)


def _copy(told: Told, event: Event) -> None:
    told.copies[event.body["evidence"]] = event.body["sha256"]


def _taken_down(told: Told, event: Event) -> None:
    """What is left counts from now on; whether it was the text of before that went is asked by ``taken_check``."""
    if "assertion" in event.body:
        pk = event.body["assertion"]
        told.assertions[pk], told.states[pk] = event.body["left"], event.body["state"]
        for evidence in event.body["evidence"]:
            told.copies.pop(evidence, None)
    elif "versions" in event.body:
        claim = event.body["claim"]
        told.claims[claim] = event.body.get("left", told.claims.get(claim, ""))
        if "address" in event.body:
            told.addresses[claim] = event.body["address"]


def _identity(told: Told, event: Event) -> None:
    told.identities[event.body["source"]] = event.body["hmac_sha256"]


def _forgotten(told: Told, event: Event) -> None:
    told.identities.pop(event.body["source"], None)


_FOLDS = {
    entries.SOURCE_CREATED: _source,
    entries.SOURCE_UPDATED: _source,
    entries.SOURCE_MERGED: _source_merged,
    entries.SOURCE_DELETED: _source_deleted,
    entries.IDENTITY_SEALED: _identity,
    entries.IDENTITY_FORGOTTEN: _forgotten,
    entries.CLAIM_CREATED: _claim,
    entries.CLAIM_PUBLISHED: _claim_published,
    entries.CLAIM_EDITED: _claim,
    entries.CLAIM_CHECKED: _claim,
    entries.CLAIM_MERGED: _claim_merged,
    entries.CLAIM_SPLIT: _claim_split,
    entries.CLAIM_DELETED: _claim_deleted,
    entries.ASSERTION_ADDED: _assertion,
    entries.ASSERTION_SUPERSEDED: _assertion,
    entries.ASSERTION_RETRACTED: _retracted,
    entries.STATUS_CHANGED: _status,
    entries.OVERRIDE_SET: _override,
    entries.OVERRIDE_CLEARED: _override_cleared,
    entries.EVIDENCE_ARCHIVED: _copy,
    entries.TEXT_TAKEN_DOWN: _taken_down,
}


def _sources(told: Told) -> Iterator[str]:
    seen = set()
    for source in Source.objects.iterator(chunk_size=AT_ONCE):
        seen.add(source.pk)
        if told.sources.get(source.pk) != entries.source_digest(source):
            yield f"source {source.pk} “{source.name}” is not the one that the log says"
        if told.merged_sources.get(source.pk) != source.merged_into_id:
            yield f"source {source.pk} “{source.name}” leads to {source.merged_into_id}, by the log to {told.merged_sources.get(source.pk)}"
    yield from (f"source {pk} stands in the log, but it is not there" for pk in sorted(set(told.sources) - seen))


def _claims(told: Told) -> Iterator[str]:
    seen = set()
    for claim in Claim.objects.prefetch_related("topics").iterator(chunk_size=AT_ONCE):
        seen.add(claim.pk)
        name = f"claim {claim.pk} “{claim.text[:60]}”"
        if told.claims.get(claim.pk) != entries.claim_digest(claim):
            yield f"{name} is not the one that the log says"
        if told.merged_claims.get(claim.pk) != claim.merged_into_id:
            yield f"{name} leads to {claim.merged_into_id}, by the log to {told.merged_claims.get(claim.pk)}"
        elif told.overrides.get(claim.pk, ("", "")) != (claim.override, claim.override_reason):
            yield f"{name} is not judged as the log says"
        elif not _has_status(told, claim):
            yield f"{name} is “{claim.status}”, by the log “{told.statuses.get(claim.pk, 'unsourced')}”"
        yield from _place(told, claim, name)
    yield from (f"claim {pk} stands in the log, but it is not there" for pk in sorted(set(told.claims) - seen))


def _place(told: Told, claim: Claim, name: str) -> Iterator[str]:
    """Compare where readers find a claim, and since when; nothing where the log does not tell."""
    if entries.address_digest(claim) != told.addresses.get(claim.pk, entries.address_digest(claim)):
        yield f"{name} does not stand at the address that the log says: /claims/{claim.slug}/"
    since = clock.to_milliseconds(claim.public_since) if claim.public_since else None
    if (claim.pk in told.public or claim.pk in told.whole) and since != told.public.get(claim.pk):
        yield f"{name} is not public since when the log says"


def _has_status(told: Told, claim: Claim) -> bool:
    begun = {Status.UNSOURCED, Status.ESTABLISHED}  # of a claim whose status never changed, the log has no entry
    said = told.statuses.get(claim.pk)
    return claim.status == said if said else claim.status in begun


def _assertions(told: Told) -> Iterator[str]:
    seen = set()
    for assertion in _counted().iterator(chunk_size=AT_ONCE):
        seen.add(assertion.pk)
        name = f"assertion {assertion.pk} (claim {assertion.claim_id}, source {assertion.source_id})"
        if told.assertions.get(assertion.pk) != entries.assertion_digest(assertion):
            yield f"{name} is not the one that the log says"
        if told.states.get(assertion.pk) != assertion.state:
            yield f"{name} is {assertion.state}, by the log {told.states.get(assertion.pk)}"
        if told.places.get(assertion.pk) != assertion.claim_id:
            yield f"{name} belongs to claim {told.places.get(assertion.pk)} by the log"
    yield from (f"assertion {pk} stands in the log, but it is not there" for pk in sorted(set(told.assertions) - seen))


def _counted() -> QuerySet[Assertion]:
    ways = Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))
    return Assertion.objects.exclude(state=AssertionState.DRAFT).prefetch_related("via", ways).order_by("pk")


def _private(told: Told) -> Iterator[str]:
    kept = dict(Evidence.objects.exclude(sha256="").values_list("pk", "sha256"))
    for pk in sorted(kept.keys() | told.copies.keys()):
        if kept.get(pk) != told.copies.get(pk):
            yield f"the copy of evidence {pk} is not the one that the log says"
    found = {identity.pk: identity for identity in Identity.objects.all()}
    for pk in sorted(found.keys() | told.identities.keys()):
        if pk not in found or not _is_told(found[pk], told.identities.get(pk)):
            yield f"the sealed identity of source {pk} is not the one that the log says"


def _is_told(identity: Identity, said: str | None) -> bool:
    try:
        return protecting.hash_of(identity) == said
    except (Refusal, TypeError, ValueError):  # what stands there is no sealed text at all
        return False
