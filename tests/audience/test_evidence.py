"""Somebody with full rights drops the triggers and changes what stands beside the log: it is found, and no proof is built on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from depesche.audience import consent_texts, evidence, folding, forms, handing_over, moving, proof
from depesche.audience.models import ClosedForm, Consent, ConsentText, FormVersion, Grant, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import digest
from depesche.kernel.refusal import Refusal
from depesche.ledger import guards
from tests.cast import MONDAY_8AM, SUNDAY, confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_triggers(anna: Subscriber) -> Subscriber:
    """Anna, and a database without any trigger on the audience's tables."""
    for guard in guards.registered():
        if not guard.table.startswith("audience_"):
            continue
        with connection.cursor() as cursor:
            for statement in guard.statements:
                if found := guards.TRIGGER.match(statement):
                    cursor.execute(f"DROP TRIGGER {found[1]}" + (f" ON {guard.table}" if connection.vendor == "postgresql" else ""))
    assert folding.compare() == []
    return anna


def test_a_changed_wording_is_found_and_no_proof_stands_on_it(no_triggers: Subscriber) -> None:
    ConsentText.objects.update(wording="<p>Ich will alles.</p>")

    assert any("not the one that entry" in found for found in folding.compare())
    with pytest.raises(Refusal) as refused:
        proof.build(no_triggers, at=MONDAY_8AM)
    assert refused.value.code == "evidence-changed"


def test_a_changed_wording_with_a_new_digest_is_found_too(no_triggers: Subscriber) -> None:
    text = ConsentText.objects.get()
    text.wording = "<p>Ich will alles.</p>"
    text.sha256 = digest.sha256_hex(consent_texts.committed(text))
    text.save()

    assert evidence.is_intact(text)
    assert len(evidence.changed()) == 2  # the text, and the form that shows it
    with pytest.raises(Refusal):
        proof.build(no_triggers, at=MONDAY_8AM)


def test_a_changed_button_or_an_invented_form_is_found(no_triggers: Subscriber) -> None:
    form = FormVersion.objects.get()
    FormVersion.objects.update(button_label="Kostenlos lesen")
    FormVersion.objects.create(slug="other", number=1, text=form.text, button_label="Ja", language="de", published_at=MONDAY_8AM)

    assert len(evidence.changed()) == 2


def test_a_grant_moved_to_another_day_is_found(no_triggers: Subscriber) -> None:
    Grant.objects.update(granted_at=SUNDAY - timedelta(days=400))

    assert len(folding.compare()) == Grant.objects.count()


def test_anna_s_consent_cannot_be_given_to_another_address(no_triggers: Subscriber) -> None:
    Subscriber.objects.filter(pk=no_triggers.pk).update(mailbox="eve@example.org")

    assert folding.compare() == [f"{no_triggers.pk}: the address is not the one that signed up"]
    assert Consent.objects.exists()


def test_a_forged_confirmation_mail_gets_into_no_proof(anna: Subscriber) -> None:
    OutboxMessage.objects.filter(kind="confirmation").update(state="accepted", finished_at=SUNDAY, reply="250 ok")
    handing_over.record(at=MONDAY_8AM)
    proof.build(anna, at=MONDAY_8AM)
    OutboxMessage.objects.filter(kind="confirmation").update(content=b"Subject: forged\r\n\r\nyes\r\n")

    with pytest.raises(Refusal) as refused:
        proof.build(anna, at=MONDAY_8AM)
    assert refused.value.code == "evidence-changed"


@pytest.mark.rule("I-5")
def test_a_form_that_is_closed_against_the_log_is_found(no_triggers: Subscriber) -> None:
    forms.close("newsletter", at=MONDAY_8AM)
    assert folding.compare() == []

    ClosedForm.objects.all().delete()

    assert folding.compare() == ["form newsletter: the log and the table differ in whether it is closed"]


@pytest.mark.rule("I-5")
def test_an_old_address_that_leads_to_somebody_else_s_page_is_found(no_triggers: Subscriber, clara: Subscriber) -> None:
    moving.ask(no_triggers.pk, "anna@example.net", asked_at=MONDAY_8AM, at=MONDAY_8AM)
    confirm("anna@example.net", at=MONDAY_8AM)
    assert folding.compare() == []

    Subscriber.objects.filter(pk=no_triggers.pk).update(moved_to=clara)

    assert folding.compare() == [f"{no_triggers.pk}: the row leads to another address, but the log holds no such move"]
