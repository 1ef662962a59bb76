"""The cast as the real deeds make it: who may get a campaign, and what leaving does to what waits."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from depesche.audience import erasure, forgetting, permission, tokens, withdrawal
from depesche.audience.models import Purpose, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import personal_data
from depesche.mailing import report, sending
from depesche.mailing.models import Campaign, Delivery
from tests.cast import anna, ben, clara, confirm, dora, publisher, sign_up, signup_form  # noqa: F401 - fixtures
from tests.mailing.conftest import NOW, Inbox, Place

PRODUCTS = "product-news"
State = Delivery.State


@pytest.fixture
def products(signup_form: object) -> Purpose:  # noqa: F811
    return Purpose.objects.get(key=PRODUCTS)


def counts(campaign: Campaign) -> dict[str, int]:
    return {state: number for state, number in report.report(campaign).counts.items() if number}


@pytest.mark.rule("L-04", "I-7")
def test_only_who_confirmed_and_stayed_gets_it(
    anna: Subscriber,  # noqa: F811
    ben: Subscriber,  # noqa: F811
    clara: Subscriber,  # noqa: F811
    dora: Subscriber,  # noqa: F811
    place: Place,
    products: Purpose,
    inbox: Inbox,
) -> None:
    campaign = place.sending(purpose=products)
    sending.run(at=NOW)

    assert inbox.recipients() == [anna.mailbox]
    assert counts(campaign) == {"accepted": 1, "suppressed": 1}
    assert permission.allows(anna, PRODUCTS, at=NOW)


@pytest.mark.rule("L-31")
def test_leaving_between_start_and_hand_over(anna: Subscriber, place: Place, products: Purpose, inbox: Inbox) -> None:  # noqa: F811
    campaign = place.sending(purpose=products)
    other = place.sending("Angebote", Purpose.objects.get(key="special-offers"))

    withdrawal.withdraw(anna, purposes=[PRODUCTS], at=NOW, route=Route.ONE_CLICK)

    assert counts(campaign) == {"without_consent": 1}
    assert counts(other) == {"queued": 1}
    assert sending.run(at=NOW) == 1
    assert [mail["Subject"] for mail in inbox.mails()] == ["Angebote"]


@pytest.mark.rule("L-31")
def test_leaving_and_coming_back_does_not_revive_the_old_mail(anna: Subscriber, place: Place, products: Purpose, inbox: Inbox) -> None:  # noqa: F811
    campaign = place.sending(purpose=products)
    withdrawal.withdraw(anna, purposes=None, at=NOW, route=Route.LINK)
    sign_up("anna@example.org", at=NOW)
    confirm("anna@example.org", at=NOW + timedelta(minutes=1))

    assert sending.run(at=NOW + timedelta(minutes=2)) == 0
    assert counts(campaign) == {"without_consent": 1}


def test_the_link_in_the_mail_names_person_purpose_and_campaign(anna: Subscriber, place: Place, products: Purpose, inbox: Inbox) -> None:  # noqa: F811
    campaign = place.sending(purpose=products)
    sending.run(at=NOW)

    token = inbox.mails()[0]["List-Unsubscribe"].strip("<>").rstrip("/").rpartition("/")[2]
    assert tokens.read_unsubscribe(token) == tokens.Unsubscribe(anna.pk, (PRODUCTS,), campaign.pk)


@pytest.mark.rule("L-35")
def test_erasure_leaves_numbers_only(anna: Subscriber, place: Place, products: Purpose, inbox: Inbox) -> None:  # noqa: F811
    sent = place.sending("Erste", products)
    sending.run(at=NOW)
    waiting = place.sending("Zweite", products)

    erasure.erase(anna, reason="asked", at=NOW)

    assert counts(sent) == {"accepted": 1}
    assert counts(waiting) == {"without_consent": 1}
    assert not Delivery.objects.exclude(address=None).exists()


@pytest.mark.rule("L-35")
def test_a_person_is_told_which_mails_were_meant_for_them(anna: Subscriber, place: Place, products: Purpose, inbox: Inbox) -> None:  # noqa: F811
    place.sending("Erste", products)
    sending.run(at=NOW)

    (keeper,) = (keeper for keeper in personal_data.keepers() if keeper.name == "mailing.deliveries")
    told = keeper.export(forgetting.person_of(anna))
    assert isinstance(told, list)
    assert (told[0]["campaign"], told[0]["state"]) == ("Erste", "accepted")


@pytest.mark.rule("L-31")
def test_no_mail_begins_after_a_withdrawal_committed(committed_place: Place, inbox: Inbox) -> None:
    """Real threads: people leave while two workers send; who left before their hand-over gets nothing, and nothing is lost."""
    people = [committed_place.person(f"person{number}", committed_place.news) for number in range(24)]
    campaign = committed_place.sending()
    left: dict[object, object] = {}
    failures: list[BaseException] = []

    def leave() -> None:
        try:
            for person in people[::-2]:
                withdrawal.withdraw(person, purposes=None, at=NOW, route=Route.ONE_CLICK)
                left[person.pk] = Delivery.objects.get(address=person).state
                time.sleep(0.005)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    def work() -> None:
        try:
            sending.run(at=NOW)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=deed) for deed in (leave, work, work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    for person in people:
        state = Delivery.objects.get(address=person).state
        if left.get(person.pk) == State.WITHOUT_CONSENT:
            assert (state, person.mailbox in inbox.recipients()) == (State.WITHOUT_CONSENT, False)
        else:
            assert (state, inbox.recipients().count(person.mailbox)) == (State.ACCEPTED, 1)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DONE
