"""What the editorial log says of corrections: drafted, approved, published, each with the digest of every word (newsroom.md, 3.6).

A typing error is none of this: it leaves no trace here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from depesche.kernel import canonical_json, digest
from depesche.newsroom.claims import entries
from depesche.newsroom.models import Correction

if TYPE_CHECKING:
    from depesche.brand.models import User

DRAFTED, APPROVED, PUBLISHED = "correction_drafted", "correction_approved", "correction_published"
WORDS = ("severity", "wrong", "right", "why", "is_by_reader")


def content_digest(correction: Correction) -> str:
    """Return the SHA-256 (hexadecimal) of everything that readers see of a correction, the moment of its publication included."""
    said: dict[str, object] = {name: getattr(correction, name) for name in WORDS}
    said["severity"] = str(correction.severity)
    said["article"] = correction.article_id
    said["claims"] = [[one.claim_id, one.first, one.last] for one in correction.claims.order_by("claim_id")]
    said["published"] = correction.published_at.astimezone(UTC).isoformat() if correction.published_at else None
    return digest.sha256_hex(canonical_json.dump(said))


def write(kind: str, correction: Correction, *, by: User | None, at: datetime) -> None:
    """Append an entry about a correction, in the caller's transaction."""
    entries.write(kind, _body(correction), by=by, at=at)


def publish(correction: Correction, *, articles: Iterable[int], by: User | None, at: datetime) -> None:
    """Append the entry of a publication, with the articles that carry its note from now on."""
    entries.write(PUBLISHED, {**_body(correction), "articles": sorted(articles)}, by=by, at=at)


def _body(correction: Correction) -> dict[str, object]:
    return {"correction": correction.pk, "severity": str(correction.severity), "sha256": content_digest(correction)}


def taken_down(correction: Correction, *, ground: str, by: User | None, at: datetime) -> None:
    """Append the entry that the words of a published correction are gone: the digest that the log knew, and that of what is left."""
    body = {"correction": correction.pk, "ground": ground, "sha256": correction.sha256, "left": content_digest(correction)}
    entries.write(entries.TEXT_TAKEN_DOWN, body, by=by, at=at)
