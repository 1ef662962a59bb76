"""Signing up, confirming, and everything in between that must not happen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from depesche.audience import confirmation, folding, not_me, permission, purging, signup, tokens, withdrawal
from depesche.audience.models import Consent, FormVersion, Grant, SignupRequest, Subscriber
from depesche.audience.signup import Outcome
from depesche.audience.withdrawal import Route
from depesche.courier import outbox
from depesche.courier.message import Letter
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, checkpoints, proofs, tree
from tests.cast import MONDAY_8AM, SUNDAY, apply_for, confirm, mails, sent_in, sign_up, token_in

pytestmark = pytest.mark.django_db


def test_anna_signs_up_and_confirms_and_may_be_written_to(anna: Subscriber) -> None:
    assert permission.allows(anna, "product-news", at=MONDAY_8AM)
    assert [event.kind for event in book.events(anna.id)] == ["requested", "confirmed"]
    assert folding.compare() == []


@pytest.mark.rule("L-06", "L-20")
def test_the_request_is_recorded_with_everything_that_a_proof_needs(ben: Subscriber, signup_form: FormVersion) -> None:
    (event,) = book.events(ben.id)

    assert event.kind == "requested"
    assert event.body["requested_at"] == "2026-03-01T18:00:00.000Z"
    assert (event.body["address"], event.body["typed"]) == ("ben@example.org", "ben@example.org")
    assert event.body["text"] == {"name": "newsletter", "number": 1, "sha256": signup_form.text.sha256}
    assert event.body["form"] == {"slug": "newsletter", "number": 1, "language": "de", "button_label": "Abschicken"}
    assert event.body["purposes"] == ["product-news"]
    assert event.body["page"] == "/"
    assert event.body["network"] == ""
    assert {"user_agent_sha256", "captcha"} <= set(event.body)


@pytest.mark.rule("L-20")
def test_the_network_is_kept_shortened_and_only_if_the_operator_says_so(signup_form: FormVersion) -> None:
    with options.using(keep_ip=True):
        sent_in("fritz@example.org", network="192.0.2.0/24")
    sent_in("greta@example.org", network="192.0.2.0/24")

    assert [event.body["network"] for event in book.of_kind("requested")] == ["192.0.2.0/24", ""]


@pytest.mark.rule("L-22")
def test_the_confirmation_is_recorded_with_time_method_token_and_seconds(anna: Subscriber) -> None:
    event = book.events(anna.id)[-1]

    assert event.kind == "confirmed"
    assert event.body["confirmed_at"] == "2026-03-01T18:03:00.000Z"
    assert event.body["method"] == "POST button"
    assert event.body["seconds_since_request"] == 180
    assert event.body["token"] == SignupRequest.objects.get(subscriber=anna).token_digest[:16]
    assert event.body["network"] == ""


@pytest.mark.rule("S-40")
def test_every_entry_is_in_the_tree_before_its_mail_is_even_posted(signup_form: FormVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    real = outbox.post

    def witness(letter: Letter, *, kind: str, subject: UUID, **rest: Any) -> OutboxMessage | None:
        newest = book.events(subject)[-1]
        proof = proofs.inclusion([newest.index], checkpoint=checkpoints.sign("consent", at=SUNDAY))[newest.index]
        assert proof.shows(tree.leaf_hash(newest.commitment))
        seen.append((kind, newest.kind))
        return real(letter, kind=kind, subject=subject, **rest)

    monkeypatch.setattr(outbox, "post", witness)
    sign_up("fritz@example.org")
    confirm("fritz@example.org")

    assert seen == [("confirmation", "requested"), ("welcome", "confirmed")]


@pytest.mark.rule("L-25", "I-2")
def test_ben_who_never_confirmed_gets_the_confirmation_mail_and_nothing_else(ben: Subscriber) -> None:
    assert OutboxMessage.objects.filter(recipient="ben@example.org").values_list("kind", flat=True).get() == "confirmation"
    assert not permission.allows(ben, "product-news", at=MONDAY_8AM)
    assert not Consent.objects.exists()


def test_bens_confirmation_mail_is_tried_as_long_as_his_request_lives(ben: Subscriber) -> None:
    assert OutboxMessage.objects.get(recipient="ben@example.org").give_up_at == SignupRequest.objects.get(subscriber=ben).expires_at


@pytest.mark.rule("B-03")
def test_confirming_twice_is_no_error_and_gives_no_second_consent(anna: Subscriber) -> None:
    token = token_in(mails("anna@example.org")[0], "confirm")

    again = confirmation.confirm(token, at=MONDAY_8AM)

    assert again.is_live
    assert not again.is_new
    assert Grant.objects.filter(subject=anna.id).count() == 3


@pytest.mark.rule("I-7")
def test_an_old_confirmation_link_revives_nothing(clara: Subscriber) -> None:
    again = confirmation.confirm(token_in(mails("clara@example.org")[0], "confirm"), at=MONDAY_8AM)

    assert not again.is_live
    assert not Consent.objects.filter(address=clara).exists()


@pytest.mark.rule("I-7")
def test_clara_may_come_back_by_a_new_act(clara: Subscriber) -> None:
    sign_up("clara@example.org", at=MONDAY_8AM + timedelta(days=1))
    confirm("clara@example.org", at=MONDAY_8AM + timedelta(days=1, minutes=5))

    assert permission.allows(clara, "product-news", at=MONDAY_8AM + timedelta(days=2))
    assert folding.compare() == []


@pytest.mark.rule("B-07")
def test_a_second_sign_up_on_the_same_day_gets_no_second_mail(ben: Subscriber) -> None:
    assert sign_up("ben@example.org", at=SUNDAY + timedelta(hours=5)) == Outcome.LIMITED
    assert sign_up("Ben+x@Example.org", at=SUNDAY + timedelta(hours=5)) == Outcome.LIMITED
    assert len(mails("ben@example.org")) == 1


@pytest.mark.rule("B-07")
def test_three_confirmation_mails_a_month_are_enough(signup_form: FormVersion) -> None:
    outcomes = [sign_up("ben@example.org", at=SUNDAY + timedelta(days=2 * day)) for day in range(6)]

    assert outcomes == [Outcome.ASKED] * 3 + [Outcome.LIMITED] * 3


@pytest.mark.rule("B-07")
def test_gmail_s_dots_and_tags_do_not_make_another_address(signup_form: FormVersion) -> None:
    assert sign_up("a.n.na@gmail.com") == Outcome.ASKED
    assert sign_up("anna+news@gmail.com") == Outcome.LIMITED


def test_somebody_subscribed_already_is_told_so_at_most_once_a_day(anna: Subscriber) -> None:
    assert sign_up("anna@example.org", at=MONDAY_8AM) == Outcome.ALREADY
    assert sign_up("anna@example.org", at=MONDAY_8AM + timedelta(hours=3)) == Outcome.ALREADY

    (mail,) = mails("anna@example.org", "already-subscribed")
    assert "/newsletter/preferences/" in mail.get_body(("plain",)).get_content()


def test_somebody_subscribed_ticks_another_box_and_confirms_only_that(signup_form: FormVersion) -> None:
    sign_up("anna@example.org", "product-news")
    anna = confirm("anna@example.org")
    sign_up("anna@example.org", "product-news", "special-offers", at=MONDAY_8AM + timedelta(days=1))

    request = SignupRequest.objects.get(subscriber=anna, state="waiting")
    assert [purpose.key for purpose in request.purposes.all()] == ["special-offers"]
    confirm("anna@example.org", at=MONDAY_8AM + timedelta(days=1, minutes=1))
    assert permission.allows(anna, "special-offers", at=MONDAY_8AM + timedelta(days=2))
    assert folding.compare() == []


@pytest.mark.rule("B-09")
def test_this_was_not_me_deletes_the_request_and_blocks_for_ninety_days(ben: Subscriber) -> None:
    request = not_me.read(token_in(mails("ben@example.org")[0], "not-me"))

    assert not_me.refuse(request, at=MONDAY_8AM)
    assert not not_me.refuse(request, at=MONDAY_8AM)

    assert not Subscriber.objects.exists()
    assert not OutboxMessage.objects.filter(recipient="ben@example.org").exists()
    assert sign_up("ben@example.org", at=MONDAY_8AM + timedelta(days=89)) == Outcome.BLOCKED
    assert sign_up("ben@example.org", at=MONDAY_8AM + timedelta(days=91)) == Outcome.ASKED


@pytest.mark.rule("B-09")
def test_this_was_not_me_ends_what_a_scanner_had_confirmed(anna: Subscriber) -> None:
    not_me.refuse(not_me.read(token_in(mails("anna@example.org")[0], "not-me")), at=MONDAY_8AM)

    assert not Consent.objects.exists()
    assert folding.compare() == []


@pytest.mark.rule("B-09")
def test_anna_who_says_so_twice_is_written_down_once(anna: Subscriber) -> None:
    request = not_me.read(token_in(mails("anna@example.org")[0], "not-me"))

    assert not_me.refuse(request, at=MONDAY_8AM)
    assert not_me.refuse(request, at=MONDAY_8AM)

    assert [event.kind for event in book.events(anna.id)][-2:] == ["withdrawn", "refused_not_me"]


@pytest.mark.rule("L-26")
def test_an_unconfirmed_sign_up_is_erased_after_seven_days(ben: Subscriber) -> None:
    assert purging.purge_unconfirmed(at=SUNDAY + timedelta(days=6, hours=23)) == 0
    assert purging.purge_unconfirmed(at=SUNDAY + timedelta(days=7)) == 1

    assert not Subscriber.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert book.events(ben.id) == []


def test_a_late_click_gets_a_sentence(ben: Subscriber) -> None:
    token = token_in(mails("ben@example.org")[0], "confirm")

    with pytest.raises(Refusal) as refused:
        confirmation.confirm(token, at=SUNDAY + timedelta(days=7))
    assert refused.value.code == "link-expired"
    with pytest.raises(Refusal) as unknown:
        confirmation.confirm(tokens.random_token(), at=SUNDAY)
    assert unknown.value.code == "link-unknown"


@pytest.mark.rule("B-07")
def test_above_the_site_s_limit_mails_wait_for_release(signup_form: FormVersion) -> None:
    with options.using(signup_site_hour=2):
        for name in ("a", "b", "c"):
            sent_in(f"{name}@example.org")

    held = OutboxMessage.objects.filter(state=OutboxMessage.State.HELD)
    assert [mail.recipient for mail in held] == ["c@example.org"]


@pytest.mark.rule("B-07")
def test_above_a_receiving_domain_s_limit_mails_wait_for_release(signup_form: FormVersion) -> None:
    with options.using(signup_domain_hour=1):
        for mailbox in ("a@example.org", "b@example.org", "c@example.net"):
            sent_in(mailbox)

    assert [mail.recipient for mail in OutboxMessage.objects.filter(state=OutboxMessage.State.HELD)] == ["b@example.org"]


@pytest.mark.rule("B-07")
def test_a_network_may_send_five_forms_an_hour(signup_form: FormVersion) -> None:
    for number in range(5):
        sent_in(f"p{number}@example.org", network="203.0.113.0/24")
    with pytest.raises(Refusal) as refused:
        sent_in("p6@example.org", network="203.0.113.0/24")
    assert refused.value.code == "too-many"
    sent_in("p7@example.org", network="203.0.113.0/24", at=SUNDAY + timedelta(minutes=70))


@pytest.mark.rule("B-12", "L-24", "S-04")
def test_nothing_a_stranger_typed_stands_in_the_confirmation_mail(signup_form: FormVersion) -> None:
    signup.sign_up(apply_for("  Ben@EXAMPLE.org "), asked_at=SUNDAY, at=SUNDAY)

    (mail,) = mails("Ben@example.org")
    for part in ("plain", "html"):
        assert "EXAMPLE" not in mail.get_body((part,)).get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail


def test_dora_whose_mailbox_does_not_exist_gets_no_mail_by_signing_up(dora: Subscriber) -> None:
    withdrawal.withdraw(dora, purposes=None, at=MONDAY_8AM, route=Route.DESK)

    assert sign_up("dora@example.org", at=MONDAY_8AM + timedelta(days=3)) == Outcome.BLOCKED


@pytest.mark.rule("I-7")
def test_a_complaint_ends_only_with_a_new_act_of_the_person(anna: Subscriber) -> None:
    withdrawal.withdraw(anna, purposes=None, at=MONDAY_8AM, route=Route.DESK)
    Suppression.objects.create(lookup=anna.lookup, scope=Suppression.EVERYTHING, reason="complaint", since=MONDAY_8AM)

    sign_up("anna@example.org", at=MONDAY_8AM + timedelta(days=1))
    assert not permission.allows(anna, "product-news", at=MONDAY_8AM + timedelta(days=1))
    confirm("anna@example.org", at=MONDAY_8AM + timedelta(days=1, minutes=1))

    assert permission.allows(anna, "product-news", at=MONDAY_8AM + timedelta(days=1, minutes=2))
    assert not permission.allows(anna, "special-offers", at=MONDAY_8AM + timedelta(days=1, minutes=2))


@pytest.mark.rule("S-32", "L-30")
def test_the_welcome_mail_carries_receipt_proof_and_the_way_out(anna: Subscriber) -> None:
    (mail,) = mails("anna@example.org", "welcome")

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    text = mail.get_body(("plain",)).get_content()
    assert address in text
    assert "/newsletter/preferences/" in text
    assert [attached.get_filename() for attached in mail.iter_attachments()] == ["receipt.jsonld", "consent.tlog-proof"]
