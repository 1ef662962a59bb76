"""The second step of a sign-up: the person with the mailbox says yes (L-22). Looking at the page changes nothing (B-01)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import client, figures, holding, letters, moving, receipts, restriction, signup, staleness, tokens
from depesche.audience.models import Consent, FormVersion, Grant, ImportedRow, Purpose, SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import outbox, suppression
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

KIND_WELCOME = "welcome"
LIFTED = (Suppression.Reason.WITHDRAWN, Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINT, Suppression.Reason.UNREACHABLE)
State = SignupRequest.State


@dataclass(frozen=True)
class Question:
    """What the page asks: the purposes, whether the answer is known already, and what the button sends along as evidence (B-04)."""

    titles: tuple[str, ...]
    is_confirmed: bool
    is_live: bool
    is_move: bool
    seen: str
    language: str


@dataclass(frozen=True)
class Evidence:
    """What the answer tells about itself; none of it ever stops a confirmation (B-04)."""

    seen: str = ""
    network: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Confirmed:
    """What is confirmed. ``is_new`` is false when it was before; ``is_live`` false when the person has left since.

    ``is_restricted`` says that no newsletter comes all the same, as a move takes a restriction along (Art. 18 GDPR).
    """

    titles: tuple[str, ...]
    language: str
    is_new: bool
    is_live: bool
    is_move: bool = False
    is_restricted: bool = False


def question(token: str, *, at: datetime) -> Question:
    """Return what the link in a confirmation mail asks; nothing is written.

    :raises Refusal: code ``link-unknown`` or ``link-expired``
    """
    request = _request(token, at=at)
    seen = tokens.timed(tokens.Kind.SEEN, request.id, at=at)
    return Question(
        titles=_titles(request),
        is_confirmed=request.state == State.CONFIRMED,
        is_live=_is_live(request),
        is_move=request.replaces_id is not None,
        seen=seen,
        language=request.subscriber.language,
    )


def confirm(token: str, *, at: datetime, evidence: Evidence | None = None) -> Confirmed:
    """Turn a sign-up into a consent; a second time changes nothing and is no error (B-03).

    :raises Refusal: code ``link-unknown`` or ``link-expired``
    """
    with transaction.atomic():
        subscriber = _locked(token)
        request = _request(token, at=at)
        if not SignupRequest.objects.filter(pk=request.pk, state=State.WAITING).update(state=State.CONFIRMED, confirmed_at=at):
            return Confirmed(titles=_titles(request), language=subscriber.language, is_new=False, is_live=_is_live(request))
        staleness.end(subscriber.id, at=at)  # what ran out begins anew
        if request.replaces is not None:
            _move(subscriber, request, at=at)
        else:
            _give(subscriber, request, evidence or Evidence(), at=at)
        is_move, is_restricted = request.replaces_id is not None, subscriber.is_restricted
    return Confirmed(titles=_titles(request), language=subscriber.language, is_new=True, is_live=True, is_move=is_move, is_restricted=is_restricted)


def _locked(token: str) -> Subscriber:
    """Lock the person first, then read the request: "this was not me", a purge or another click may have been faster by a moment.

    With a change of address two rows are locked, always in the same order.
    """
    asked = SignupRequest.objects.filter(token_digest=tokens.stored_form(token)).first()
    if asked is None:
        raise _unknown()
    found = holding.hold([pk for pk in (asked.subscriber_id, asked.replaces_id) if pk is not None])
    if asked.subscriber_id not in found:
        raise _unknown()
    return found[asked.subscriber_id]


def _give(subscriber: Subscriber, request: SignupRequest, evidence: Evidence, *, at: datetime) -> None:
    purposes = list(request.purposes.all())
    restriction.lift(subscriber, at=at, route=Route.SIGN_UP)  # a later own act, as with suppressions (I-7)
    Subscriber.objects.filter(pk=subscriber.pk).update(moved_to=None)  # who comes back has a life of its own here
    receipt = book.append(_fact(request, purposes, evidence, at=at), at=at)
    made = _make_live(subscriber, purposes, form=request.form, index=receipt.index, at=at)
    _count(request, made, at=at)
    _lift(subscriber, purposes, at=at)
    _welcome(subscriber, request, purposes, index=receipt.index, at=at)


def _move(subscriber: Subscriber, request: SignupRequest, *, at: datetime) -> None:
    taken, receipt = moving.settle(request, subscriber, at=at)
    purposes = [consent.purpose for consent in taken]
    _lift(subscriber, purposes, at=at)
    if request.replaces is not None:
        moving.keep_stopped(request.replaces, subscriber, at=at)
    _welcome(subscriber, request, purposes, index=receipt.index, at=at)


def _request(token: str, *, at: datetime) -> SignupRequest:
    wanted = tokens.stored_form(token)
    request = SignupRequest.objects.select_related("form__text", "subscriber", "replaces").filter(token_digest=wanted).first()
    if request is None:
        raise _unknown()
    if request.state == State.WAITING and at >= request.expires_at:
        raise Refusal(code="link-expired", message=_("The time of this link is over."), help=_("You can sign up again at any time."))
    return request


def _unknown() -> Refusal:
    message = _("We do not know this link. It may be older than a few days, or incomplete.")
    return Refusal(code="link-unknown", message=message, help=_("You can sign up again at any time."))


def _titles(request: SignupRequest) -> tuple[str, ...]:
    return tuple(signup.titles(request.form, list(request.purposes.all())))


def _is_live(request: SignupRequest) -> bool:
    return Consent.objects.filter(address=request.subscriber_id, purpose__in=request.purposes.all()).exists()


def _fact(request: SignupRequest, purposes: Sequence[Purpose], evidence: Evidence, *, at: datetime) -> book.Fact:
    body = {
        "request": str(request.id),
        "purposes": sorted(purpose.key for purpose in purposes),
        "form": {"slug": request.form.slug, "number": request.form.number},
        "text": {"name": request.form.text.name, "number": request.form.text.number, "sha256": request.form.text.sha256},
        "method": "POST button",
        "token": request.token_digest[:16],
        "confirmed_at": clock.to_milliseconds(at),
        "seconds_since_request": int((at - request.requested_at).total_seconds()),
        "seconds_since_page_seen": _seconds_since_seen(request, evidence, at=at),
        "seconds_since_hand_over": _seconds_since_hand_over(request, at=at),
        "agent": client.agent_class(evidence.agent),
        "network": evidence.network,
    }
    return book.Fact("confirmed", body, request.subscriber_id)


def _seconds_since_seen(request: SignupRequest, evidence: Evidence, *, at: datetime) -> int | None:
    try:
        whose, seen_at = tokens.read_timed(tokens.Kind.SEEN, evidence.seen)
    except tokens.BadToken:
        return None
    return int((at - seen_at).total_seconds()) if whose == request.id else None


def _seconds_since_hand_over(request: SignupRequest, *, at: datetime) -> int | None:
    """A confirmation within the very second of the hand-over was probably a machine's (B-04)."""
    accepted = OutboxMessage.objects.filter(dedupe_key=f"{signup.KIND}:{request.id}", state=OutboxMessage.State.ACCEPTED)
    handed_over = accepted.values_list("finished_at", flat=True).first()
    return int((at - handed_over).total_seconds()) if handed_over else None


