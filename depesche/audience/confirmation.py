"""The second step of a sign-up: the person with the mailbox says yes (L-22). Looking at the page changes nothing (B-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import letters, receipts, signup, tokens
from depesche.audience.models import Consent, FormVersion, Grant, Purpose, SignupRequest, Subscriber
from depesche.courier import outbox, suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

KIND_WELCOME = "welcome"
LIFTED = (Suppression.Reason.WITHDRAWN, Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINT)
State = SignupRequest.State


@dataclass(frozen=True)
class Question:
    """What the page asks: the purposes, whether the answer is known already, and what the button sends along as evidence (B-04)."""

    titles: tuple[str, ...]
    is_confirmed: bool
    is_live: bool
    seen: str


@dataclass(frozen=True)
class Evidence:
    """What the answer tells about itself; none of it ever stops a confirmation (B-04)."""

    seen: str = ""
    network: str = ""


@dataclass(frozen=True)
class Confirmed:
    """What is confirmed. ``is_new`` is false when it was before; ``is_live`` false when the person has left since."""

    titles: tuple[str, ...]
    is_new: bool
    is_live: bool


def question(token: str, *, at: datetime) -> Question:
    """Return what the link in a confirmation mail asks; nothing is written.

    :raises Refusal: code ``link-unknown`` or ``link-expired``
    """
    request = _request(token, at=at)
    seen = tokens.timed(tokens.Kind.SEEN, request.id, at=at)
    return Question(titles=_titles(request), is_confirmed=request.state == State.CONFIRMED, is_live=_is_live(request), seen=seen)


def confirm(token: str, *, at: datetime, evidence: Evidence | None = None) -> Confirmed:
    """Turn a sign-up into a consent; a second time changes nothing and is no error (B-03).

    :raises Refusal: code ``link-unknown`` or ``link-expired``
    """
    with transaction.atomic():
        # The person first, then the request: "this was not me", a purge or another click may have been faster by a moment.
        subscriber = Subscriber.objects.select_for_update(of=("self",)).filter(requests__token_digest=tokens.stored_form(token)).first()
        request = _request(token, at=at)
        if subscriber is None:
            raise _unknown()
        if not SignupRequest.objects.filter(pk=request.pk, state=State.WAITING).update(state=State.CONFIRMED, confirmed_at=at):
            return Confirmed(titles=_titles(request), is_new=False, is_live=_is_live(request))
        purposes = list(request.purposes.all())
        receipt = book.append(_fact(request, purposes, evidence or Evidence(), at=at), at=at)
        _make_live(subscriber, purposes, form=request.form, index=receipt.index, at=at)
        _lift(subscriber, purposes, at=at)
        _welcome(subscriber, request, purposes, index=receipt.index, at=at)
    return Confirmed(titles=_titles(request), is_new=True, is_live=True)


def _request(token: str, *, at: datetime) -> SignupRequest:
    wanted = tokens.stored_form(token)
    request = SignupRequest.objects.select_related("form__text", "subscriber").filter(token_digest=wanted).first()
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
        "network": evidence.network,
    }
    return book.Fact("confirmed", body, request.subscriber_id)


def _seconds_since_seen(request: SignupRequest, evidence: Evidence, *, at: datetime) -> int | None:
    try:
        whose, seen_at = tokens.read_timed(tokens.Kind.SEEN, evidence.seen)
    except tokens.BadToken:
        return None
    return int((at - seen_at).total_seconds()) if whose == request.id else None


def _make_live(subscriber: Subscriber, purposes: Sequence[Purpose], *, form: FormVersion, index: int, at: datetime) -> None:
    live = set(Consent.objects.filter(address=subscriber).values_list("purpose_id", flat=True))
    for purpose in purposes:
        if purpose.pk not in live:
            grant = Grant.objects.create(subject=subscriber.id, purpose=purpose, form=form, granted_at=at, entry_index=index)
            Consent.objects.create(address=subscriber, purpose=purpose, grant=grant, since=at)


def _lift(subscriber: Subscriber, purposes: Sequence[Purpose], *, at: datetime) -> None:
    # A new act of the person ends what earlier acts said (I-7); a mailbox that does not exist, or the operator's own entry, stays.
    for scope in (Suppression.EVERYTHING, *(purpose.key for purpose in purposes)):
        suppression.lift(subscriber.lookup, scope=scope, reasons=LIFTED, at=at)


def _welcome(subscriber: Subscriber, request: SignupRequest, purposes: Sequence[Purpose], *, index: int, at: datetime) -> None:
    proof = receipts.newest_proof(index, at=at)
    told = letters.Welcome(
        keys=tuple(sorted(purpose.key for purpose in purposes)), titles=_titles(request), index=index, checkpoint=proof.checkpoint, proof=proof.text
    )
    letter = letters.welcome(subscriber, told, at=at)
    outbox.post(letter, kind=KIND_WELCOME, subject=subscriber.id, at=at, dedupe=f"{KIND_WELCOME}:{request.id}")
