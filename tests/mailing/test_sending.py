from __future__ import annotations

import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection

from depesche.audience.models import Consent
from depesche.courier import envelope, message, suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import envelopes
from depesche.kernel import options
from depesche.ledger import book
from depesche.mailing import report, selection, sending, starting, stopping
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import claiming, letters, marked
from tests.mailing.conftest import NOW, Inbox, Place

State = Delivery.State


def counts(campaign: Campaign) -> dict[str, int]:
    found = report.report(campaign)
    assert sum(found.counts.values()) == found.candidates
    return {state: number for state, number in found.counts.items() if number}


def test_only_anna_gets_it(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    place.person("ben")
    place.person("otto", place.offers)
    dora = place.person("dora", place.news)
    emil = place.person("emil", place.news)
    suppression.suppress(dora.lookup, scope=Suppression.EVERYTHING, reason="hard_bounce", at=NOW)
    emil.is_restricted = True
    emil.save()
    clara = place.person("clara", place.news)
    campaign = place.sending()
    Consent.objects.filter(address=clara).delete()

    assert sending.run(at=NOW) == 1

    assert inbox.recipients() == ["anna@example.org"]
    assert counts(campaign) == {"accepted": 1, "suppressed": 2, "without_consent": 1}


def test_the_expected_number_leaves_out_who_cannot_get_it(place: Place) -> None:
    place.person("anna", place.news)
    dora, emil = place.person("dora", place.news), place.person("emil", place.news)
    suppression.suppress(dora.lookup, scope="news", reason="complaint", at=NOW)
    emil.is_restricted = True
    emil.save()

    assert selection.expected(place.draft(), at=NOW) == 1


@pytest.mark.rule("S-03", "S-12")
def test_the_mail_carries_what_receivers_ask_for(place: Place, inbox: Inbox) -> None:
    anna = place.person("anna", place.news)
    campaign = place.sending()

    sending.run(at=NOW)

    (mail,) = inbox.mails()
    delivery = Delivery.objects.get(address=anna)
    leave = mail["List-Unsubscribe"].strip("<>")
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert leave.startswith("http://testserver.localhost/newsletter/unsubscribe/")
    assert leave in html
    assert leave in text
    assert "[[" not in html + text
    assert mail["List-Id"] == "<news.testserver.localhost>"
    assert mail["From"] == "Beispiel Edelmetalle <post@example.org>"
    assert mail["Reply-To"] == "hallo@example.org"
    assert mail["X-Envelope-From"] == envelope.of_delivery(delivery.pk)
    assert mail["Date"].datetime == campaign.sent_at
    assert mail["Feedback-ID"] == f"{campaign.pk}:news:campaign:testserver.localhost"
    assert mail["List-Post"] is None
    assert "anna" not in mail["Message-ID"]
    assert mail["Auto-Submitted"] is None


def test_rendering_a_mail_twice_gives_the_same_bytes(place: Place) -> None:
    place.person("anna", place.news)
    place.sending()
    delivery = Delivery.objects.get()

    assert message.as_bytes(letters.letter(delivery)) == message.as_bytes(letters.letter(Delivery.objects.get()))


@pytest.mark.rule("M-07", "I-11", "S-01")
@pytest.mark.parametrize("inbound", ["", "lmtp://127.0.0.1:10024"])
def test_what_is_sent_says_what_the_letter_says_and_is_the_same_twice(place: Place, inbound: str) -> None:
    from depesche.mailing.sending.writing import Writer

    place.person("anna", place.news)
    place.sending()
    delivery = Delivery.objects.select_related("campaign__purpose", "address").get()

    with options.using(bounce_url=inbound):
        (first,), _none = Writer().write([marked.of(delivery)])
        (second,), _none = Writer().write([marked.of(Delivery.objects.get())])
        letter = letters.letter(delivery)

    plainly = message_from_bytes(message.as_bytes(letter), policy=policy.SMTP)
    sent = message_from_bytes(envelopes.plain(first), policy=policy.SMTP)
    assert first == second
    assert {name: str(value) for name, value in sent.items() if name != "Content-Type"} == {
        name: str(value) for name, value in plainly.items() if name != "Content-Type"
    }
    assert [part.get_content() for part in sent.iter_parts()] == [part.get_content() for part in plainly.iter_parts()]  # type: ignore[attr-defined]


@pytest.mark.rule("S-01")
@pytest.mark.parametrize("inbound", ["", "lmtp://127.0.0.1:10024"])
def test_one_click_comes_first_and_a_mail_only_where_mail_that_comes_in_is_read(place: Place, inbound: str) -> None:
    from depesche.mailing.sending.writing import Writer

    for name in ("anna", "clara"):
        place.person(name, place.news)
    place.sending()
    deliveries = list(Delivery.objects.select_related("campaign__purpose", "address").order_by("pk"))
    with options.using(bounce_url=inbound, bounce_domain="bounces.example.org"):
        mails, _none = Writer().write(list(map(marked.of, deliveries)))

    for mail, delivery in zip(mails, deliveries, strict=True):
        (field,) = message_from_bytes(mail.content, policy=policy.SMTP).get_all("List-Unsubscribe", [])
        one_click, *by_mail = [way.strip() for way in str(field).split(",")]
        assert one_click.startswith("<http://testserver.localhost/newsletter/unsubscribe/")
        assert by_mail == (
            [f"<mailto:{envelope.for_leaving(delivery.pk).partition('@')[0]}@bounces.example.org?subject=unsubscribe>"] if inbound else []
        )


def test_an_unreachable_server_means_waiting_not_losing(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    inbox.stop()

    with options.using(smtp_url="smtp://127.0.0.1:1"):
        assert sending.run(at=NOW) == 0
    campaign.refresh_from_db()
    assert counts(campaign) == {"deferred": 1}
    assert campaign.trouble
    assert not sending.is_wanted(at=NOW)

    inbox.start()
    later = NOW + timedelta(minutes=6)
    assert sending.is_wanted(at=later)
    assert sending.run(at=later) == 1
    campaign.refresh_from_db()
    assert (campaign.state, campaign.trouble) == (Campaign.State.DONE, "")


def test_without_a_way_out_everything_waits(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()

    assert sending.run(at=NOW) == 0
    assert counts(campaign) == {"queued": 1}


def test_sending_twice_sends_once(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.approved()

    assert starting.start(campaign, at=NOW) == 1
    assert starting.start(campaign, at=NOW) == 1
    sending.run(at=NOW)
    assert starting.start(campaign, at=NOW) == 1
    sending.run(at=NOW)

    assert inbox.recipients() == ["anna@example.org"]


def test_the_next_campaign_skips_who_left(place: Place, inbox: Inbox) -> None:
    anna, bea = place.person("anna", place.news), place.person("bea", place.news)
    place.sending("Erste")
    sending.run(at=NOW)
    Consent.objects.filter(address=anna).delete()

    second = place.sending("Zweite")
    sending.run(at=NOW)

    assert report.report(second).candidates == 1
    assert [str(mail["To"]) for mail in inbox.mails() if mail["Subject"] == "Zweite"] == [bea.mailbox]


def test_the_campaign_ends_in_the_ledger_without_persons(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    sending.run(at=NOW)

    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DONE
    approved, closed = (book.event("consent", index) for index in (0, 1))
    assert (approved.kind, closed.kind) == ("campaign_approved", "campaign_closed")
    assert approved.body["content"] == campaign.approved_digest
    assert closed.body["counts"]["accepted"] == 1
    assert closed.subject is None


def test_who_died_while_handing_over_is_never_sent_again(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    claiming.claim("dead", at=NOW)
    Delivery.objects.update(state=State.HANDING_OVER)

    sending.run(at=NOW + timedelta(hours=1))

    assert counts(campaign) == {"unknown": 1}
    assert inbox.mails() == []


def test_a_claim_that_ran_out_goes_back_to_the_queue(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    place.sending()
    assert claiming.claim("dead", at=NOW)

    assert claiming.claim("alive", at=NOW) == []
    assert sending.run(at=NOW + timedelta(minutes=1)) == 1


def test_a_paused_campaign_waits_and_a_cancelled_one_ends(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    first, second = place.sending("Erste"), place.sending("Zweite")
    stopping.pause(first)
    stopping.cancel(second, at=NOW)

    assert sending.run(at=NOW) == 0
    assert counts(first) == {"queued": 1}
    assert counts(second) == {"cancelled": 1}

    stopping.resume(first)
    assert sending.run(at=NOW) == 1


def test_a_large_campaign_is_cancelled_at_once_and_its_rows_by_the_worker(place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "AT_ONCE", 0)
    place.person("anna", place.news)
    campaign = place.sending()

    assert stopping.cancel(campaign, at=NOW) == 1
    assert (campaign.state, counts(campaign)) == (Campaign.State.CANCELLED, {"queued": 1})
    assert sending.is_wanted(at=NOW)
    for _ in range(2):
        assert sending.run(at=NOW) == 0

    campaign.refresh_from_db()
    assert (campaign.finished_at, counts(campaign)) == (NOW, {"cancelled": 1})
    assert not sending.is_wanted(at=NOW)
    assert book.event("consent", 1).kind == "campaign_closed"
    assert inbox.mails() == []


def test_the_rate_is_kept(place: Place, inbox: Inbox) -> None:
    import time

    for name in "abcde":
        place.person(name, place.news)
    place.sending()
    with options.using(send_rate=10):
        started = time.monotonic()
        assert sending.run(at=NOW) == 5
    assert time.monotonic() - started >= 0.4


@pytest.mark.rule("I-3", "M-15")
def test_two_workers_deliver_each_mail_once(committed_place: Place, inbox: Inbox) -> None:
    names = [f"person{number}" for number in range(30)]
    for name in names:
        committed_place.person(name, committed_place.news)
    campaign = committed_place.sending()
    accepted: list[int] = []

    def work() -> None:
        try:
            for _ in range(3):
                accepted.append(sending.run(at=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(accepted) == 30
    assert inbox.recipients() == sorted(f"{name}@example.org" for name in names)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DONE


@pytest.mark.parametrize("refused", ["550 5.1.1 no such user", "550 5.7.1 policy"])
def test_only_an_address_that_does_not_exist_is_suppressed(place: Place, refused: str) -> None:
    from depesche.courier.transport import Phase, Reply
    from depesche.mailing.sending import permission, recording

    dora = place.person("dora", place.news)
    campaign = place.sending()
    (identifier,) = claiming.claim("me", at=NOW)
    delivery = permission.begin(identifier, permission.Moment("me", NOW))
    assert delivery is not None

    recording.record(delivery, recording.Answer(Reply(550, refused[4:], Phase.RECIPIENT), NOW))

    assert counts(campaign) == {"failed": 1}
    assert suppression.is_suppressed(dora.lookup, scopes=(Suppression.EVERYTHING,), at=NOW) is refused.startswith("550 5.1.1")


def test_the_reason_of_a_pause_names_nobody(place: Place) -> None:
    from depesche.courier.transport import Phase, Reply
    from depesche.mailing.sending import permission, recording

    place.person("emil", place.news)
    campaign = place.sending()
    (identifier,) = claiming.claim("me", at=NOW)
    delivery = permission.begin(identifier, permission.Moment("me", NOW))
    assert delivery is not None

    recording.record(delivery, recording.Answer(Reply(554, "5.7.1 <emil@example.org>: Relay access denied", Phase.RECIPIENT), NOW))

    campaign.refresh_from_db()
    assert campaign.pause_reason == "554 5.7.1 <…>: Relay access denied"


def test_a_mail_that_cannot_be_written_fails_alone(place: Place, inbox: Inbox) -> None:
    anna, odd = place.person("anna", place.news), place.person("odd", place.news)
    campaign = place.sending()
    type(odd).objects.filter(pk=odd.pk).update(mailbox="no address")

    assert sending.run(at=NOW) == 1
    assert inbox.recipients() == [anna.mailbox]
    assert counts(campaign) == {"accepted": 1, "failed": 1}
