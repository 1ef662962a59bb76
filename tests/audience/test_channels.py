"""Every way out ends in the same entry, the same suppression, and nothing that waits (L-31, L-32)."""

from __future__ import annotations

import re

import pytest

from depesche.audience import folding, links, permission, withdrawal
from depesche.audience.models import Consent, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import OutboxMessage, Suppression
from depesche.ledger import book
from tests.cast import MONDAY_8AM

pytestmark = pytest.mark.django_db

SEVEN = (Route.ONE_CLICK, Route.LINK, Route.MAILTO, Route.REPLY, Route.COMPLAINT, Route.DESK, Route.API)


@pytest.mark.rule("L-31", "L-32", "L-34")
@pytest.mark.parametrize("route", SEVEN)
def test_each_of_the_seven_ways_ends_alike(anna: Subscriber, route: Route) -> None:
    mails_before = OutboxMessage.objects.count()

    receipt = withdrawal.withdraw(anna, purposes=["product-news"], at=MONDAY_8AM, route=route)

    entry = book.events(anna.id)[-1]
    assert (entry.kind, entry.body["purposes"], entry.body["channel"]) == ("withdrawn", ["product-news"], route.value)
    assert (receipt.index, receipt.commitment) == (entry.index, entry.commitment.hex())
    assert Suppression.objects.get().scope == "product-news"
    assert not permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert permission.allows(anna, "special-offers", at=MONDAY_8AM)
    assert OutboxMessage.objects.count() == mails_before  # no goodbye: it would be a mail without consent
    assert folding.compare() == []


@pytest.mark.rule("L-32")
def test_a_mailbox_that_does_not_exist_withdraws_nothing_and_gets_nothing(dora: Subscriber) -> None:
    assert Consent.objects.filter(address=dora).exists()
    assert not permission.allows(dora, "product-news", at=MONDAY_8AM)
    assert [event.kind for event in book.events(dora.id)] == ["requested", "confirmed"]


@pytest.mark.rule("L-36")
def test_a_suppression_holds_no_address_and_no_digest_that_others_could_make(anna: Subscriber) -> None:
    import hashlib

    suppression.suppress(anna.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.MANUAL, at=MONDAY_8AM)

    row = str(Suppression.objects.values().get())
    assert "anna" not in row
    assert all(hashlib.new(name, b"anna@example.org").hexdigest() not in row for name in ("md5", "sha1", "sha256", "sha512"))


@pytest.mark.rule("L-40", "L-30")
def test_the_only_addresses_in_a_mail_that_name_a_person_are_the_ways_out(anna: Subscriber) -> None:
    """There is no measuring of persons: no pixel, no link of one's own, no purpose for it (docs/decisions/no-measuring-of-persons.md)."""
    own = re.compile(r"https?://[^\s\"'<>]+")
    allowed = re.compile(r"/newsletter/(confirm|not-me|unsubscribe|preferences)/")

    for mail in OutboxMessage.objects.filter(recipient="anna@example.org"):
        for found in own.findall(bytes(mail.content).decode("latin-1").replace("=\r\n", "").replace("=\n", "")):
            assert allowed.search(found) or not re.search(r"[\w-]{16,}|\?", found.split("/", 3)[-1]), found
    assert links.unsubscribe(anna.id, "product-news") != links.unsubscribe(anna.id, "special-offers")
