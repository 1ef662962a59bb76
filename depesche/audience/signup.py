"""The sign-up: recorded in the ledger first, then a single mail asks for confirmation (L-20, L-25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from depesche.audience import letters, limits, permission, requests, tokens
from depesche.audience.application import Application
from depesche.audience.limits import DAY, MONTH, Limit
from depesche.audience.models import FormVersion, Purpose, SignupRequest, Subscriber
from depesche.courier import outbox
from depesche.courier.models import Suppression
from depesche.kernel import address, clock, keyring, options
from depesche.ledger import book

KIND = requests.KIND
KIND_KNOWN = "already-subscribed"


class Outcome(StrEnum):
    """What became of a sign-up; only the operator's own code ever learns it (B-06)."""

    ASKED = "asked"
    ALREADY = "already subscribed"
    LIMITED = "mailed lately"
    BLOCKED = "must not be written to"


def sign_up(application: Application, *, asked_at: datetime, at: datetime, is_held: bool = False) -> Outcome:
    """Take up a sign-up: record it and post the confirmation mail, unless the address was mailed lately or is blocked.

    :param asked_at: when the person sent the form
    :param is_held: let the mail wait for release by the operator (B-07)
    """
    lookup = lookup_of(application.mailbox)
    with transaction.atomic():
        if not may_be_asked(lookup, at=at):
            return Outcome.BLOCKED
        subscriber = Subscriber.objects.select_for_update(no_key=True).filter(lookup=lookup).first()
        wanted = _wanted(subscriber, application, at=at)
        if subscriber is not None and not wanted:
            return _tell_known(subscriber, at=at)
        if not has_room(application.mailbox, at=at):
            return Outcome.LIMITED
        _ask(subscriber or _new_subscriber(application, lookup, at=at), application, wanted, asked_at=asked_at, at=at, is_held=is_held)
    return Outcome.ASKED


def has_room(mailbox: str, *, at: datetime) -> bool:
    """Count one more confirmation mail to an address, if its limits still allow one, and say whether they did (B-07)."""
    now = options.current()
    day, month = Limit(now.signup_address_day, DAY), Limit(now.signup_address_month, MONTH)
    return limits.take(limits.mailbox_bucket("confirmation", mailbox), day, month, at=at)


def lookup_of(mailbox: str) -> str:
    """Return the keyed digest under which an address is found again (L-36)."""
    return address.lookup_digest(mailbox, key=keyring.ring().current(keyring.LOOKUP).secret)


def may_be_asked(lookup: str, *, at: datetime) -> bool:
    """Whether an address may get a confirmation mail at all."""
    # A withdrawal, an objection or a complaint ends with the person's next own act, which begins with this mail (I-7).
    blocked = Q(scope=Suppression.SIGN_UP) | Q(scope=Suppression.EVERYTHING, reason__in=[Suppression.Reason.HARD_BOUNCE, Suppression.Reason.MANUAL])
    return not Suppression.objects.filter(blocked, lookup=lookup).filter(Q(until=None) | Q(until__gt=at)).exists()


def _wanted(subscriber: Subscriber | None, application: Application, *, at: datetime) -> list[Purpose]:
    purposes = list(Purpose.objects.filter(key__in=application.purposes))
    if subscriber is None:
        return purposes
    return [purpose for purpose in purposes if not permission.allows(subscriber, purpose.key, at=at)]


def _new_subscriber(application: Application, lookup: str, *, at: datetime) -> Subscriber:
    form = FormVersion.objects.get(pk=application.form)
    fields = {"mailbox": application.mailbox, "domain": application.mailbox.rpartition("@")[2], "language": form.language, "created_at": at}
    return Subscriber.objects.get_or_create(lookup=lookup, defaults=fields)[0]


def _ask(subscriber: Subscriber, application: Application, wanted: Sequence[Purpose], *, asked_at: datetime, at: datetime, is_held: bool) -> None:
    identifier, token = uuid4(), tokens.random_token()
    form = FormVersion.objects.select_related("text").get(pk=application.form)
    fact = book.Fact(
        "requested",
        {"request": str(identifier), "requested_at": clock.to_milliseconds(asked_at), **_evidence(application, form, wanted)},
        subscriber.id,
    )
    request = SignupRequest.objects.create(
        id=identifier,
        subscriber=subscriber,
        form=form,
        token_digest=tokens.stored_form(token),
        requested_at=asked_at,
        expires_at=at + timedelta(days=options.current().unconfirmed_days),
        entry_index=book.append(fact, at=at).index,
    )
    request.purposes.set(wanted)
    letter = letters.confirmation(request, token, titles=titles(form, wanted), at=at)
    outbox.post(letter, kind=KIND, subject=subscriber.id, at=at, dedupe=f"{KIND}:{identifier}", held=is_held, give_up_at=request.expires_at)


def titles(form: FormVersion, purposes: Sequence[Purpose]) -> list[str]:
    """Return the purposes' titles as the form showed them, in its order; last what came along from another form (a change of address)."""
    keys = {purpose.key for purpose in purposes}
    shown = {str(shown["key"]): str(shown["title"]) for shown in form.text.purposes if shown["key"] in keys}
    return [*shown.values(), *(purpose.title for purpose in purposes if purpose.key not in shown)]


def _evidence(application: Application, form: FormVersion, wanted: Sequence[Purpose]) -> dict[str, object]:
    """Return what the proof of a sign-up needs (L-06, L-20)."""
    return {
        "address": application.mailbox,
        "typed": application.typed,
        "form": {"slug": form.slug, "number": form.number, "language": form.language, "button_label": form.button_label},
        "text": {"name": form.text.name, "number": form.text.number, "sha256": form.text.sha256},
        "purposes": sorted(purpose.key for purpose in wanted),
        "page": application.page,
        "network": application.network if options.current().keep_ip else "",
        "user_agent_sha256": application.user_agent_sha256,
        "captcha": application.captcha,
    }


def _tell_known(subscriber: Subscriber, *, at: datetime) -> Outcome:
    if limits.take(limits.mailbox_bucket("known", subscriber.mailbox), Limit(1, DAY), at=at):
        letter = letters.known(subscriber, at=at, name=f"known:{subscriber.id}:{clock.to_milliseconds(at)}")
        outbox.post(letter, kind=KIND_KNOWN, subject=subscriber.id, at=at)
    return Outcome.ALREADY
