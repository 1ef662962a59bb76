"""The cast, made by the real deeds: Anna confirmed, Ben never confirmed, Clara withdrew, Dora bounced, Emil was erased."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest

from depesche.audience import confirmation, erasure, founding, intake, signup, withdrawal
from depesche.audience.application import Application, Sent
from depesche.audience.application import read as read_application
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand.models import LegalText, Publisher
from depesche.courier import suppression
from depesche.courier.models import OutboxMessage, Suppression

SUNDAY = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
MONDAY_8AM = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
ALL_PURPOSES = ("product-news", "financial-news", "special-offers")


def apply_for(mailbox: str, *purposes: str, network: str = "") -> Application:
    """Return a complete sign-up as a person sends it."""
    return read_application(Sent(email=mailbox, purposes=purposes or ("product-news",), page="/", network=network))


def sign_up(mailbox: str, *purposes: str, at: datetime = SUNDAY) -> signup.Outcome:
    """Sign up as the worker does after the form was sent."""
    return signup.sign_up(apply_for(mailbox, *purposes), asked_at=at, at=at)


def sent_in(mailbox: str, *purposes: str, at: datetime = SUNDAY, network: str = "") -> None:
    """Send the form and let the worker take it up."""
    intake.take_signup(apply_for(mailbox, *purposes, network=network), at=at)
    intake.work_off(at=at)


def mails(mailbox: str, kind: str = "confirmation") -> list[EmailMessage]:
    """Return the mails of a kind that wait for or went to an address, oldest first."""
    rows = OutboxMessage.objects.filter(recipient=mailbox, kind=kind).order_by("created_at", "pk")
    return [email.message_from_bytes(bytes(row.content), policy=default) for row in rows]


def token_in(mail: EmailMessage, what: str) -> str:
    """Return the token of the link to ``/newsletter/<what>/`` in a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"/newsletter/{what}/([\w-]+)/", body.get_content())
    assert found is not None, f"no {what} link in {mail['Subject']}"
    return found.group(1)


def confirm(mailbox: str, *, at: datetime = SUNDAY + timedelta(minutes=3)) -> Subscriber:
    """Confirm with the link in the newest confirmation mail."""
    confirmation.confirm(token_in(mails(mailbox)[-1], "confirm"), at=at)
    return Subscriber.objects.get(mailbox=mailbox)


@pytest.fixture
def publisher(db: None) -> Publisher:
    """A publisher with everything that texts and mails need."""
    return make_publisher()


def make_publisher() -> Publisher:
    """Make the publisher, for tests that commit."""
    from wagtail.models import Site

    site = Site.objects.get(is_default_site=True)
    made, _new = Publisher.objects.update_or_create(
        site=site,
        defaults={
            "name": "Beispiel Edelmetalle",
            "claim": "Edelmetalle seit 1998",
            "legal_name": "Beispiel Edelmetalle GmbH",
            "postal_address": "Musterweg 1\n12345 Musterstadt",
            "email": "info@example.org",
            "newsletter_sender": "newsletter@example.org",
        },
    )
    LegalText.objects.get_or_create(slug="privacy", defaults={"title": "Datenschutz"})
    return made


@pytest.fixture
def signup_form(publisher: Publisher) -> FormVersion:
    """The founding form with its three purposes."""
    form = founding.found(at=SUNDAY - timedelta(days=30))
    assert form is not None
    return form


@pytest.fixture
def anna(signup_form: FormVersion) -> Subscriber:
    """Anna confirmed all three purposes."""
    sign_up("anna@example.org", *ALL_PURPOSES)
    return confirm("anna@example.org")


@pytest.fixture
def ben(signup_form: FormVersion) -> Subscriber:
    """Ben never confirmed."""
    sign_up("ben@example.org")
    return Subscriber.objects.get(mailbox="ben@example.org")


@pytest.fixture
def clara(signup_form: FormVersion) -> Subscriber:
    """Clara confirmed and withdrew."""
    sign_up("clara@example.org")
    subscriber = confirm("clara@example.org")
    withdrawal.withdraw(subscriber, purposes=None, at=SUNDAY + timedelta(hours=1), route=Route.LINK)
    return subscriber


@pytest.fixture
def dora(signup_form: FormVersion) -> Subscriber:
    """Dora confirmed; then her mailbox turned out not to exist."""
    sign_up("dora@example.org")
    subscriber = confirm("dora@example.org")
    at = SUNDAY + timedelta(hours=2)
    suppression.suppress(subscriber.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=at, note="5.1.1")
    return subscriber


@pytest.fixture
def emil(signup_form: FormVersion) -> str:
    """Emil confirmed and was erased; only his address is left, in this test."""
    sign_up("emil@example.org")
    erasure.erase(confirm("emil@example.org"), reason="asked", at=SUNDAY + timedelta(hours=3))
    return "emil@example.org"
