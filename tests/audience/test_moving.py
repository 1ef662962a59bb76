"""Anna takes her newsletter to another address: the new mailbox says yes, the old one gets nothing, and old links still work (L-35)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from depesche.audience import confirmation, erasure, folding, forms, intake, moving, not_me, permission, purging, restriction, tokens, unsubscribing
from depesche.audience import proof as proofs
from depesche.audience import withdrawal as withdrawals
from depesche.audience.models import Consent, FormVersion, Grant, Intake, SignupRequest, Subscriber
from depesche.audience.moving import Outcome
from depesche.audience.signup import lookup_of
from depesche.audience.tokens import Unsubscribe
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, verification
from tests.cast import MONDAY_8AM, confirm, mails, sign_up, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-35")]

NEW = "anna@example.net"
LATER = MONDAY_8AM + timedelta(minutes=5)


def ask(person: Subscriber, mailbox: str = NEW, *, at: datetime = MONDAY_8AM) -> Outcome:
    return moving.ask(person.id, mailbox, asked_at=at, at=at)


def move(person: Subscriber, mailbox: str = NEW, *, at: datetime = LATER) -> Subscriber:
    assert ask(person, mailbox, at=at - timedelta(minutes=5)) == Outcome.ASKED
    return confirm(mailbox, at=at)


def test_only_the_new_address_gets_a_mail_and_nothing_changes_until_it_says_yes(anna: Subscriber) -> None:
    before = OutboxMessage.objects.filter(recipient="anna@example.org").count()

    assert ask(anna) == Outcome.ASKED

    assert OutboxMessage.objects.filter(recipient="anna@example.org").count() == before
    assert [mail["Subject"] for mail in mails(NEW)] == ["Bitte bestätigen Sie Ihre neue Adresse"]
    assert permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert folding.compare() == []


@pytest.mark.rule("I-5")
def test_the_yes_moves_every_consent_with_its_wording_in_one_step(anna: Subscriber) -> None:
    old = dict(Grant.objects.filter(subject=anna.id).values_list("purpose", "form"))

    new = move(anna)

    assert not Consent.objects.filter(address=anna).exists()
    assert dict(Consent.objects.filter(address=new).values_list("purpose", "grant__form")) == old
    assert permission.allows(new, "special-offers", at=LATER)
    said = book.events(anna.id)[-1]
    assert (said.kind, said.body["channel"]) == ("withdrawn", "address-changed")
    assert [event.kind for event in book.events(new.id)] == ["address_change_requested", "address_changed"]
    assert len(mails(NEW, "welcome")) == 1
    assert folding.compare() == []
    assert verification.verify(log="consent").ok


def test_nothing_about_the_one_address_is_said_of_the_other(anna: Subscriber) -> None:
    new = move(anna)

    assert all(NEW not in str(event.body) for event in book.events(anna.id))
    assert all("anna@example.org" not in str(event.body) and str(anna.id) not in str(event.body) for event in book.events(new.id))


@pytest.mark.rule("L-36")
def test_the_old_address_stays_silent_even_for_an_import(anna: Subscriber) -> None:
    move(anna)

    scopes = Suppression.objects.filter(lookup=anna.lookup, reason="withdrawn").values_list("scope", flat=True)
    assert sorted(scopes) == ["financial-news", "product-news", "special-offers"]


@pytest.mark.rule("L-33")
def test_a_link_in_an_old_mail_ends_what_comes_to_the_new_address(anna: Subscriber) -> None:
    link = tokens.unsubscribe(Unsubscribe(anna.id, ("product-news",), 3))
    new = move(move(anna), "anna@example.com", at=LATER + timedelta(days=2))

    assert unsubscribing.offer(link).is_live
    left = unsubscribing.leave(link, at=LATER + timedelta(days=3), route=Route.ONE_CLICK)

    assert left.receipt.purposes == ("product-news",)
    assert len(left.remaining) == 2
    assert not permission.allows(new, "product-news", at=LATER + timedelta(days=3))


def test_what_was_withdrawn_meanwhile_does_not_come_along(anna: Subscriber) -> None:
    ask(anna)
    withdrawals.withdraw(anna, purposes=["special-offers"], at=MONDAY_8AM, route=Route.ONE_CLICK)

    new = confirm(NEW, at=LATER)

    assert sorted(new.consents.values_list("purpose__key", flat=True)) == ["financial-news", "product-news"]


def test_with_nothing_left_the_yes_is_refused_and_the_wish_is_erased_in_time(anna: Subscriber) -> None:
    ask(anna)
    withdrawals.withdraw(anna, purposes=None, at=MONDAY_8AM, route=Route.ONE_CLICK)

    with pytest.raises(Refusal, match="inzwischen beendet"):
        confirm(NEW, at=LATER)
    assert ask(anna, at=LATER) == Outcome.NOTHING

    purging.purge_unconfirmed(at=LATER + timedelta(days=8))
    assert not Subscriber.objects.filter(mailbox=NEW).exists()
    assert mails(NEW) == []


@pytest.mark.rule("L-26")
def test_an_unconfirmed_new_address_is_erased_and_the_old_one_stays(anna: Subscriber) -> None:
    ask(anna)

    purging.purge_unconfirmed(at=LATER + timedelta(days=8))

    assert not Subscriber.objects.filter(mailbox=NEW).exists()
    assert permission.allows(anna, "product-news", at=LATER)
    assert folding.compare() == []


def test_only_the_latest_wish_counts(anna: Subscriber) -> None:
    ask(anna, "typo@example.net")
    link = token_in(mails("typo@example.net")[0], "confirm")
    ask(anna)

    with pytest.raises(Refusal):
        confirmation.confirm(link, at=LATER)
    assert not Subscriber.objects.filter(mailbox="typo@example.net").exists()
    assert confirm(NEW, at=LATER).consents.count() == 3


@pytest.mark.rule("B-09")
def test_a_stranger_who_was_named_says_it_was_not_them(anna: Subscriber) -> None:
    ask(anna)

    assert not_me.refuse(not_me.read(token_in(mails(NEW)[0], "not-me")), at=LATER)

    assert not Subscriber.objects.filter(mailbox=NEW).exists()
    assert permission.allows(anna, "product-news", at=LATER)
    assert ask(anna, at=LATER + timedelta(days=2)) == Outcome.BLOCKED


def test_two_addresses_of_one_person_become_one(anna: Subscriber) -> None:
    sign_up(NEW, "product-news")
    other = confirm(NEW)
    first = other.consents.get().grant

    new = move(anna, at=LATER + timedelta(days=2))

    assert new.id == other.id
    assert new.consents.count() == 3
    assert new.consents.get(purpose__key="product-news").grant == first
    assert folding.compare() == []


def test_back_to_the_first_address_makes_no_circle(anna: Subscriber) -> None:
    new = move(anna)
    move(new, "anna@example.org", at=LATER + timedelta(days=2))

    anna.refresh_from_db()
    new.refresh_from_db()
    assert (anna.moved_to, new.moved_to) == (None, anna)
    assert anna.consents.count() == 3
    assert folding.compare() == []


def test_an_address_that_left_itself_gets_only_what_it_now_says_yes_to(anna: Subscriber, signup_form: FormVersion) -> None:
    sign_up("clara@example.org", "special-offers")
    clara = confirm("clara@example.org")
    withdrawals.withdraw(clara, purposes=None, at=MONDAY_8AM, route=Route.LINK)
    withdrawals.withdraw(anna, purposes=["special-offers", "financial-news"], at=MONDAY_8AM, route=Route.LINK)

    move(anna, "clara@example.org", at=LATER + timedelta(days=2))

    assert [purpose for purpose in ("product-news", "special-offers") if permission.allows(clara, purpose, at=LATER + timedelta(days=2))] == [
        "product-news"
    ]


def test_what_the_operator_stopped_stays_stopped(anna: Subscriber) -> None:
    suppression.suppress(anna.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.MANUAL, at=MONDAY_8AM)

    assert not permission.allows(move(anna), "product-news", at=LATER)


def test_a_restriction_comes_along(anna: Subscriber) -> None:
    restriction.restrict(anna, at=MONDAY_8AM, route=Route.PREFERENCES)

    new = move(anna)

    new.refresh_from_db()
    assert new.is_restricted
    assert folding.compare() == []


@pytest.mark.rule("B-07")
def test_nobody_is_mailed_more_often_for_it_than_for_a_sign_up(anna: Subscriber) -> None:
    assert ask(anna) == Outcome.ASKED
    assert ask(anna) == Outcome.LIMITED
    assert [ask(anna, f"a{number}@example.net") for number in range(3)] == [Outcome.ASKED, Outcome.LIMITED, Outcome.LIMITED]
    assert sum(bool(mails(f"a{number}@example.net")) for number in range(3)) == 1


def test_the_worker_takes_it_up_and_the_own_address_is_told_apart(anna: Subscriber) -> None:
    with pytest.raises(Refusal, match="schon haben"):
        intake.take_new_address(anna, "anna@example.org", network="", at=MONDAY_8AM)
    intake.take_new_address(anna, NEW, network="", at=MONDAY_8AM)

    assert intake.work_off(at=MONDAY_8AM) == 1
    assert len(mails(NEW)) == 1
    assert not Intake.objects.exists()


@pytest.mark.rule("I-6")
def test_erasure_takes_both_addresses_and_a_wish_along(anna: Subscriber) -> None:
    new = move(anna)
    ask(new, "third@example.net", at=LATER + timedelta(days=2))
    intake.take_new_address(new, "fourth@example.net", network="", at=LATER + timedelta(days=2))

    erasure.erase_as_asked(new, at=LATER + timedelta(days=3))

    assert not Subscriber.objects.exists()
    assert not Intake.objects.exists()
    assert not SignupRequest.objects.exists()
    assert {row.lookup for row in Suppression.objects.filter(scope="all", reason="objected")} == {anna.lookup, lookup_of(NEW)}
    assert folding.compare() == []
    assert verification.verify(log="consent").ok


@pytest.mark.rule("L-27")
def test_the_old_address_is_kept_as_long_as_the_proof_that_began_with_it(anna: Subscriber) -> None:
    new = move(anna)

    assert purging.end_proofs(at=LATER.replace(year=2030)) == 0
    withdrawals.withdraw(new, purposes=None, at=LATER.replace(year=2030), route=Route.LINK)
    assert purging.end_proofs(at=LATER.replace(year=2034)) == 1
    assert not Subscriber.objects.exists()


@pytest.mark.rule("L-23")
def test_the_proof_begins_at_the_old_address(anna: Subscriber) -> None:
    import io
    import zipfile

    form = forms.newest()
    assert form is not None
    forms.publish("newsletter", text=form.text, button_label="Ja", at=MONDAY_8AM)
    new = move(anna)

    names = zipfile.ZipFile(io.BytesIO(proofs.build(new, at=LATER))).namelist()

    first = Grant.objects.filter(subject=anna.id).first()
    assert first is not None
    assert f"events/{first.entry_index}.json" in names
    assert "wording/newsletter-1.html" in names
    assert "wording/newsletter-2.html" not in names
