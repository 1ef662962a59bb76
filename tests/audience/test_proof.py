"""The proof of one person's consents: complete, checkable by anybody, and broken by one changed byte."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest

from depesche.audience import handing_over, letters, proof, withdrawal
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.records import reading
from depesche.audience.withdrawal import Route
from depesche.courier.models import OutboxMessage
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, proof_archive, sealed_zip
from tests.cast import MONDAY_8AM, SUNDAY

pytestmark = pytest.mark.django_db


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.rule("L-23")
def test_the_proof_holds_events_wording_and_the_confirmation_mail(anna: Subscriber, signup_form: FormVersion) -> None:
    found = members(proof.build(anna, at=MONDAY_8AM))

    kinds = {event.kind for event in book.events(anna.id)}
    assert kinds == {"requested", "confirmed"}
    assert sum(name.endswith(".tlog-proof") for name in found) == 2
    assert signup_form.text.wording.encode() in found["wording/newsletter-1.html"]
    assert found["mails/confirmation-1.eml"] == bytes(OutboxMessage.objects.get(kind="confirmation").content)
    readme = found["README.txt"].decode()
    assert "anna@example.org" in readme
    assert "Bestätigt: " in readme
    assert "confirmed" not in readme
    assert found["proof.pdf"].startswith(b"%PDF-")
    assert reading.read(found["record.jsonld"]).mailbox == "anna@example.org"
    told = json.loads(found["receipt.jsonld"])["dep:proof"]
    assert found[told["dep:tlogProof"]].startswith(b"c2sp.org/tlog-proof@v1")


@pytest.mark.rule("L-23")
@pytest.mark.parametrize("name", ["proof.pdf", "record.jsonld", "receipt.jsonld", "wording/newsletter-1.html", "mails/confirmation-1.eml"])
def test_a_changed_byte_in_a_document_is_refused_by_its_name(anna: Subscriber, name: str) -> None:
    packed = sealed_zip.read(proof.build(anna, at=MONDAY_8AM))

    for place in (0, len(packed[name]) // 2, len(packed[name]) - 1):
        changed = bytearray(packed[name])
        changed[place] ^= 1
        verdict = proof_archive.check(sealed_zip.write({**packed, name: bytes(changed)}), vkey=None)
        assert verdict.problem == f"changed after signing: {name}"


def test_bens_proof_has_no_receipt_as_he_never_gave_a_consent(ben: Subscriber) -> None:
    found = members(proof.build(ben, at=MONDAY_8AM))

    assert "record.jsonld" in found
    assert "receipt.jsonld" not in found


@pytest.mark.rule("L-23")
def test_the_proof_works_after_the_withdrawal(clara: Subscriber) -> None:
    data = proof.build(clara, at=MONDAY_8AM)

    verdict = proof_archive.check(data, vkey=None)
    assert verdict.ok, verdict.problem
    assert len(verdict.events) == 3


def test_one_changed_byte_breaks_the_proof(anna: Subscriber) -> None:
    data = proof.build(anna, at=MONDAY_8AM)

    for place in range(0, len(data), max(1, len(data) // 60)):
        broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert not proof_archive.check(broken, vkey=None).ok, place


def test_every_reading_is_recorded(anna: Subscriber) -> None:
    proof.read(anna, at=MONDAY_8AM, reader="petra@example.org")

    assert book.events(anna.id)[-1].kind == "proof_viewed"
    assert book.events(anna.id)[-1].body["reader"] == "petra@example.org"


@pytest.mark.rule("L-21")
def test_the_hand_over_of_the_confirmation_mail_is_part_of_the_proof(anna: Subscriber) -> None:
    mail = OutboxMessage.objects.get(kind="confirmation")
    OutboxMessage.objects.filter(pk=mail.pk).update(state="accepted", finished_at=SUNDAY + timedelta(seconds=2), reply="250 2.0.0 queued as 4F2")

    assert handing_over.record(at=MONDAY_8AM) == 1
    assert handing_over.record(at=MONDAY_8AM) == 0

    event = book.events(anna.id)[-1]
    assert event.kind == "confirm_mail_handed_over"
    assert event.body["mail_sha256"] == mail.content_digest
    assert event.body["message_id"] == mail.message_id
    assert event.body["reply"] == "250 2.0.0 queued as 4F2"
    assert event.body["recipient"] == "anna@example.org"
    assert event.body["handed_over_at"] == "2026-03-01T18:00:02.000Z"
    assert event.body["template_version"] == letters.TEMPLATE_VERSION


def test_of_nobody_there_is_no_proof(ben: Subscriber) -> None:
    from depesche.audience import purging

    purging.purge_unconfirmed(at=SUNDAY + timedelta(days=8))
    with pytest.raises(Refusal) as refused:
        proof.build(ben, at=MONDAY_8AM)
    assert refused.value.code == "no-proof"


@pytest.mark.rule("L-27")
def test_a_proof_ends_three_full_years_after_the_withdrawal(clara: Subscriber, anna: Subscriber) -> None:
    from datetime import UTC, datetime

    from depesche.audience import purging

    assert withdrawal.withdraw(clara, purposes=None, at=MONDAY_8AM, route=Route.DESK).purposes == ()
    assert purging.end_proofs(at=datetime(2029, 12, 31, 22, 0, tzinfo=UTC)) == 0
    assert purging.end_proofs(at=datetime(2029, 12, 31, 23, 30, tzinfo=UTC)) == 1

    assert list(Subscriber.objects.all()) == [anna]
    assert not OutboxMessage.objects.filter(recipient="clara@example.org").exists()
