"""Taking published words down for a legal reason: they are gone here, their digest, the ground and the day stay (newsroom.md, 3.5, point 5).

What counts is replaced or taken back first, so no status ever rests on words that nobody can read. Mails keep what they carried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs, sweeping
from depesche.newsroom.claims import asserting, claiming, deriving, entries, forgetting_copies, outdating, taking_along
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import SHORTEST_REASON, Claim, ClaimVersion
from depesche.newsroom.claims.taken_rows import TakenDown
from depesche.newsroom.claims.taking_along import NOTHING, Along
from depesche.newsroom.claims.terms import AssertionState, Ground
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.claims.correction_rows import Correction

TEXTS = (*asserting.TYPED, "end_reason")
ENDED = frozenset({AssertionState.SUPERSEDED, AssertionState.RETRACTED})


@dataclass(frozen=True)
class Order:
    """Why something is taken down: the ground, which readers read, and the reason, which only the newsroom reads."""

    ground: Ground
    reason: str


def statement(said: Assertion, order: Order, *, along: Along = NOTHING, seen: int | None = None, by: User | None, at: datetime) -> TakenDown:
    """Take down the words of a statement that no longer counts, its evidence, our copies of it, and why it was taken back.

    :param along: where else the words stand, and go with it
    :param seen: the version of the claim that the editor began with
    :raises Refusal: from :func:`gate_statement`; codes ``reason-missing``, ``claim-changed-meanwhile``
    """
    gate_reason(order)
    with transaction.atomic():
        claim = deriving.hold(said.claim_id, seen=seen)
        now = Assertion.objects.select_for_update(of=("self",)).get(pk=said.pk)
        gate_statement(now)
        sha256 = entries.assertion_digest(now)
        made = TakenDown.objects.create(assertion=now, **row(order, sha256, by=by, at=at))
        copies = {one.pk: one.sha256 for one in now.evidence.select_for_update(of=("self",)) if one.sha256}  # nobody keeps another one meanwhile
        now.evidence.all().delete()
        empty(now, TEXTS)
        body = {"assertion": now.pk, "sha256": sha256, "left": entries.assertion_digest(_read_again(now)), "evidence": sorted(copies), **_ended(now)}
        _done(claim, {**body, **along.body()}, order, by=by, at=at)
        taking_along.take(along, made, at=at)
        _forget_why(now, at=at)
        transaction.on_commit(partial(forgetting_copies.forget, set(copies.values())), robust=True)
    return made


def words(version: ClaimVersion, order: Order, *, along: Along = NOTHING, seen: int | None = None, by: User | None, at: datetime) -> list[TakenDown]:
    """Take down the words of a version of a claim, wherever its history has the same; an address made of them goes, too.

    :param along: where else the words stand, and go with them
    :param seen: the version of the claim that the editor began with
    :raises Refusal: from :func:`gate_words`; codes ``reason-missing``, ``claim-changed-meanwhile``
    """
    gate_reason(order)
    with transaction.atomic():
        claim = deriving.hold(version.claim_id, seen=seen, may_be_merged=True)
        now = claim.versions.select_for_update(of=("self",)).get(pk=version.pk)
        gate_words(claim, now)
        sha256 = entries.words_digest(now)
        same = list(claim.versions.filter(text=now.text, text_en=now.text_en).order_by("number"))
        rows = [TakenDown(version=one, **row(order, sha256, by=by, at=at)) for one in same]
        TakenDown.objects.bulk_create(rows)
        ClaimVersion.objects.filter(pk__in=[one.pk for one in same]).update(text="", text_en="")
        body: dict[str, object] = {"versions": [one.number for one in same], "sha256": sha256}
        if entries.words_digest(claim) == sha256:  # it was merged into another one, and nobody words it anew
            claim.text = claim.text_en = ""
            body["left"] = entries.claim_digest(claim)
        if is_address_of(claim, now):
            claim.slug = claiming.free_address(claim.text)
            body["address"] = entries.address_digest(claim)
        claim.save(update_fields=["text", "text_en", "slug"])
        _done(claim, {**body, **along.body()}, order, by=by, at=at)
        taking_along.take(along, TakenDown.objects.get(version=now), at=at)
    return rows


def gate_reason(order: Order) -> None:
    """Let an order pass that a colleague understands in a year.

    :raises Refusal: code ``reason-missing``
    """
    if len(order.reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            code="reason-missing",
            message=_("The reason has fewer than %(number)s characters.") % {"number": SHORTEST_REASON},
            help=_("Please write who demands it and why, so that a colleague understands it in a year."),
        )


def gate_statement(said: Assertion) -> None:
    """Let a statement pass whose words may be taken down.

    :raises Refusal: codes ``statement-counts``, ``taken-down-already``
    """
    if said.state not in ENDED:
        raise Refusal(
            code="statement-counts",
            message=_("This statement counts; readers would not know on what the status rests."),
            help=_("Please replace it or take it back first. Then its words can be taken down in the history."),
        )
    gate_once(TakenDown.objects.filter(assertion=said).exists())


def gate_words(claim: Claim, version: ClaimVersion) -> None:
    """Let a version pass whose words may be taken down.

    :raises Refusal: codes ``words-still-stand``, ``taken-down-already``
    """
    gate_once(TakenDown.objects.filter(version=version).exists())
    if entries.words_digest(version) == entries.words_digest(claim) and not claim.merged_into_id:
        raise Refusal(
            code="words-still-stand",
            message=_("The claim still says so."),
            help=_("Please change the claim first. Then its former words can be taken down in the history."),
        )


def gate_once(is_gone: bool) -> None:
    """Refuse to do it twice.

    :raises Refusal: code ``taken-down-already``
    """
    if is_gone:
        raise Refusal(code="taken-down-already", message=_("These words were taken down before."), help=_("Nothing is left to be done here."))


def row(order: Order, sha256: str, *, by: User | None, at: datetime) -> dict[str, object]:
    """Return the columns that every record of what was taken down has.

    :param sha256: the digest (hexadecimal) by which the log knows what stood there
    """
    return {"ground": order.ground, "reason": order.reason.strip()[:400], "sha256": sha256, "by": by, "at": at}


def empty(said: Assertion | Correction, names: Collection[str]) -> None:
    """Empty the columns that hold words; a trigger lets it happen only with all of them, and after :class:`TakenDown` says so."""
    for name in names:
        setattr(said, name, "")
    said.save(update_fields=names)


def is_address_of(claim: Claim, version: ClaimVersion) -> bool:
    """Whether the address of a claim was made of the words of a version, and not of those that it has now."""
    made = claiming.address_of(version.text)
    return made != claiming.address_of(claim.text) and (claim.slug == made or claim.slug[:-9] == made)


def texts(said: Assertion) -> Iterator[tuple[str, str]]:
    """Yield what would be gone of a statement, each with its name."""
    for name in TEXTS:
        if value := getattr(said, name):
            yield str(_("reason of its end") if name == "end_reason" else getattr(Assertion._meta.get_field(name), "verbose_name", name)), value
    for one in said.evidence.order_by("pk"):
        yield str(_("evidence")), " · ".join(part for part in (one.title, one.url, one.locator, one.licence) if part)
        if one.sha256:
            yield str(_("our copy")), one.archive_name


def _ended(said: Assertion) -> dict[str, object]:
    """Return what the log goes on to know of a statement's end, as the entry that told it is erased with its reason."""
    return {"state": said.state, "ended": clock.to_milliseconds(said.ended_at)} if said.ended_at else {}


def _read_again(said: Assertion) -> Assertion:
    return Assertion.objects.get(pk=said.pk)


def _done(claim: Claim, body: dict[str, object], order: Order, *, by: User | None, at: datetime) -> None:
    """Write the entry, and take the words out of every stored page and out of the database's own journal."""
    entries.write(entries.TEXT_TAKEN_DOWN, {"claim": claim.pk, "ground": order.ground.value, **body}, by=by, at=at)
    rebuild.outdate(outdating.shown([claim.pk]), at=at)
    sweeping.after_commit()


def _forget_why(said: Assertion, *, at: datetime) -> None:
    """Erase the body of the entry that says why a statement was taken back: it holds the reason in words."""
    if said.state != AssertionState.RETRACTED:
        return
    told = [one.index for one in book.of_kind(entries.ASSERTION_RETRACTED, log=logs.EDITORIAL) if one.body["assertion"] == said.pk]
    if told:
        book.erase(told, log=logs.EDITORIAL, reason=taking_along.REASON, at=at)
