"""Record and receipt: complete by the standard, readable without a network, and the same state when read back (S-30, S-31, S-32)."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from depesche.audience import folding, proof, withdrawal
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.records import chain, ground, persons, reading, receipt, record
from depesche.audience.records.ground import Ground
from depesche.audience.records.record import Person, Shown
from depesche.audience.withdrawal import Route
from depesche.kernel import canonical_json, clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, commitment, lone_proof, proof_archive, proof_file, tree
from depesche.ledger.book import Event
from tests.audience.exports import row, table, take_in, write
from tests.cast import ALL_PURPOSES, MONDAY_8AM, SUNDAY, confirm, mails, sign_up

TERMS = Path(__file__).parent / "vocabulary" / "dpv-2.3.txt"
DPV = rdflib.Namespace("https://w3id.org/dpv#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
SUBJECT = UUID("0197f3c1-0a11-4b2f-8c55-5a8d2b8f9e01")
GROUND = Ground(
    site="https://news.example",
    name="Beispiel GmbH",
    address="Musterweg 1, 12345 Musterstadt",
    identifier="HRB 1",
    contact=("a@example.org",),
    country="DE",
    authority="https://authority.example/",
    privacy="https://news.example/legal/privacy/",
    withdrawal="https://news.example/newsletter/preferences/",
    unconfirmed_days=7,
    proof_years=3,
)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(pairs) == len(dict(pairs)), pairs
    return dict(pairs)


def graph(data: bytes) -> rdflib.Graph:
    """Expand a document as any JSON-LD processor does; its keys stand there once."""
    json.loads(data, object_pairs_hook=once)
    return rdflib.Graph().parse(data=data.decode(), format="json-ld")


def record_of(subscriber: Subscriber) -> bytes:
    return record.as_file(record.document(persons.person(subscriber), ground.present()))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_rest: object) -> None:
        raise AssertionError("a document asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def require(found: rdflib.Graph, node: rdflib.term.Node, *terms: rdflib.URIRef) -> None:
    for term in terms:
        assert list(found.objects(node, term)), f"{node} lacks {term}"


def check_record(found: rdflib.Graph, node: rdflib.term.Node) -> None:
    """Check every field that ISO/IEC TS 27560 or the profile for the GDPR demands of a record."""
    header = (DCT.conformsTo, DCT.identifier, DCT.created, DPV.hasDataSubject)
    parts = (DPV.hasEntity, DPV.hasDataController, DPV.hasProcess, DPV.hasConsentStatus)
    law = (DPV.hasNotice, DPV.hasJurisdiction, DPV.hasConsentControl, DPV.hasRight, DPV.hasAuthority)
    require(found, node, *header, *parts, *law)
    for notice in found.objects(node, DPV.hasNotice):
        require(found, notice, rdflib.RDF.type, DCT.identifier, DCT.language)
    for process in found.objects(node, DPV.hasProcess):
        what = (DPV.hasPurpose, DPV.hasLegalBasis, DPV.hasPersonalData, DPV.hasDataController, DPV.hasRecipient, DPV.hasProcessing)
        require(found, process, *what, DPV.hasStorageCondition, DPV.hasLocation, DPV.hasRule)
        for data in found.objects(process, DPV.hasPersonalData):
            require(found, data, rdflib.SKOS.broader, DCT.identifier, DPV.hasNecessity, DPV.hasDataSource)
        kinds = {kind for one in found.objects(process, DPV.hasStorageCondition) for kind in found.objects(one, rdflib.RDF.type)}
        assert kinds == {DPV.StorageLocation, DPV.StorageDuration, DPV.StorageDeletion}
    for party in found.objects(node, DPV.hasEntity):
        require(found, party, DCT.identifier, DPV.hasName, DPV.hasAddress, DPV.hasContact, rdflib.RDF.type)
    for status in found.objects(node, DPV.hasConsentStatus):
        require(found, status, rdflib.RDF.type, DPV.isIndicatedAtTime, DPV.hasDuration, DPV.isIndicatedBy, DPV.hasIndicationMethod)
        require(found, status, DPV.isApplicableFor)
    for place in [*found.objects(node, DPV.hasRight), *found.objects(node, DPV.hasConsentControl)]:
        require(found, place, DPV.isExercisedAt)


def strangers(found: rdflib.Graph) -> set[str]:
    """Return what a document takes from the vocabulary that version 2.3 does not have."""
    known = {line for line in TERMS.read_text(encoding="utf-8").splitlines() if line.startswith("https://")}
    used = {str(term) for triple in found for term in triple if isinstance(term, rdflib.URIRef)}
    return {term for term in used if term.startswith("https://w3id.org/dpv")} - known


@pytest.mark.rule("S-30", "L-23")
@pytest.mark.django_db
def test_annas_record_has_every_field_that_standard_and_law_demand(anna: Subscriber, no_network: None) -> None:
    found = graph(record_of(anna))

    (node,) = found.subjects(rdflib.RDF.type, DPV.ConsentRecord)
    check_record(found, node)
    assert strangers(found) == set()
    rights = {str(kind).rpartition("#")[2] for right in found.objects(node, DPV.hasRight) for kind in found.objects(right, rdflib.RDF.type)}
    assert rights == {"DataSubjectRight", "A7-3", "A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22", "A77"}


@pytest.mark.rule("S-30", "L-23")
@pytest.mark.django_db
def test_claras_record_tells_of_her_withdrawal(clara: Subscriber) -> None:
    data = record_of(clara)

    (steps,) = reading.read(data).chains.values()
    assert [step.state for step in steps] == ["ConsentRequested", "ConsentGiven", "ConsentWithdrawn"]
    assert chain.live(reading.read(data).chains) == set()
    (node,) = graph(data).subjects(rdflib.RDF.type, DPV.ConsentRecord)
    check_record(graph(data), node)


@pytest.mark.django_db
def test_who_comes_back_has_one_chain_with_both_stories(clara: Subscriber) -> None:
    sign_up("clara@example.org", at=MONDAY_8AM + timedelta(days=2))
    confirm("clara@example.org", at=MONDAY_8AM + timedelta(days=2, minutes=5))

    (steps,) = reading.read(record_of(clara)).chains.values()
    assert [step.state.removeprefix("Consent") for step in steps] == ["Requested", "Given", "Withdrawn", "Requested", "Given"]


@pytest.mark.rule("S-30")
@pytest.mark.django_db
def test_an_imported_person_has_a_record_too_and_a_proof_on_paper(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@example.org", evidence=",,,"))))
    fritz, greta = (Subscriber.objects.get(mailbox=f"{name}@example.org") for name in ("fritz", "greta"))

    data = record_of(fritz)
    (node,) = graph(data).subjects(rdflib.RDF.type, DPV.ConsentRecord)
    check_record(graph(data), node)
    assert chain.live(reading.read(data).chains) == {"product-news"}
    assert reading.read(record_of(greta)).chains == {}
    assert proof_archive.check(proof.build(greta, at=MONDAY_8AM), vkey=None).ok


@pytest.mark.django_db
def test_a_record_names_the_publisher_the_wording_and_the_country(anna: Subscriber) -> None:
    with options.using(country="AT", authority="https://dsb.example/"):
        said = json.loads(record_of(anna))

    (controller,) = said["dpv:hasEntity"]
    assert controller["dpv:hasName"] == "Beispiel Edelmetalle GmbH"
    assert said["dpv:hasJurisdiction"] == "loc:AT"
    assert said["dpv:hasAuthority"]["@id"] == "https://dsb.example/"
    assert said["dpv:hasNotice"][0]["dct:description"] == anna.requests.get().form.text.wording


@pytest.mark.rule("S-30", "S-32", "S-40")
@pytest.mark.django_db
def test_annas_receipt_comes_with_the_welcome_mail_and_proves_itself(anna: Subscriber, no_network: None) -> None:
    (mail,) = mails("anna@example.org", "welcome")
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}

    found = graph(files["receipt.jsonld"])
    (node,) = found.subjects(rdflib.RDF.type, DPV.ConsentReceipt)
    require(found, node, DCT.conformsTo, DCT.identifier, DCT.created)
    check_record(found, found.value(node, DPV.hasRecordOfActivity))
    assert strangers(found) == set()

    told = json.loads(files["receipt.jsonld"])["dep:proof"]
    proof = proof_file.parse(files[told["dep:tlogProof"]].decode())
    assert canonical_json.load(told["dep:event"].encode())["kind"] == "confirmed"
    assert proof.shows(tree.leaf_hash(commitment.commit(bytes.fromhex(told["dep:salt"]), told["dep:event"].encode())))
    assert lone_proof.check(files["consent.tlog-proof"], keys=[]).index == told["dep:entry"]


@pytest.mark.django_db
def test_a_receipt_stays_what_it_was_when_its_consent_ends(anna: Subscriber) -> None:
    before = receipt.document(persons.person(anna), ground.present(), given=book.events(anna.id)[1])
    withdrawal.withdraw(anna, purposes=None, at=MONDAY_8AM, route=Route.LINK)

    person = persons.person(anna)
    newest = receipt.newest_given(person)
    assert newest is not None
    assert receipt.document(person, ground.present(), given=newest) == before


@pytest.mark.once
@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"{}", b'{"dct:conformsTo":"x"}', b'{"a":1,"a":2}'],
)
def test_what_is_no_record_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        reading.read(data)
    assert refused.value.code == "no-record"


@pytest.mark.once
def test_a_key_that_stands_there_twice_is_refused() -> None:
    data = record.as_file(record.document(Person(SUBJECT, "a@example.org", [event(0, "confirmed", ["x"], 1)], {}), GROUND))
    doubled = data.replace(b'"dct:identifier": ', b'"dct:identifier": "x", "dct:identifier": ', 1)

    assert reading.read(data).mailbox == "a@example.org"
    with pytest.raises(Refusal, match="twice"):
        reading.read(doubled)


def event(index: int, kind: str, purposes: list[str], version: int) -> Event:
    """Return an event as the log holds it, with everything that its kind says."""
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=index)
    text = {"name": "newsletter", "number": version, "sha256": f"{version:064x}"}
    form = {"slug": "newsletter", "number": version, "button_label": "Abschicken", "language": "de"}
    said: dict[str, object] = {
        "requested": {"requested_at": clock.to_milliseconds(at), "text": text, "form": form, "page": "/"},
        "confirmed": {"confirmed_at": clock.to_milliseconds(at + timedelta(seconds=1)), "text": text, "form": form},
        "imported": {"confirmed_at": "", "source": "old system", "grade": "none", "text": text, "form": form},
        "address_changed": {
            "confirmed_at": clock.to_milliseconds(at),
            "wordings": {key: {"text": text, "form": form} for key in purposes},
            "first_given": dict.fromkeys(purposes, 1),
        },
        "stated": {"confirmed_at": clock.to_milliseconds(at), "text": text, "form": form, "signed_by": "Ida #", "sentence": "Ich erkläre"},
        "statement_undone": {"undone_at": clock.to_milliseconds(at)},
        "withdrawn": {"withdrawn_at": clock.to_milliseconds(at), "channel": "link", "note": "“#$\\"},
    }.get(kind, {})  # type: ignore[assignment]
    body = {"purposes": purposes, **said}
    return Event("consent", index, kind, at, SUBJECT, body, bytes(32), bytes(32), b"")


KINDS = sorted({"requested", "proof_viewed", *folding.GIVING, *folding.ENDING})
HAPPENED = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sets(st.sampled_from(ALL_PURPOSES), min_size=1).map(sorted), st.integers(1, 4)), min_size=1, max_size=25
)


@pytest.mark.rule("S-31")
@pytest.mark.once
@given(happened=HAPPENED, mailbox=st.text(st.characters(exclude_categories=["Cs"])))
def test_events_written_as_a_record_and_read_back_are_the_same_state(happened: list[tuple[str, list[str], int]], mailbox: str) -> None:
    events = [event(index, *one) for index, one in enumerate(happened)]
    shown = {f"{number:064x}": Shown("de", "<p>Ja</p>", "2026-01-01T00:00:00.000Z", "Wir", "", {}) for number in range(1, 5)}

    data = record.as_file(record.document(Person(SUBJECT, mailbox, events, shown), GROUND))
    told = reading.read(data)

    assert (told.subject, told.mailbox) == (SUBJECT, mailbox)
    assert told.chains == chain.chains(events)
    assert chain.live(told.chains) == folding.live(events)
    graph(data)


@pytest.mark.rule("S-31")
@pytest.mark.django_db
@pytest.mark.parametrize("purposes", [ALL_PURPOSES, ALL_PURPOSES[:1], None])
def test_annas_state_in_the_log_is_the_state_in_her_record(anna: Subscriber, purposes: tuple[str, ...] | None) -> None:
    withdrawal.withdraw(anna, purposes=purposes, at=SUNDAY + timedelta(hours=1), route=Route.PREFERENCES)

    told = reading.read(record_of(anna))

    assert chain.live(told.chains) == folding.live(book.events(anna.id)) == set(anna.consents.values_list("purpose__key", flat=True))
    assert {step.text.sha256 for steps in told.chains.values() for step in steps if step.text} == {anna.requests.get().form.text.sha256}
