"""What follows from mail that comes back: Dora's address is dead, Clara complains, Anna leaves by a reply, and a stranger forges."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from depesche.audience import confirmation, withdrawal
from depesche.audience.models import Consent, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import envelope
from depesche.courier.inbound import settling, storing
from depesche.courier.models import Bounce, InboundMail, Suppression
from depesche.kernel import clock
from depesche.ledger import book
from depesche.mailing.models import Campaign, Delivery
from tests.courier.bouncing import built
from tests.courier.bouncing.built import TOKEN
from tests.mailing.conftest import NOW, Place

Reason, Outcome, State = Suppression.Reason, InboundMail.Outcome, InboundMail.State
UNKNOWN_USER = built.postfix("5.1.1", "host mx.example.net[192.0.2.25] said: 550 5.1.1 User unknown")
FULL = built.postfix("5.2.2", "host mx.example.net[192.0.2.25] said: 552 5.2.2 mailbox full")
POLICY = built.postfix("5.7.1", "host mx.example.net[192.0.2.25] said: 554 5.7.1 blocked using zen.spamhaus.org")


@pytest.fixture
def place(committed_place: Place) -> Place:
    return committed_place


def sent(campaign: Campaign, person: Subscriber, *, at: datetime = NOW) -> Delivery:
    """A delivery that the mail server took."""
    delivery = Delivery.objects.get(campaign=campaign, address=person)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.HANDING_OVER)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.ACCEPTED, handed_over_at=at, finished_at=at)
    return Delivery.objects.get(pk=delivery.pk)


def comes_back(content: bytes, about: Delivery | None, *, at: datetime = NOW) -> InboundMail:
    """Store and settle a mail that came back to the envelope sender of a delivery."""
    if about is not None:
        content = content.replace(TOKEN.encode(), envelope.of_delivery(about.pk).encode())
    stored = storing.store(b"X-Turn: %d\n" % round(at.timestamp()) + content, way=InboundMail.Way.MAILDIR, at=at)
    settling.run(at=at)
    stored.refresh_from_db()
    return stored


def letter(place: Place, person: Subscriber, *, at: datetime, number: int = 0) -> Delivery:
    return sent(place.sending(f"Ausgabe {number}"), person, at=at)


def suppressed(person: Subscriber) -> dict[str, str]:
    return dict(Suppression.objects.filter(lookup=person.lookup).values_list("reason", "scope"))


@pytest.mark.rule("M-12")
def test_doras_address_is_suppressed_after_two_mails_a_day_apart(place: Place) -> None:
    dora = place.person("dora", place.news)
    first = letter(place, dora, at=NOW)

    told = comes_back(UNKNOWN_USER, first)
    assert (told.state, told.outcome, told.kind, told.code) == (State.DONE, Outcome.COUNTED, "hard_address", "5.1.1")
    assert suppressed(dora) == {}

    second = letter(place, dora, at=NOW, number=2)
    comes_back(UNKNOWN_USER, second, at=NOW + timedelta(hours=23))
    assert suppressed(dora) == {}

    third = letter(place, dora, at=NOW, number=3)
    told = comes_back(UNKNOWN_USER, third, at=NOW + timedelta(hours=25))
    assert told.outcome == Outcome.SUPPRESSED
    assert suppressed(dora) == {Reason.HARD_BOUNCE: "all"}
    entry = Suppression.objects.get(lookup=dora.lookup)
    assert entry.since == NOW + timedelta(hours=25)
    assert f"campaign {third.campaign_id}" in entry.note
    events = list(book.of_kinds(["hard_bounce_suppressed"]))
    assert [(event.subject, event.body["campaign"]) for event in events] == [(dora.pk, third.campaign_id)]
    assert Consent.objects.filter(address=dora).exists()  # L-32: a suppression, no withdrawal


def test_two_reports_about_one_mail_count_once(place: Place) -> None:
    dora = place.person("dora", place.news)
    delivery = letter(place, dora, at=NOW)
    comes_back(UNKNOWN_USER, delivery)
    comes_back(UNKNOWN_USER.replace(b"mx.example.net", b"mx2.example.net"), delivery, at=NOW + timedelta(days=3))

    assert Bounce.objects.count() == 1
    assert suppressed(dora) == {}


def test_a_mail_that_arrived_between_starts_the_count_anew(place: Place) -> None:
    dora = place.person("dora", place.news)
    comes_back(UNKNOWN_USER, letter(place, dora, at=NOW))
    letter(place, dora, at=NOW + timedelta(days=10), number=2)
    later = NOW + timedelta(days=20)
    comes_back(UNKNOWN_USER, letter(place, dora, at=later, number=3), at=later)

    assert suppressed(dora) == {}


@pytest.mark.rule("M-12")
def test_a_mailbox_is_given_up_after_five_mails_over_a_month(place: Place) -> None:
    dora = place.person("dora", place.news)
    for week in range(5):
        at = NOW + timedelta(days=7 * week)
        comes_back(FULL, letter(place, dora, at=at, number=week), at=at)
        assert suppressed(dora) == {}
    at = NOW + timedelta(days=30)
    told = comes_back(FULL, letter(place, dora, at=at, number=6), at=at)

    assert told.outcome == Outcome.SUPPRESSED
    assert suppressed(dora) == {Reason.UNREACHABLE: "all"}
    assert Reason.UNREACHABLE in confirmation.LIFTED  # a mailbox that gets the confirmation mail works


@pytest.mark.rule("S-23")
def test_a_policy_suppresses_nobody_however_often(place: Place) -> None:
    anna = place.person("anna", place.news)
    for week in range(8):
        at = NOW + timedelta(days=7 * week)
        assert comes_back(POLICY, letter(place, anna, at=at, number=week), at=at).outcome == Outcome.COUNTED
    assert suppressed(anna) == {}


@pytest.mark.rule("M-13")
def test_a_forged_bounce_suppresses_nobody(place: Place) -> None:
    anna = place.person("anna", place.news)
    delivery = letter(place, anna, at=NOW)
    real = envelope.of_delivery(delivery.pk)
    forged = real.replace(real[5], "a" if real[5] != "a" else "b", 1)
    for day in range(6):
        content = UNKNOWN_USER.replace(TOKEN.encode(), forged.encode()).replace(b"dora@", b"anna@").replace(b"example.net", b"example.org")
        told = comes_back(content, None, at=NOW + timedelta(days=day))
        assert (told.state, told.outcome, told.delivery) == (State.DONE, Outcome.FOREIGN, None)

    assert suppressed(anna) == {}
    assert not Bounce.objects.exists()


@pytest.mark.rule("M-14", "L-32")
def test_a_complaint_ends_everything_at_once(place: Place) -> None:
    clara = place.person("clara", place.news, place.offers)
    delivery = letter(place, clara, at=NOW)
    waiting = place.sending("Morgen")

    told = comes_back(built.complaint(), delivery)

    assert (told.state, told.outcome, told.kind) == (State.DONE, Outcome.COMPLAINED, "complaint")
    assert not Consent.objects.filter(address=clara).exists()
    assert suppressed(clara)[Reason.COMPLAINT] == "all"
    assert Delivery.objects.get(campaign=waiting, address=clara).state == Delivery.State.WITHOUT_CONSENT
    kinds = [event.kind for event in book.events(clara.pk)]
    assert kinds == ["withdrawn", "objected"]
    assert next(iter(book.of_kinds(["withdrawn"]))).body["channel"] == "complaint"

    assert comes_back(built.complaint(), delivery, at=NOW + timedelta(minutes=1)).outcome == Outcome.COMPLAINED
    assert [event.kind for event in book.events(clara.pk)] == kinds


@pytest.mark.rule("M-14")
def test_a_redacted_complaint_is_known_by_the_link_to_leave(place: Place) -> None:
    from depesche.audience import links

    clara = place.person("clara", place.news)
    delivery = letter(place, clara, at=NOW)
    link = links.unsubscribe(clara.pk, "news", campaign_id=delivery.campaign_id).encode()
    content = built.complaint().replace(TOKEN.encode(), b"redacted@example.org")
    content = content.replace(b"https://example.org/newsletter/leave/AbCdEfGhIjKlMnOpQrStUvWx/", link)

    assert comes_back(content, None).outcome == Outcome.COMPLAINED
    assert suppressed(clara)[Reason.COMPLAINT] == "all"


def test_a_complaint_of_nobody_we_know_waits_for_a_person(place: Place) -> None:
    content = built.complaint().replace(TOKEN.encode(), b"redacted@example.org")
    told = comes_back(content, None)
    assert (told.state, told.outcome, told.settled_at) == (State.REVIEW, Outcome.UNCLEAR, None)


@pytest.mark.rule("L-32")
@pytest.mark.parametrize(("subject", "text", "route"), [("unsubscribe", "", Route.MAILTO), ("Re: Gold", "Bitte abmelden.\n\n> Gold", Route.REPLY)])
def test_anna_leaves_by_a_mail(place: Place, subject: str, text: str, route: Route) -> None:
    anna = place.person("anna", place.news, place.offers)
    delivery = letter(place, anna, at=NOW)

    told = comes_back(built.mail("Anna <anna@example.org>", subject, text), delivery)

    assert (told.state, told.outcome) == (State.DONE, Outcome.LEFT)
    assert [consent.purpose for consent in Consent.objects.filter(address=anna)] == [place.offers]
    (event,) = book.events(anna.pk)
    assert (event.kind, event.body["channel"], event.body["purposes"]) == ("withdrawn", route.value, ["news"])


def to_leave(delivery: Delivery, **mail: str) -> bytes:
    """A mail as a mail program writes it to the address for leaving."""
    said = {"sender": "Somebody <somebody@elsewhere.example>", "subject": "unsubscribe", "body": "", "kind": "text/plain", **mail}
    content = built.mail(said["sender"], said["subject"], said["body"], "Auto-Submitted: auto-generated", kind=said["kind"])
    return content.replace(TOKEN.encode(), envelope.for_leaving(delivery.pk).encode())


@pytest.mark.rule("L-32")
@pytest.mark.parametrize(
    ("subject", "text"),
    [("unsubscribe", "This message was automatically generated by Gmail."), ("", ""), ("Gold!", "Viele Grüße von meinem Telefon")],
)
def test_whatever_a_mail_program_writes_to_the_address_for_leaving_ends_that_consent_whoever_sends_it(place: Place, subject: str, text: str) -> None:
    anna, bea = place.person("anna", place.news, place.offers), place.person("bea", place.news)
    delivery = letter(place, anna, at=NOW)

    told = comes_back(to_leave(delivery, sender="Bea <bea@example.org>", subject=subject, body=text), None)

    assert (told.state, told.outcome, told.lookup) == (State.DONE, Outcome.LEFT, anna.lookup)
    assert set(Consent.objects.values_list("address", "purpose")) == {(anna.pk, place.offers.pk), (bea.pk, place.news.pk)}
    (event,) = book.events(anna.pk)
    assert (event.kind, event.body["channel"], event.body["purposes"]) == ("withdrawn", Route.MAILTO.value, ["news"])


@pytest.mark.rule("L-32")
def test_a_forged_address_for_leaving_lets_nobody_leave(place: Place) -> None:
    anna = place.person("anna", place.news)
    delivery = letter(place, anna, at=NOW)
    real = envelope.for_leaving(delivery.pk).encode()
    changed = real.replace(real[5:6], b"a" if real[5:6] != b"a" else b"b", 1)
    for forged in (changed, envelope.of_delivery(delivery.pk).encode(), b"leave@example.org"):
        told = comes_back(to_leave(delivery, sender="Anna <anna@example.org>", subject="Gold").replace(real, forged), None)
        assert told.outcome != Outcome.LEFT
    assert Consent.objects.filter(address=anna).exists()


@pytest.mark.rule("L-32")
def test_a_mail_that_only_quotes_the_address_for_leaving_lets_nobody_leave(place: Place) -> None:
    anna = place.person("anna", place.news)
    delivery = letter(place, anna, at=NOW)
    address = envelope.for_leaving(delivery.pk).encode()
    returned = UNKNOWN_USER.replace(b"List-Unsubscribe: ", b"List-Unsubscribe: <mailto:" + address + b"?subject=unsubscribe>, ")
    forwarded = built.mail("Anna <anna@example.org>", "WG: Gold", f"Zur Kenntnis.\n\nList-Unsubscribe: <mailto:{address.decode()}>")

    assert address in returned
    assert comes_back(returned, delivery).outcome == Outcome.COUNTED
    assert comes_back(forwarded.replace(TOKEN.encode(), b"bounces@example.org"), None).state == State.REVIEW
    assert Consent.objects.filter(address=anna).exists()


def test_what_anna_asks_waits_for_a_person(place: Place) -> None:
    anna = place.person("anna", place.news)
    delivery = letter(place, anna, at=NOW)
    told = comes_back(built.mail("Anna <anna@example.org>", "Re: Gold", "Soll ich mich abmelden, wenn ich umziehe?"), delivery)
    assert (told.state, told.outcome) == (State.REVIEW, Outcome.UNCLEAR)
    assert Consent.objects.filter(address=anna).exists()


def test_a_wish_to_leave_without_a_token_is_no_proof(place: Place) -> None:
    anna = place.person("anna", place.news)
    told = comes_back(built.mail("Anna <anna@example.org>", "Abmelden", "Bitte abmelden").replace(TOKEN.encode(), b"post@example.org"), None)
    assert (told.state, told.lookup) == (State.REVIEW, anna.lookup)
    assert Consent.objects.filter(address=anna).exists()


def test_an_automatic_answer_changes_nothing(place: Place) -> None:
    anna = place.person("anna", place.news)
    delivery = letter(place, anna, at=NOW)
    content = built.mail("Anna <anna@example.org>", "Automatische Antwort: Gold", "Abmelden", "Auto-Submitted: auto-replied")
    assert comes_back(content, delivery).outcome == Outcome.NOTHING
    assert Consent.objects.filter(address=anna).exists()


def test_a_bounce_without_a_reason_waits_for_a_person(place: Place) -> None:
    anna = place.person("anna", place.news)
    content = built.mail("MAILER-DAEMON@example.net", "Undelivered mail", "Your message could not be delivered.")
    told = comes_back(content, letter(place, anna, at=NOW))
    assert (told.state, told.outcome) == (State.REVIEW, Outcome.UNCLEAR)


@pytest.mark.rule("M-13")
def test_a_mail_is_taken_once_and_settled_once(place: Place) -> None:
    dora = place.person("dora", place.news)
    delivery = letter(place, dora, at=NOW)
    content = UNKNOWN_USER.replace(TOKEN.encode(), envelope.of_delivery(delivery.pk).encode())
    for _turn in range(3):
        storing.store(content, way=InboundMail.Way.IMAP, at=NOW)
        settling.run(at=NOW)
    assert InboundMail.objects.count() == Bounce.objects.count() == 1


def test_a_mail_that_breaks_the_settling_lets_the_others_pass(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    dora = place.person("dora", place.news)
    delivery = letter(place, dora, at=NOW)
    poison = storing.store(b"From: a@example.org\n\npoison", way=InboundMail.Way.IMAP, at=NOW)
    (settle,) = settling._settle

    def breaks(understood: settling.Understood, at: datetime) -> settling.Settled:
        if b"poison" in bytes(understood.mail.raw):
            raise RuntimeError("poison")
        return settle(understood, at)

    monkeypatch.setattr(settling, "_settle", [breaks])
    with pytest.raises(RuntimeError):
        settling.run(at=NOW)
    content = UNKNOWN_USER.replace(TOKEN.encode(), envelope.of_delivery(delivery.pk).encode())
    good = storing.store(content, way=InboundMail.Way.IMAP, at=NOW + timedelta(seconds=1))
    for _turn in range(3):
        try:
            settling.run(at=NOW)
        except RuntimeError:
            continue

    good.refresh_from_db()
    poison.refresh_from_db()
    assert good.state == State.DONE
    assert (poison.state, poison.outcome) == (State.REVIEW, Outcome.UNCLEAR)


def test_a_bounce_about_somebody_who_was_erased_changes_nothing(place: Place) -> None:
    emil = place.person("emil", place.news)
    delivery = letter(place, emil, at=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(address=None)
    told = comes_back(UNKNOWN_USER, delivery)
    assert (told.state, told.outcome) == (State.DONE, Outcome.NOBODY)
    assert not Suppression.objects.exists()


@pytest.mark.rule("S-22")
def test_a_campaign_of_which_people_complain_pauses(place: Place) -> None:
    people = [place.person(name, place.news) for name in ("anna", "clara", "dora", "berta")]
    campaign = place.sending("Gold")
    deliveries = [sent(campaign, person) for person in people]
    for minute, delivery in enumerate(deliveries[:2]):
        comes_back(built.complaint(), delivery, at=NOW + timedelta(minutes=minute))
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.SENDING

    comes_back(built.complaint(), deliveries[2], at=NOW + timedelta(minutes=3))

    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert "3" in campaign.pause_reason


def test_a_withdrawal_before_leaves_nothing_to_end(place: Place) -> None:
    clara = place.person("clara", place.news)
    delivery = letter(place, clara, at=NOW)
    withdrawal.withdraw(clara, purposes=None, at=clock.now(), route=Route.LINK)
    assert comes_back(built.complaint(), delivery).outcome == Outcome.COMPLAINED
    assert suppressed(clara)[Reason.COMPLAINT] == "all"
