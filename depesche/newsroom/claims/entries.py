"""What the editorial log says of sources, claims and assertions (newsroom.md, 3.6): numbers, words of the model and digests, never a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder

from depesche.kernel import clock, digest
from depesche.ledger import book, logs
from depesche.ledger.book import Fact

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.claims.assertion_rows import Assertion, Evidence
    from depesche.newsroom.claims.claim_rows import Claim, ClaimVersion
    from depesche.newsroom.claims.source_rows import Source

SOURCE_CREATED, SOURCE_UPDATED, SOURCE_MERGED, SOURCE_DELETED = "source_created", "source_updated", "source_merged", "source_deleted"
IDENTITY_SEALED, IDENTITY_READ, IDENTITY_FORGOTTEN = "identity_sealed", "identity_read", "identity_forgotten"
CLAIM_CREATED, CLAIM_EDITED, CLAIM_MERGED = "claim_created", "claim_edited", "claim_merged"
CLAIM_SPLIT, CLAIM_CHECKED, CLAIM_DELETED = "claim_split", "claim_checked", "claim_deleted"
CLAIM_PUBLISHED = "claim_published"
EVIDENCE_ARCHIVED = "evidence_archived"
ASSERTION_ADDED, ASSERTION_SUPERSEDED, ASSERTION_RETRACTED = "assertion_added", "assertion_superseded", "assertion_retracted"
STATUS_CHANGED = "claim_status_changed"
OVERRIDE_SET, OVERRIDE_CLEARED = "claim_override_set", "claim_override_cleared"
GATE_BYPASSED = "gate_bypassed"
TEXT_TAKEN_DOWN = "text_taken_down"
CLAIM_FIELDS = ("kind", "text", "text_en", "question_id", "event_on", "is_established", "review_by", "is_legally_sensitive")
SOURCE_FIELDS = ("name", "name_en", "kind", "role", "speaks_for", "parent_id", "party", "aliases", "wikidata", "url", "is_named", "is_protected")
# fmt: off
ASSERTION_FIELDS = (
    "stance", "said_on", "precision", "occasion", "place", "wording", "wording_original", "is_verbatim", "hedge", "basis", "origin",
    "derived_from_id", "independent", "is_competent", "competent_reason", "measure", "comparator", "low", "high", "unit", "figure_as_of",
    "visibility",
)
# fmt: on


def write(kind: str, body: Mapping[str, object], *, by: User | None, at: datetime) -> None:
    """Append an entry to the editorial log, in the caller's transaction."""
    book.append(Fact(kind, {**body, "by": by.pk if by else None}, log=logs.EDITORIAL), at=at)


def of_claim(claim: Claim) -> dict[str, object]:
    """Return what an entry says of a claim: its number, its version and the SHA-256 of what editors wrote, and of its words alone."""
    return {"claim": claim.pk, "version": claim.version, "sha256": claim_digest(claim), "words": words_digest(claim)}


def shown(claims: Iterable[int], *, by: User | None, at: datetime) -> None:
    """Append for each of these claims that readers see it from now on, in the caller's transaction."""
    moment, person = clock.to_milliseconds(at), by.pk if by else None
    bodies = ({"claim": pk, "public_since": moment, "by": person} for pk in sorted(claims))
    book.append_all((Fact(CLAIM_PUBLISHED, body, log=logs.EDITORIAL) for body in bodies), at=at)


def of_assertion(assertion: Assertion) -> dict[str, object]:
    """Return what an entry says of an assertion; an internal one only by its digest."""
    named = {"source": assertion.source_id, "stance": assertion.stance} if assertion.visibility == "public" else {}
    return {"claim": assertion.claim_id, "assertion": assertion.pk, "sha256": assertion_digest(assertion), **named}


def of_copy(evidence: Evidence) -> dict[str, object]:
    """Return what an entry says of a private copy of evidence."""
    return {"claim": evidence.assertion.claim_id, "assertion": evidence.assertion_id, "evidence": evidence.pk, "sha256": evidence.sha256}


def claim_digest(claim: Claim) -> str:
    """Return the SHA-256 (hexadecimal) of everything that editors wrote into a claim."""
    return _digest({name: getattr(claim, name) for name in CLAIM_FIELDS} | {"topics": sorted(topic.pk for topic in claim.topics.all())})


def address_digest(claim: Claim) -> str:
    """Return the SHA-256 (hexadecimal) of a claim's address: it is made of words, and these may have to go one day."""
    return digest.sha256_hex(claim.slug.encode())


def words_digest(said: Claim | ClaimVersion) -> str:
    """Return the SHA-256 (hexadecimal) of the words of a claim, as it is or as a version of it was."""
    return _digest({"text": said.text, "text_en": said.text_en})


def source_digest(source: Source) -> str:
    """Return the SHA-256 (hexadecimal) of everything readers may know of a source."""
    return _digest({name: getattr(source, name) for name in SOURCE_FIELDS})


def assertion_digest(assertion: Assertion) -> str:
    """Return the SHA-256 (hexadecimal) of everything that was written into an assertion, its way and its evidence."""
    said: dict[str, object] = {name: getattr(assertion, name) for name in ASSERTION_FIELDS}
    for name in ("low", "high"):
        value = getattr(assertion, name)
        said[name] = None if value is None else format(value.normalize(), "f")
    said["said_on"] = assertion.said_on.astimezone(UTC) if assertion.said_on else None  # the same, just typed or from the database
    said["source"] = assertion.source_id
    said["via"] = [relay.source_id for relay in assertion.via.all()]
    said["evidence"] = [[one.url, one.title, one.locator] for one in assertion.evidence.order_by("pk")]
    return _digest(said)


def _digest(said: Mapping[str, object]) -> str:
    return digest.sha256_hex(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