def _make_live(subscriber: Subscriber, purposes: Sequence[Purpose], *, form: FormVersion, index: int, at: datetime) -> list[Purpose]:
    live = set(Consent.objects.filter(address=subscriber).values_list("purpose_id", flat=True))
    new = [purpose for purpose in purposes if purpose.pk not in live]
    for purpose in new:
        grant = Grant.objects.create(subject=subscriber.id, purpose=purpose, form=form, granted_at=at, entry_index=index)
        Consent.objects.create(address=subscriber, purpose=purpose, grant=grant, since=at)
    return new


def _count(request: SignupRequest, made: Sequence[Purpose], *, at: datetime) -> None:
    figures.gained([purpose.key for purpose in made], source=f"{figures.FORM}{request.form.slug}", at=at)
    with suppress(book.Erased):  # a request without its entry is counted by its form alone
        figures.page(book.event("consent", request.entry_index).body["page"], at=at)


def _lift(subscriber: Subscriber, purposes: Sequence[Purpose], *, at: datetime) -> None:
    # A new act of the person ends what earlier acts said (I-7); a mailbox that does not exist, or the operator's own entry, stays.
    scopes = (Suppression.EVERYTHING, *sorted(purpose.key for purpose in purposes))
    was_imported = ImportedRow.objects.filter(lookup=subscriber.lookup, outcome=ImportedRow.Outcome.SUPPRESSED).exists()
    lifted = sum(suppression.lift(subscriber.lookup, scope=scope, reasons=LIFTED, at=at) for scope in scopes)
    if was_imported and lifted:
        body = {"lookup": subscriber.lookup, "scopes": list(scopes), "reasons": sorted(LIFTED), "removed_at": clock.to_milliseconds(at)}
        book.append(book.Fact("suppression_removed", body, subscriber.id), at=at)


def _welcome(subscriber: Subscriber, request: SignupRequest, purposes: Sequence[Purpose], *, index: int, at: datetime) -> None:
    papers = receipts.papers(subscriber, index, at=at)
    told = letters.Welcome(
        keys=tuple(sorted(purpose.key for purpose in purposes)),
        titles=tuple(signup.titles(request.form, purposes)),
        index=index,
        checkpoint=papers.checkpoint,
        is_move=request.replaces_id is not None,
        is_restricted=subscriber.is_restricted,
        attachments=papers.attachments,
    )
    letter = letters.welcome(subscriber, told, at=at)
    outbox.post(letter, kind=KIND_WELCOME, subject=subscriber.id, at=at, dedupe=f"{KIND_WELCOME}:{request.id}")
