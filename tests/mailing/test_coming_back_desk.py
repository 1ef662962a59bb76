"""What came back, at the desk: an officer decides what nobody understood, and writes to an address again, with a reason."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from depesche.audience.models import Consent
from depesche.brand.people import Role
from depesche.courier import chores, envelope, suppression
from depesche.courier.inbound import settling, storing
from depesche.courier.models import Bounce, InboundMail, Suppression
from depesche.kernel import clock, options
from depesche.ledger import book
from depesche.mailing.models import Delivery
from depesche.operations.backup import replaying
from depesche.operations.backup.newer import Leaving
from depesche.operations.backup.replaying import Replayed
from depesche.operations.doctor import bounces
from tests.audience.test_desk import login
from tests.courier.bouncing import built
from tests.courier.bouncing.built import TOKEN
from tests.mailing.conftest import NOW, Place

pytestmark = pytest.mark.django_db
State, Outcome, Reason = InboundMail.State, InboundMail.Outcome, Suppression.Reason
QUESTION = built.mail("Anna <anna@example.org>", "Frage <b>fett</b>", "Bitte schicken Sie mir nichts mehr, ich bin umgezogen.")


def in_review(content: bytes = QUESTION, *, token: str = "post@example.org") -> InboundMail:
    stored = storing.store(content.replace(TOKEN.encode(), token.encode()), way=InboundMail.Way.IMAP, at=NOW)
    InboundMail.objects.filter(pk=stored.pk).update(state=State.REVIEW, outcome=Outcome.UNCLEAR)
    return stored


def decide(client: Client, mail: InboundMail, deed: str, address: str = "") -> InboundMail:
    client.post(reverse("came-back:mail", args=[mail.pk]), {"deed": deed, "address": address})
    mail.refresh_from_db()
    return mail


@pytest.fixture
def officer(place: Place) -> Client:
    web = Client()
    login(web, Role.AUDIENCE_OFFICER)
    return web


def test_what_nobody_understood_is_listed_and_shown_as_it_came(officer: Client) -> None:
    mail = in_review()
    listed = officer.get(reverse("came-back:index")).content.decode()
    shown = officer.get(reverse("came-back:mail", args=[mail.pk])).content.decode()

    assert reverse("came-back:mail", args=[mail.pk]) in listed
    assert "Bitte schicken Sie mir nichts mehr" in shown
    assert "<b>fett</b>" not in shown


def test_a_mail_with_half_a_character_is_settled_and_shown(officer: Client) -> None:
    half = built.mail("Anna <anna@example.org>", "=?utf-7?q?+2AA-?=", "Ich ziehe um +2AA-", kind="text/plain; charset=utf-7")
    mail = storing.store(half, way=InboundMail.Way.IMAP, at=NOW)
    settling.run(at=NOW)
    mail.refresh_from_db()

    assert (mail.state, mail.rule) == (State.REVIEW, "nothing known")
    assert officer.get(reverse("came-back:mail", args=[mail.pk])).status_code == 200


@pytest.mark.rule("L-32")
def test_the_officer_lets_anna_leave(place: Place, officer: Client) -> None:
    anna = place.person("anna", place.news)
    mail = decide(officer, in_review(), "leaves", "anna@example.org")

    assert (mail.state, mail.outcome) == (State.DONE, Outcome.LEFT)
    assert mail.settled_by
    assert not Consent.objects.filter(address=anna).exists()
    (event,) = book.events(anna.pk)
    assert (event.kind, event.body["channel"]) == ("withdrawn", "reply")
    assert mail.settled_by in event.body["note"]


@pytest.mark.rule("M-14")
def test_the_officer_enters_a_complaint(place: Place, officer: Client) -> None:
    clara = place.person("clara", place.news)
    decide(officer, in_review(), "complains", "clara@example.org")
    assert Suppression.objects.filter(lookup=clara.lookup, reason=Reason.COMPLAINT, scope="all").exists()


def test_without_an_address_a_mail_that_proves_nothing_changes_nothing(place: Place, officer: Client) -> None:
    anna = place.person("anna", place.news)
    mail = decide(officer, in_review(), "leaves")
    assert mail.state == State.REVIEW
    mail = decide(officer, mail, "leaves", "nobody@example.org")
    assert mail.state == State.REVIEW
    mail = decide(officer, mail, "nonsense")
    assert mail.state == State.REVIEW
    assert Consent.objects.filter(address=anna).exists()
    assert decide(officer, mail, "close").outcome == Outcome.CLOSED


@pytest.mark.rule("M-12")
def test_a_suppression_ends_with_a_reason_that_the_log_keeps(place: Place, officer: Client) -> None:
    dora = place.person("dora", place.news)
    Bounce.objects.create(lookup=dora.lookup, kind="hard_address", at=NOW, delivery=1)
    entry = suppression.suppress(dora.lookup, scope="all", reason=Reason.HARD_BOUNCE, at=NOW, note="campaign 7: hard_address 5.1.1")
    listed = officer.get(reverse("came-back:suppressions"), {"address": "dora@example.org"}).content.decode()
    assert "dora@example.org" in listed
    assert "campaign 7" in listed

    officer.post(reverse("came-back:lift", args=[entry.pk]), {"note": "zu kurz"})
    assert Suppression.objects.filter(pk=entry.pk).exists()

    officer.post(reverse("came-back:lift", args=[entry.pk]), {"note": "am 3. März angerufen"})
    assert not Suppression.objects.filter(pk=entry.pk).exists()
    assert not Bounce.objects.exists()
    (event,) = book.events(dora.pk)
    assert (event.kind, event.body["note"]) == ("suppression_removed", "am 3. März angerufen")


@pytest.mark.parametrize("reason", [Reason.COMPLAINT, Reason.WITHDRAWN, Reason.OBJECTED, Reason.NOT_ME])
def test_what_a_person_said_is_not_undone_at_the_desk(place: Place, officer: Client, reason: Reason) -> None:
    clara = place.person("clara", place.news)
    entry = suppression.suppress(clara.lookup, scope="all", reason=reason, at=NOW)
    officer.post(reverse("came-back:lift", args=[entry.pk]), {"note": "wir hätten sie gern zurück"})
    assert Suppression.objects.filter(pk=entry.pk).exists()


def test_suppressions_are_narrowed_down_by_reason(place: Place, officer: Client) -> None:
    dora, clara = place.person("dora", place.news), place.person("clara", place.news)
    suppression.suppress(dora.lookup, scope="all", reason=Reason.HARD_BOUNCE, at=NOW)
    suppression.suppress(clara.lookup, scope="all", reason=Reason.COMPLAINT, at=NOW)
    listed = officer.get(reverse("came-back:suppressions"), {"reason": "complaint"}).content.decode()
    assert ("clara@example.org" in listed, "dora@example.org" in listed) == (True, False)


def test_a_campaign_says_what_failed_and_why_without_addresses(place: Place) -> None:
    for name in ("anna", "dora", "clara"):
        place.person(name, place.news)
    campaign = place.sending()
    anna, dora, clara = (Delivery.objects.get(campaign=campaign, address__mailbox=f"{name}@example.org") for name in ("anna", "dora", "clara"))
    mine = Delivery.objects.filter(campaign=campaign)
    mine.update(state=Delivery.State.HANDING_OVER)
    mine.filter(pk=anna.pk).update(state=Delivery.State.FAILED, reply="550 5.7.1 <anna@example.org> blocked by our policy")
    mine.filter(pk__in=[dora.pk, clara.pk]).update(state=Delivery.State.ACCEPTED, handed_over_at=NOW, finished_at=NOW)
    Bounce.objects.create(
        lookup="d" * 64, receiver="example.org", kind="hard_address", code="5.1.1", diagnostic="550 dora@example.org", at=NOW, delivery=dora.pk
    )

    editor = Client()
    editor.force_login(place.editor, backend="django.contrib.auth.backends.ModelBackend")
    shown = editor.get(reverse("failures:campaign", args=[campaign.pk])).content.decode()
    listed = editor.get(reverse("failures:index")).content.decode()

    table = re.sub(r"\s+", " ", shown[shown.index("<tbody") :])
    assert "anna@" not in table
    assert "dora@" not in table
    assert table.count("example.org") == 2
    assert campaign.subject in listed


@pytest.mark.parametrize(("settings", "state"), [({}, "ok"), ({"bounce_url": "maildir:///nirgends"}, "failure")])
def test_the_doctor_says_whether_mail_that_comes_back_is_read(db: None, settings: dict[str, str], state: str) -> None:
    with options.using(**settings):
        if settings:
            chores.fetch_what_came_back(at=clock.now())
        assert bounces.check().state == state


def test_the_doctor_names_mails_that_wait_for_long(db: None) -> None:
    with options.using(bounce_url="lmtp://127.0.0.1:24"):
        assert bounces.check().state == "ok"
        InboundMail.objects.filter(pk=in_review().pk).update(received_at=NOW.replace(year=NOW.year - 1))
        assert bounces.check().state == "warning"


def test_the_worker_settles_what_was_stored(committed_place: Place) -> None:
    dora = committed_place.person("dora", committed_place.news)
    delivery = Delivery.objects.get(campaign=committed_place.sending(), address=dora)
    content = built.exim("550 No such user").replace(TOKEN.encode(), envelope.of_delivery(delivery.pk).encode())
    storing.store(content, way=InboundMail.Way.LMTP, at=NOW)

    assert settling.is_due(at=NOW)
    chores.settle_what_came_back(at=NOW)

    assert Bounce.objects.get().lookup == dora.lookup
    assert not settling.is_due(at=NOW)


@pytest.mark.rule("L-37")
@pytest.mark.parametrize(("reason", "is_live"), [(Reason.UNREACHABLE, True), (Reason.HARD_BOUNCE, True), (Reason.COMPLAINT, False)])
def test_a_restore_brings_the_suppression_back_and_ends_consents_only_where_a_person_left(place: Place, reason: Reason, is_live: bool) -> None:
    dora = place.person("dora", place.news)
    with transaction.atomic():
        replaying._leave(Leaving(dora.lookup, "all", reason, NOW, None), Replayed(), at=NOW)
    assert Suppression.objects.filter(lookup=dora.lookup, reason=reason).exists()
    assert Consent.objects.filter(address=dora).exists() is is_live
