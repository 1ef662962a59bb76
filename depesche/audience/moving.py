"""Another address (Art. 16 GDPR, L-35): asked for on the own page, confirmed by whoever reads the new mailbox.

The new address becomes a row of its own, so that nothing in the log ties the two together for others. Its consents have the wordings of the
old ones. The old row stays as the beginning of their proof, leads old links on, and is erased together with the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from depesche.audience import figures, holding, letters, limits, moves, requests, restriction, signup, staleness, tokens, withdrawal
from depesche.audience.limits import DAY, Limit
from depesche.audience.models import Consent, Grant, SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import outbox, suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

ASKED, CHANGED = "address_change_requested", moves.CHANGED
ASKS_A_DAY = 3
STAYS_STOPPED = (Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINT, Suppression.Reason.MANUAL)


class Outcome(StrEnum):
    """What became of the wish; only the operator's own code ever learns it."""

    ASKED = "asked"
    NOTHING = "nothing to take along"
    LIMITED = "mailed lately"
    BLOCKED = "must not be written to"


def ask(subject: UUID, mailbox: str, *, asked_at: datetime, at: datetime, is_held: bool = False) -> Outcome:
    """Mail a confirmation to the new address and to nobody else; an earlier wish that was not confirmed is forgotten."""
    lookup = signup.lookup_of(mailbox)
    with transaction.atomic():
        wishes = SignupRequest.objects.filter(replaces=subject, state=SignupRequest.State.WAITING)
        known = Subscriber.objects.filter(Q(lookup=lookup) | Q(pk__in=wishes.values("subscriber")))
        person = holding.hold([subject, *known.values_list("pk", flat=True)]).get(subject)
        live = _live(person, at=at) if person else []
        if person is None or not live or lookup == person.lookup:
            return Outcome.NOTHING
        if not signup.may_be_asked(lookup, at=at):
            return Outcome.BLOCKED
        if not _has_room(person, mailbox, at=at):
            return Outcome.LIMITED
        _row_of(mailbox, person, at=at)  # before the log is held: whoever signs up there at this moment is waited for
        requests.erase(list(wishes), reason="replaced", at=at)
        _post(person, _row_of(mailbox, person, at=at), live, asked_at=asked_at, at=at, is_held=is_held)
    return Outcome.ASKED


def settle(request: SignupRequest, target: Subscriber, *, at: datetime) -> tuple[list[Consent], book.Receipt]:
    """End the old address' consents and make the new one's, of the same wordings; both rows are locked by the caller, in its transaction.

    :returns: what the new address has of it now, and where the log says so
    :raises Refusal: code ``link-expired`` if everything was withdrawn meanwhile
    """
    person = request.replaces
    wanted = set(request.purposes.values_list("pk", flat=True))
    carried = [consent for consent in _live(person, at=at) if consent.purpose_id in wanted] if person else []
    if person is None or not carried:
        message = _("There is nothing left to take along: what you got at the old address was ended meanwhile.")
        raise Refusal(code="link-expired", message=message, help=_("You can sign up again at any time."))
    receipt = book.append(book.Fact(CHANGED, _body(request, target, carried, at=at), target.id), at=at)
    withdrawal.withdraw(person, purposes=None, at=at, route=Route.ADDRESS_CHANGED)
    made = _make_live(target, carried, index=receipt.index, at=at)
    if person.is_restricted:
        restriction.restrict(target, at=at, route=Route.ADDRESS_CHANGED)
    Subscriber.objects.filter(pk=target.pk).update(moved_to=None)
    Subscriber.objects.filter(pk=person.pk).update(moved_to=target)
    return made, receipt


def keep_stopped(person: Subscriber, target: Subscriber, *, at: datetime) -> None:
    """Stop at the new address what an objection, a complaint or the operator stopped altogether at the old one."""
    for row in Suppression.objects.filter(lookup=person.lookup, scope=Suppression.EVERYTHING, reason__in=STAYS_STOPPED, since__lte=at):
        suppression.suppress(target.lookup, scope=row.scope, reason=row.reason, at=at, until=row.until)


def _row_of(mailbox: str, person: Subscriber, *, at: datetime) -> Subscriber:
    fields = {"mailbox": mailbox, "domain": mailbox.rpartition("@")[2], "language": person.language, "created_at": at}
    return Subscriber.objects.get_or_create(lookup=signup.lookup_of(mailbox), defaults=fields)[0]


def _live(person: Subscriber, *, at: datetime) -> list[Consent]:
    rows = Consent.objects.filter(staleness.fresh(at=at), address=person)
    return list(rows.select_related("purpose", "grant__form__text").order_by("purpose__position", "purpose__key"))


def _has_room(person: Subscriber, mailbox: str, *, at: datetime) -> bool:
    if not limits.take(limits.bucket("address-change", str(person.pk)), Limit(ASKS_A_DAY, DAY), at=at):
        return False
    return signup.has_room(mailbox, at=at)


def _post(person: Subscriber, target: Subscriber, live: Sequence[Consent], *, asked_at: datetime, at: datetime, is_held: bool) -> None:
    identifier, token = uuid4(), tokens.random_token()
    body = {"request": str(identifier), "requested_at": clock.to_milliseconds(asked_at), "address": target.mailbox, **_wordings(live)}
    request = SignupRequest.objects.create(
        id=identifier,
        subscriber=target,
        replaces=person,
        form=live[0].grant.form,
        token_digest=tokens.stored_form(token),
        requested_at=asked_at,
        expires_at=at + timedelta(days=options.current().unconfirmed_days),
        entry_index=book.append(book.Fact(ASKED, body, target.id), at=at).index,
    )
    request.purposes.set([consent.purpose for consent in live])
    letter = letters.new_address(request, token, titles=[consent.purpose.title for consent in live], at=at)
    dedupe = f"{signup.KIND}:{identifier}"
    outbox.post(letter, kind=signup.KIND, subject=target.id, at=at, dedupe=dedupe, held=is_held, give_up_at=request.expires_at)


def _body(request: SignupRequest, target: Subscriber, carried: Sequence[Consent], *, at: datetime) -> dict[str, object]:
    return {
        "request": str(request.id),
        "address": target.mailbox,
        "method": "POST button",
        "token": request.token_digest[:16],
        "confirmed_at": clock.to_milliseconds(at),
        "first_given": {consent.purpose.key: consent.grant.entry_index for consent in carried},
        **_wordings(carried),
    }


def _wordings(consents: Sequence[Consent]) -> dict[str, object]:
    said = {}
    for consent in consents:
        form, text = consent.grant.form, consent.grant.form.text
        said[consent.purpose.key] = {
            "form": {"slug": form.slug, "number": form.number},
            "text": {"name": text.name, "number": text.number, "sha256": text.sha256},
        }
    return {"purposes": sorted(said), "wordings": said}


def _make_live(target: Subscriber, carried: Sequence[Consent], *, index: int, at: datetime) -> list[Consent]:
    present = set(Consent.objects.filter(address=target).values_list("purpose_id", flat=True))
    fresh = [old for old in carried if old.purpose_id not in present]
    for old in fresh:
        grant = Grant.objects.create(subject=target.id, purpose=old.purpose, form=old.grant.form, granted_at=at, entry_index=index)
        Consent.objects.create(address=target, purpose=old.purpose, grant=grant, since=at, last_used_at=old.last_used_at)
    figures.gained([old.purpose.key for old in fresh], source=figures.MOVED, at=at)
    return list(carried)
