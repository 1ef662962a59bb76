"""What public forms send in is only stored; the worker does the rest. So the answer takes the same time for every address (B-06)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import limits, moving, preferences, proof_of_work, signup
from depesche.audience.application import Application
from depesche.audience.limits import HOUR, Limit
from depesche.audience.models import Intake, Subscriber
from depesche.chores import wake
from depesche.kernel import address, keyring, options
from depesche.kernel.refusal import Refusal

log = logging.getLogger(__name__)
SITE = "site"
CLIENT = "client"
NEARBY = "this machine or a private network"


def take_signup(application: Application, *, at: datetime, is_held: bool = False) -> None:
    """Store a sign-up; above the hourly limit of the site or of the receiver's domain its mail will be held for release (B-07).

    :param is_held: hold the mail in any case
    :raises Refusal: code ``too-many`` for a network that sends too much; this depends on the sender only, never on the address
    """
    with transaction.atomic():
        _count_network(application.network, at=at)
        limits.note(limits.bucket(CLIENT, application.network or NEARBY), at=at)
        proof_of_work.arrived(at=at)
        is_much = _is_too_much(application.mailbox, at=at)
        _store(Intake.Kind.SIGN_UP, application.mailbox, at=at, details=application.details(), is_held=is_held or is_much)


def take_preferences(mailbox: str, *, network: str, at: datetime) -> None:
    """Store that somebody asked for the link to the own page.

    :raises Refusal: code ``too-many``
    """
    with transaction.atomic():
        _count_network(network, at=at)
        _store(Intake.Kind.PREFERENCES, mailbox, at=at, details={}, is_held=False)


def take_new_address(subscriber: Subscriber, mailbox: str, *, network: str, at: datetime) -> None:
    """Store that somebody wants their mail at another address.

    :raises Refusal: code ``same-address``, which says nothing that the own page does not show; ``too-many``
    """
    if signup.lookup_of(mailbox) == subscriber.lookup:
        raise Refusal(code="same-address", message=_("This is the address that you have already."))
    with transaction.atomic():
        _count_network(network, at=at)
        is_held = _is_too_much(mailbox, at=at)
        _store(Intake.Kind.NEW_ADDRESS, mailbox, at=at, details={"subscriber": str(subscriber.pk)}, is_held=is_held)


def is_waiting(*, at: datetime) -> bool:
    """Whether something was sent in and is not taken up yet."""
    return Intake.objects.filter(taken_at__lte=at).exists()


def work_off(*, at: datetime) -> int:
    """Take up everything that was sent in, each in a transaction of its own; return how many."""
    waiting = list(Intake.objects.filter(taken_at__lte=at).order_by("pk").values_list("pk", flat=True))
    return sum(_work_off_one(row, at=at) for row in waiting)


def forget_stuck(*, at: datetime) -> int:
    """Delete what could not be taken up for as long as an unconfirmed sign-up may be kept (L-26); return how many."""
    return Intake.objects.filter(taken_at__lt=at - timedelta(days=options.current().unconfirmed_days)).delete()[0]


def _work_off_one(row: int, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            sent = Intake.objects.select_for_update().filter(pk=row).first()
            if sent is None:  # another worker was faster
                return False
            _take_up(sent, at=at)
            sent.delete()
    except Refusal as refusal:  # e.g. no sender yet: it stays and is tried again
        log.warning("A form that was sent in waits: %s", refusal.code)
        return False
    return True


def _take_up(sent: Intake, *, at: datetime) -> None:
    if sent.kind == Intake.Kind.SIGN_UP:
        signup.sign_up(Application.from_details(sent.mailbox, sent.details), asked_at=sent.taken_at, at=at, is_held=sent.is_held)
    elif sent.kind == Intake.Kind.NEW_ADDRESS:
        moving.ask(UUID(sent.details["subscriber"]), sent.mailbox, asked_at=sent.taken_at, at=at, is_held=sent.is_held)
    else:
        preferences.mail_link(sent.lookup, at=at)


def _store(kind: Intake.Kind, mailbox: str, *, at: datetime, details: dict[str, object], is_held: bool) -> None:
    lookup = address.lookup_digest(mailbox, key=keyring.ring().current(keyring.LOOKUP).secret)
    Intake.objects.create(kind=kind, mailbox=mailbox, lookup=lookup, details=details, is_held=is_held, taken_at=at)
    wake.wake()


def _is_too_much(mailbox: str, *, at: datetime) -> bool:
    now = options.current()
    domain = limits.bucket("domain", mailbox.rpartition("@")[2])
    site_has_room = limits.take(limits.bucket("sign-ups", SITE), Limit(now.signup_site_hour, HOUR), at=at)
    return not (limits.take(domain, Limit(now.signup_domain_hour, HOUR), at=at) and site_has_room)


def _count_network(network: str, *, at: datetime) -> None:
    if network and not limits.take(limits.bucket("network", network), Limit(options.current().signup_network_hour, HOUR), at=at):
        raise Refusal(code="too-many", message=_("Too many forms were sent from your network within an hour."), help=_("Please try again later."))
