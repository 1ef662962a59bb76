"""Hints from an address's domain: never a correction, never a refusal (B-10)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from depesche.audience import address_hints, intake, reception
from depesche.audience.application import Sent
from depesche.audience.models import FormVersion, Intake
from depesche.brand.people import User
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from tests.cast import MONDAY_8AM

pytestmark = [pytest.mark.django_db, pytest.mark.rule("B-10")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hotnail.de", "hotmail.de"),
        ("t-onlin.de", "t-online.de"),
        ("wed.de", "web.de"),
        ("gmail.com", ""),
        ("googlemail.com", ""),
        ("ymail.com", ""),
        ("example.org", ""),
        ("xn--mller-kva.example", ""),
        ("", ""),
    ],
)
def test_one_slip_of_the_finger_is_noticed(typed: str, meant: str) -> None:
    assert address_hints.meant(typed) == meant


@pytest.mark.parametrize(
    ("mailbox", "is_disposable"), [("a@mailinator.com", True), ("a@x.Mailinator.com", True), ("a@gmail.com", False), ("a@com", False)]
)
def test_throw_away_providers_are_known(mailbox: str, is_disposable: bool) -> None:
    assert address_hints.is_disposable(mailbox) is is_disposable


@pytest.mark.parametrize(("choice", "state"), [("accept", OutboxMessage.State.WAITING), ("hold", OutboxMessage.State.HELD)])
def test_the_operator_decides_what_becomes_of_throw_away_addresses(signup_form: FormVersion, choice: str, state: str) -> None:
    with options.using(signup_disposable=choice):
        reception.receive(Sent(email="fritz@mailinator.com", purposes=("product-news",)), at=MONDAY_8AM)
    intake.work_off(at=MONDAY_8AM)

    assert OutboxMessage.objects.get().state == state


def test_nothing_is_corrected(signup_form: FormVersion) -> None:
    received = reception.receive(Sent(email="fritz@gmial.com", purposes=("product-news",)), at=MONDAY_8AM)

    assert (received.typed_domain, received.meant_domain) == ("gmial.com", "gmail.com")
    assert Intake.objects.get().mailbox == "fritz@gmial.com"


def test_the_desk_flags_throw_away_addresses(signup_form: FormVersion) -> None:
    web = Client()
    web.force_login(User.objects.create_superuser("root@example.org", "not needed here"), backend="django.contrib.auth.backends.ModelBackend")
    with options.using(signup_site_hour=1):
        for name in ("a@example.org", "b@mailinator.com", "c@example.org"):
            reception.receive(Sent(email=name, purposes=("product-news",)), at=MONDAY_8AM)
    intake.work_off(at=MONDAY_8AM)

    page = web.get(reverse("held-signups:index")).content.decode()

    assert page.count("Wegwerfadresse") + page.count("throw-away address") == 1
