"""Two people, or two machines, act at the same moment: whoever was first is seen by the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from secrets import SystemRandom
from threading import Thread

import pytest
from django.db import connection, transaction

from depesche.audience import (
    answering,
    confirmation,
    erasure,
    folding,
    founding,
    handing_over,
    holding,
    moving,
    not_me,
    purging,
    restriction,
    withdrawal,
)
from depesche.audience.models import Consent, SignupRequest, Subscriber
from depesche.courier import outbox
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, verification
from tests.cast import SUNDAY, confirm, mails, make_publisher, sign_up, token_in

LATER = SUNDAY + timedelta(minutes=5)


@pytest.fixture
def ben_s_mail(committed_db: None) -> EmailMessage:
    """The confirmation mail of a sign-up that is really committed."""
    make_publisher()
    founding.found(at=SUNDAY - timedelta(days=30))
    sign_up("ben@example.org")
    return mails("ben@example.org")[0]


def meanwhile(deed: Callable[[], object]) -> Thread:
    """Begin a deed on a connection of its own; it will have to wait for ours."""

    def run() -> None:
        try:
            deed()
        except Refusal:
            pass
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    time.sleep(0.3)
    return thread


def test_ben_s_not_me_wins_over_a_scanner_that_confirms_at_the_same_moment(ben_s_mail: EmailMessage) -> None:
    confirm_token, refused = token_in(ben_s_mail, "confirm"), not_me.read(token_in(ben_s_mail, "not-me"))

    with transaction.atomic():
        confirmation.confirm(confirm_token, at=LATER)
        other = meanwhile(lambda: not_me.refuse(refused, at=LATER))
    other.join(30)

    assert not Consent.objects.exists()
    assert folding.compare() == []


def test_a_confirmation_that_comes_a_moment_after_not_me_gets_a_sentence(ben_s_mail: EmailMessage) -> None:
    confirm_token, refused = token_in(ben_s_mail, "confirm"), not_me.read(token_in(ben_s_mail, "not-me"))
    said: list[str] = []

    def confirm() -> None:
        try:
            confirmation.confirm(confirm_token, at=LATER)
        except Refusal as refusal:
            said.append(refusal.code)

    with transaction.atomic():
        not_me.refuse(refused, at=LATER)
        other = meanwhile(confirm)
    other.join(30)

    assert said == ["link-unknown"]
    assert not Subscriber.objects.exists()
    assert not SignupRequest.objects.exists()


@pytest.fixture
def moved_anna(committed_db: None) -> Subscriber:
    """Anna under her new address, really committed."""
    make_publisher()
    founding.found(at=SUNDAY - timedelta(days=30))
    sign_up("anna@example.org")
    old = confirm("anna@example.org", at=SUNDAY)
    moving.ask(old.pk, "anna@example.net", asked_at=SUNDAY, at=SUNDAY)
    return confirm("anna@example.net", at=SUNDAY)


def erase_herself(person: Subscriber) -> None:
    erasure.erase_as_asked(person, at=LATER)


def erase_by_letter(person: Subscriber) -> None:
    answering.erase(person, note="letter", by="dora", at=LATER)


@pytest.mark.parametrize("erase", [erase_herself, erase_by_letter])
def test_anna_leaves_while_she_is_being_erased_and_neither_waits_for_ever(moved_anna: Subscriber, erase: Callable[[Subscriber], None]) -> None:
    with transaction.atomic():
        holding.hold([moved_anna.pk])
        other = meanwhile(lambda: erase(moved_anna))
        left = withdrawal.withdraw(moved_anna, purposes=None, at=LATER, route=withdrawal.Route.ONE_CLICK)
    other.join(30)

    assert left.purposes
    assert not Subscriber.objects.exists()
    assert folding.compare() == []


def test_the_purge_and_a_new_sign_up_of_the_same_person_wait_for_each_other_in_one_order(ben_s_mail: EmailMessage) -> None:
    late = SUNDAY + timedelta(days=30)
    with transaction.atomic():
        holding.hold([Subscriber.objects.get().pk])
        other = meanwhile(lambda: purging.purge_unconfirmed(at=late))
        sign_up("ben@example.org", "special-offers", at=late)
    other.join(30)

    assert SignupRequest.objects.count() == 1
    assert folding.compare() == []


@pytest.mark.rule("I-6")
def test_a_hand_over_that_is_recorded_during_an_erasure_brings_no_address_back(ben_s_mail: EmailMessage, tmp_path: Path) -> None:
    with options.using(smtp_url=f"file://{tmp_path}"):
        outbox.hand_over_due(at=LATER)
    assert handing_over.is_waiting(at=LATER)

    with transaction.atomic():
        erasure.erase(Subscriber.objects.get(), reason="asked", at=LATER)
        other = meanwhile(lambda: handing_over.record(at=LATER))
    other.join(30)

    assert book.of_kind("confirm_mail_handed_over") == []


@pytest.mark.rule("I-5", "I-6")
def test_everybody_does_everything_at_once_and_nobody_is_refused_for_it(committed_db: None) -> None:
    """Sign-up, move, leaving, restriction, erasure and purge of few people on four connections; a deadlock would raise."""
    make_publisher()
    founding.found(at=SUNDAY - timedelta(days=30))

    with ThreadPoolExecutor() as threads:
        for deeds in [threads.submit(thirty_deeds) for _thread in range(4)]:
            deeds.result(120)

    assert folding.compare() == []
    assert verification.verify(log="consent").ok


def thirty_deeds() -> None:
    """Do deeds chosen by chance."""
    try:
        for step in range(30):
            do_something(SystemRandom(), at=LATER + timedelta(minutes=step))
    finally:
        connection.close()


def do_something(chance: SystemRandom, *, at: datetime) -> None:
    mailbox, other = chance.sample([f"{name}@example.org" for name in ("anna", "clara", "dora")], 2)
    person = Subscriber.objects.filter(mailbox=mailbox).first()
    deeds: list[Callable[[], object]] = [lambda: sign_up(mailbox, at=at), lambda: press(mailbox, at=at), lambda: press(mailbox, at=at)]
    if person is not None:
        deeds += [
            lambda: moving.ask(person.pk, other, asked_at=at, at=at),
            lambda: withdrawal.withdraw(person, purposes=None, at=at, route=withdrawal.Route.LINK),
            lambda: restriction.restrict(person, at=at, route=withdrawal.Route.PREFERENCES),
            lambda: erasure.erase_as_asked(person, at=at),
            lambda: purging.purge_unconfirmed(at=at + timedelta(days=30)),
        ]
    with suppress(Refusal):
        chance.choice(deeds)()


def press(mailbox: str, *, at: datetime) -> None:
    """Press the button in the newest confirmation mail."""
    if found := mails(mailbox):
        confirmation.confirm(token_in(found[-1], "confirm"), at=at)
