"""Sending services tell by webhook what did not arrive: Dora's address is dead, Clara complains, and strangers who forge change nothing."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from depesche.audience.models import Consent, Subscriber
from depesche.courier import envelope
from depesche.courier.inbound import settling
from depesche.courier.models import Bounce, InboundMail, OutboxMessage, Suppression, WayIn
from depesche.kernel import options
from depesche.ledger import book
from depesche.mailing.models import Delivery
from depesche.mailing.sending import letters
from depesche.operations.doctor import bounces
from tests.mailing import webhook_events as events
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_coming_back import letter
from tests.mailing.webhook_events import BUILT, HEAPS, MAILGUN_KEY

Reason, Outcome, State = Suppression.Reason, InboundMail.Outcome, InboundMail.State
SECRET = "only-for-the-sending-service"
ALL = tuple(sorted(BUILT))
each = pytest.mark.parametrize("provider", ALL)


@pytest.fixture(autouse=True)
def set_up() -> Iterator[None]:
    with options.using(webhook_providers=ALL, webhook_secret=SECRET, webhook_mailgun_key=MAILGUN_KEY):
        yield


@pytest.fixture
def dora(place: Place) -> Subscriber:
    return place.person("dora", place.news)


def post(provider: str, payload: object, *, secret: str | None = SECRET, body: bytes | None = None) -> HttpResponse:
    """Post as the service does; with several events in one heap where it sends heaps."""
    content = json.dumps(payload).encode() if body is None else body
    headers: dict[str, str] = {}
    if secret is not None:
        headers["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"depesche:{secret}".encode()).decode()
    if provider == "amazon_ses" and isinstance(payload, dict):
        headers |= {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": payload["Type"], "HTTP_X_AMZ_SNS_MESSAGE_ID": payload["MessageId"]}
    kind = "text/plain; charset=UTF-8" if provider == "amazon_ses" else "application/json"
    return Client(enforce_csrf_checks=True).generic("POST", f"/webhooks/{provider}/", content, content_type=kind, **headers)  # type: ignore[arg-type]


def told(provider: str, *payloads: object, at: Any = NOW, **more: Any) -> HttpResponse:
    for payload in [list(payloads)] if provider in HEAPS else payloads:
        answer = post(provider, payload, **more)
    settling.run(at=at)
    return answer


def about(provider: str, kind: str, delivery: Delivery, **more: Any) -> Any:
    return BUILT[provider](kind, envelope.of_delivery(delivery.pk), **more)


def untouched(person: Subscriber) -> bool:
    return (
        not (Bounce.objects.exists() or InboundMail.objects.exists() or Suppression.objects.exists())
        and Consent.objects.filter(address=person).exists()
    )


@each
@pytest.mark.rule("M-12", "L-32")
def test_doras_dead_address_is_suppressed_after_two_newsletters_a_day_apart(dora: Subscriber, place: Place, provider: str) -> None:
    first = letter(place, dora, at=NOW)
    assert told(provider, about(provider, "unknown", first)).status_code == 200
    mail = InboundMail.objects.get()
    assert (mail.state, mail.outcome, mail.kind, mail.delivery, mail.way) == (State.DONE, Outcome.COUNTED, "hard_address", first.pk, "webhook")

    later = NOW + timedelta(hours=25)
    told(provider, about(provider, "unknown", letter(place, dora, at=NOW, number=2), number=2), at=later)

    assert dict(Suppression.objects.filter(lookup=dora.lookup).values_list("reason", "scope")) == {Reason.HARD_BOUNCE: "all"}
    assert Consent.objects.filter(address=dora).exists()  # a suppression, no withdrawal
    assert WayIn.objects.get(name="webhook").trouble == ""


@each
@pytest.mark.parametrize(("kind", "meant"), [("full", "mailbox_full/inactive"), ("policy", "policy/reputation")])
@pytest.mark.rule("M-12", "S-23")
def test_a_full_mailbox_and_a_blocked_sender_are_no_dead_address(dora: Subscriber, place: Place, provider: str, kind: str, meant: str) -> None:
    told(provider, about(provider, kind, letter(place, dora, at=NOW)))

    assert list(Bounce.objects.values_list("kind", flat=True)) == [meant]


@each
@pytest.mark.rule("M-14", "L-32")
def test_a_complaint_ends_everything_at_once(dora: Subscriber, place: Place, provider: str) -> None:
    told(provider, about(provider, "complained", letter(place, dora, at=NOW)))

    assert not Consent.objects.filter(address=dora).exists()
    assert Suppression.objects.filter(lookup=dora.lookup, reason=Reason.COMPLAINT).exists()
    assert [event.kind for event in book.events(dora.pk)] == ["withdrawn", "objected"]


@pytest.mark.parametrize("provider", sorted(set(ALL) - {"amazon_ses"}))
@pytest.mark.rule("L-32")
def test_who_leaves_by_the_link_of_the_service_has_left(place: Place, provider: str) -> None:
    dora = place.person("dora", place.news, place.offers)
    told(provider, about(provider, "left", letter(place, dora, at=NOW)))

    assert [consent.purpose for consent in Consent.objects.filter(address=dora)] == [place.offers]
    (event,) = book.events(dora.pk)
    assert (event.kind, event.body["channel"], event.body["purposes"]) == ("withdrawn", "provider", ["news"])


@each
@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_who_opens_or_clicks_is_never_stored(dora: Subscriber, place: Place, provider: str, kind: str) -> None:
    delivery = letter(place, dora, at=NOW)
    assert told(provider, about(provider, kind, delivery)).status_code == 200

    assert untouched(dora)
    raw = json.dumps(about(provider, kind, delivery)).replace("timestamp", "when").replace('"time"', '"when"').replace("headers", "heads")
    told(provider, json.loads(raw.replace("mail\\", "letter\\")))  # a form that the library may not know
    assert untouched(dora)


@pytest.mark.parametrize("provider", sorted(HEAPS))
def test_in_a_heap_only_what_failed_is_taken(dora: Subscriber, place: Place, provider: str) -> None:
    delivery = letter(place, dora, at=NOW)
    heap = [about(provider, kind, delivery, number=number) for number, kind in enumerate(("opened", "unknown", "clicked"))]
    told(provider, *heap, {})

    raw = b"".join(bytes(mail.raw) for mail in InboundMail.objects.all())
    assert sorted(InboundMail.objects.values_list("outcome", flat=True)) == [Outcome.COUNTED, Outcome.UNCLEAR]
    assert b"Mozilla" not in raw
    assert b"198.51.100.7" not in raw


@each
@pytest.mark.rule("M-13")
def test_whoever_does_not_know_the_secret_changes_nothing(dora: Subscriber, place: Place, provider: str) -> None:
    payload = about(provider, "complained", letter(place, dora, at=NOW))
    payload = [payload] if provider in HEAPS else payload
    codes = [post(provider, payload, secret=wrong).status_code for wrong in (None, "", "x" * 28, SECRET[:-1], SECRET + "x", "ü" * 20)]
    codes += [post(provider, payload, body=b, secret="x" * 28).status_code for b in (b"", b"\xff", b"[]", b"null", b'"x"')]

    assert set(codes) <= {401, 403}
    assert (401 in codes) == (provider == "amazon_ses")
    settling.run(at=NOW)
    assert untouched(dora)
    assert not WayIn.objects.exists()


@pytest.mark.rule("M-13")
@pytest.mark.parametrize("wrong", [{"key": "key-of-somebody-else"}, {"token": "ü"}])
def test_mailguns_signature_is_checked_besides_the_secret(dora: Subscriber, place: Place, wrong: dict[str, str]) -> None:
    token = envelope.of_delivery(letter(place, dora, at=NOW).pk)
    if "token" in wrong:
        payload = events.mailgun("complained", token)
        payload["signature"]["token"] = wrong["token"]
    else:
        payload = events.mailgun("complained", token, **wrong)
    assert post("mailgun", payload).status_code == 403
    del payload["signature"]
    assert post("mailgun", payload).status_code == 403
    assert untouched(dora)


def test_only_services_that_are_set_up_have_an_address(dora: Subscriber, place: Place) -> None:
    payload = about("postmark", "complained", letter(place, dora, at=NOW))
    with options.using(webhook_providers=("brevo",)):
        assert post("postmark", payload).status_code == 404
    assert post("mandrill", payload).status_code == 404
    assert Client().get("/webhooks/postmark/").status_code == 405
    assert untouched(dora)


@each
@pytest.mark.rule("M-13")
def test_what_is_sent_again_counts_once(dora: Subscriber, place: Place, provider: str) -> None:
    delivery = letter(place, dora, at=NOW)
    for turn in range(3):
        payload = about(provider, "unknown", delivery)
        if provider == "mailgun":
            payload["signature"] = events.signature(token=f"again{turn}")
        told(provider, payload, at=NOW + timedelta(days=2 * turn))
    assert InboundMail.objects.count() == Bounce.objects.count() == 1

    told(provider, about(provider, "unknown", delivery, number=7), at=NOW + timedelta(days=9))  # a second event about the same mail
    assert (InboundMail.objects.count(), Bounce.objects.count()) == (2, 1)
    assert not Suppression.objects.exists()


@each
@pytest.mark.rule("M-13")
def test_what_names_no_mail_of_ours_waits_for_a_person(dora: Subscriber, place: Place, provider: str) -> None:
    real = envelope.of_delivery(letter(place, dora, at=NOW).pk)
    forged = real[:6] + ("a" if real[6] != "a" else "b") + real[7:]
    for number, token in enumerate(("", forged)):
        told(provider, BUILT[provider]("complained", token, number=number))

    found = InboundMail.objects.all()
    assert {(mail.state, mail.outcome, mail.delivery, mail.lookup) for mail in found} == {(State.REVIEW, Outcome.UNCLEAR, None, dora.lookup)}
    assert Consent.objects.filter(address=dora).exists()


@pytest.mark.parametrize("provider", ["mailgun", "sendgrid"])
def test_our_message_id_names_the_mail_too(dora: Subscriber, place: Place, provider: str) -> None:
    delivery = letter(place, dora, at=NOW)
    letter(place, dora, at=NOW, number=2)
    name = letters.letter(delivery).message_id
    payload = (
        events.mailgun("unknown", "", message_id=name.strip("<>")) if provider == "mailgun" else {**events.sendgrid("unknown", ""), "smtp-id": name}
    )
    told(provider, payload)

    assert Bounce.objects.get().delivery == delivery.pk
    assert InboundMail.objects.get().delivery == delivery.pk


def test_a_message_id_that_no_database_takes_waits_for_a_person(dora: Subscriber) -> None:
    told("mailgun", events.mailgun("unknown", "", message_id="a\x00b\ud800@example.org"))
    assert InboundMail.objects.get().outcome == Outcome.UNCLEAR


def test_a_single_mail_is_found_by_its_message_id(dora: Subscriber) -> None:
    times = {"not_before": NOW, "give_up_at": NOW, "created_at": NOW}
    mail = {"kind": "welcome", "recipient": dora.mailbox, "message_id": "<abc@example.org>", "content": b"", "content_digest": ""}
    message = OutboxMessage.objects.create(subject_id=dora.pk, envelope_sender="", **mail, **times)
    told("mailgun", events.mailgun("unknown", "", message_id="abc@example.org"))

    assert Bounce.objects.get().message == message.pk


@each
def test_a_word_of_the_service_that_is_milder_than_the_reply_counts(dora: Subscriber, place: Place, provider: str) -> None:
    milder = {
        "amazon_ses": ("bounceType", "Permanent", "Transient"),
        "brevo": ("event", "hard_bounce", "soft_bounce"),
        "mailgun": ("reason", "bounce", "generic"),
        "mailjet": ("error", "user unknown", "system issue"),
        "postmark": ("Type", "HardBounce", "SoftBounce"),
        "sendgrid": ("bounce_classification", "Invalid Address", "Technical"),
        "sparkpost": ("bounce_class", "10", "20"),
    }
    _name, before, after = milder[provider]
    raw = json.dumps(about(provider, "unknown", letter(place, dora, at=NOW)))
    assert before in raw
    told(provider, json.loads(raw.replace(before, after)))

    assert Bounce.objects.get().kind == "temporary"


@pytest.mark.parametrize(("provider", "kind"), [("mailgun", "suppressed"), ("sendgrid", "dropped"), ("amazon_ses", "OnAccountSuppressionList")])
def test_an_address_that_the_service_itself_gave_up_counts_as_dead(dora: Subscriber, place: Place, provider: str, kind: str) -> None:
    told(provider, about(provider, kind, letter(place, dora, at=NOW)))
    assert Bounce.objects.get().kind == "hard_address"


def test_a_mail_in_a_spam_folder_is_no_complaint(dora: Subscriber, place: Place) -> None:
    told("postmark", about("postmark", "SpamNotification", letter(place, dora, at=NOW)))
    assert Bounce.objects.get().kind == "policy/reputation"
    assert Consent.objects.filter(address=dora).exists()


@pytest.mark.rule("M-13")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\x00",
        b"{",
        b"null",
        b'{"RecordType": 7}',
        b"[[[]]]",
        b'"\\u0000\\ud800"',
        b"[" * 90_000,
        b'{"RecordType": "Bounce", "Metadata": 7}',
    ],
)
def test_what_nobody_can_read_is_kept_for_a_person(place: Place, body: bytes) -> None:
    assert post("postmark", None, body=body).status_code == 200
    settling.run(at=NOW)
    for mail in InboundMail.objects.all():
        assert (mail.state, mail.outcome) == (State.REVIEW, Outcome.UNCLEAR)
    assert InboundMail.objects.count() == (0 if body == b'{"RecordType": 7}' else 1)


def test_amazon_asks_for_a_subscription_and_a_person_confirms_it(place: Place) -> None:
    asked = events.sns("SubscriptionConfirmation", "You have chosen to subscribe") | {
        "SubscribeURL": "https://sns.eu-central-1.amazonaws.com/?Token=t"
    }
    assert told("amazon_ses", asked).status_code == 200

    mail = InboundMail.objects.get()
    assert mail.state == State.REVIEW
    assert b"https://sns.eu-central-1.amazonaws.com/?Token=t" in bytes(mail.raw)


@pytest.mark.rule("L-35")
def test_what_is_told_about_emil_after_his_erasure_changes_nothing(place: Place) -> None:
    emil = place.person("emil", place.news)
    delivery = letter(place, emil, at=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(address=None)
    told("postmark", about("postmark", "complained", delivery))

    mail = InboundMail.objects.get()
    assert (mail.outcome, bytes(mail.raw), mail.diagnostic) == (Outcome.NOBODY, b"", "")
    assert not Suppression.objects.exists()


def test_a_key_that_is_none_is_told_to_the_operator(place: Place) -> None:
    with options.using(webhook_sendgrid_key="no key"):
        assert post("sendgrid", []).status_code == 503
        assert "sendgrid" in WayIn.objects.get().trouble
        assert bounces.check().state == "failure"
    assert post("sendgrid", []).status_code == 200
    found = bounces.check()
    assert (found.state, "webhooks of amazon_ses" in found.message, "last at" in found.message) == ("ok", True, True)


@pytest.mark.once
def test_the_library_is_not_imported_before_the_first_event() -> None:
    code = (
        "import sys, django; django.setup(); import depesche.project.urls, depesche.operations.serving.page_server; print('anymail' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "depesche.project.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_mails_carry_what_the_services_give_back_and_forbid_to_track(dora: Subscriber, place: Place) -> None:
    campaign = place.sending()
    delivery = Delivery.objects.get(campaign=campaign, address=dora)
    fields = dict(letters.letter(delivery).headers)

    sender = envelope.of_delivery(delivery.pk)
    assert fields["X-PM-Metadata-depesche"] == sender
    assert fields["X-PM-TrackOpens"] == "false"
    assert json.loads(fields["X-MSYS-API"]) == {"metadata": {"depesche": sender}, "options": {"open_tracking": False, "click_tracking": False}}
    assert json.loads(fields["X-SMTPAPI"])["filters"]["clicktrack"] == {"settings": {"enable": 0}}
    with options.using(webhook_providers=()):
        assert not [name for name, _value in letters.letter(delivery).headers if name.startswith("X-")]


def mutations(payload: Any) -> Iterator[Any]:
    """Yield the payload with each value replaced by something that nobody expects there."""
    odd = (None, 7, -1e300, "", "\ud800\x00", "x" * 5_000, [], {}, [["x"]], {"x": {"x": []}})
    places = list(payload.items()) if isinstance(payload, dict) else list(enumerate(payload)) if isinstance(payload, list) else []
    for place, value in places:
        for other in (*odd, *mutations(value)):
            changed = payload.copy()
            changed[place] = other
            yield changed


@pytest.mark.once
@pytest.mark.rule("M-13")
@each
def test_whatever_a_service_writes_nothing_breaks_and_nobody_else_is_harmed(dora: Subscriber, place: Place, provider: str) -> None:
    anna = place.person("anna", place.news)
    payload = about(provider, "unknown", letter(place, dora, at=NOW))
    heap = [json.loads(payload["Message"])] if provider == "amazon_ses" else [payload]
    for changed in mutations(heap[0]):
        if provider == "mailgun" and changed.get("signature") != payload["signature"]:
            continue
        sent = events.sns("Notification", json.dumps(changed)) if provider == "amazon_ses" else [changed] if provider in HEAPS else changed
        assert post(provider, sent).status_code == 200
    for _turn in range(10):
        settling.run(at=NOW)

    assert not InboundMail.objects.filter(state=State.NEW).exists()
    assert not InboundMail.objects.filter(rule="could not be settled").exists()
    assert not Suppression.objects.exists()
    assert {bounce.lookup for bounce in Bounce.objects.all()} == {dora.lookup}
    assert Consent.objects.filter(address=anna).exists()
