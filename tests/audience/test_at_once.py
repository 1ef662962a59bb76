"""Two people, or two machines, act at the same moment: whoever was first is seen by the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from threading import Thread

import pytest
from django.db import connection, transaction

from depesche.audience import confirmation, folding, founding, not_me
from depesche.audience.models import Consent, SignupRequest, Subscriber
from depesche.kernel.refusal import Refusal
from tests.cast import SUNDAY, mails, make_publisher, sign_up, token_in

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
