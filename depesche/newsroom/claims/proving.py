"""Where an assertion can be checked, from one version to the next: what an editor leaves as it is keeps its licence and the copy we hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import entries
from depesche.newsroom.claims.assertion_rows import Assertion, Evidence

if TYPE_CHECKING:
    from depesche.brand.models import User


@dataclass(frozen=True)
class Proof:
    """Where it can be checked; the last three say which private copy is kept, under its SHA-256 (hexadecimal), ``archive_name`` and since when."""

    url: str = ""
    title: str = ""
    locator: str = ""
    licence: str = ""
    sha256: str = ""
    archive_name: str = ""
    retrieved_at: datetime | None = None


def of(assertion: Assertion) -> tuple[Proof, ...]:
    """Return where an assertion can be checked, in the order in which it was written down."""
    return tuple(
        Proof(one.url, one.title, one.locator, one.licence, one.sha256, one.archive_name, one.retrieved_at)
        for one in assertion.evidence.order_by("pk")
    )


def carried_over(typed: Sequence[Proof], before: Sequence[Proof]) -> tuple[Proof, ...]:
    """Return what was typed over the evidence of before: the same address keeps licence and copy, first in its own place, then in any other."""
    left: list[Proof | None] = list(before)
    found: dict[int, Proof] = {}
    for place, one in enumerate(typed):
        if place < len(left) and (old := left[place]) is not None and old.url == one.url:
            found[place], left[place] = old, None
    for place, one in enumerate(typed):
        if place not in found and (old := next((rest for rest in left if rest is not None and rest.url == one.url), None)) is not None:
            found[place] = old
            left[left.index(old)] = None
    return tuple(replace(found[place], title=one.title, locator=one.locator) if place in found else one for place, one in enumerate(typed))


def enter(made: Assertion, proofs: Iterable[Proof], *, by: User | None, at: datetime) -> None:
    """Write down where an assertion can be checked, in the place of what stood there; a copy that it takes over stands in the log.

    :raises Refusal: code ``copy-kept``, if a copy of what stood there would be lost: the log says that there is one
    """
    with_copy = {(one.sha256, one.url): one for one in made.evidence.exclude(sha256="").order_by("pk")}
    made.evidence.filter(sha256="").delete()
    for proof in proofs:
        row = with_copy.pop((proof.sha256, proof.url), None) or Evidence(assertion=made)
        is_new = row.pk is None
        for name, value in vars(proof).items():
            setattr(row, name, value)
        row.save()
        if proof.sha256 and is_new:
            entries.write(entries.EVIDENCE_ARCHIVED, entries.of_copy(row), by=by, at=at)
    if with_copy:
        lost = next(iter(with_copy.values()))
        raise Refusal(
            code="copy-kept",
            message=_("A copy of “%(named)s” is kept and stands in the editorial log.") % {"named": str(lost)[:80]},
            help=_("Please leave this evidence with the statement. Once the statement is published, another one can take its place."),
        )
