"""One person's consent record: profile ``record-eu-gdpr`` of ISO/IEC TS 27560 in DPV 2.3 (S-30)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from depesche.audience.records import chain, processing, vocabulary
from depesche.audience.records.chain import State, Step, Text
from depesche.audience.records.ground import Ground
from depesche.kernel import clock
from depesche.ledger.book import Event

Node = dict[str, Any]
RIGHTS = ("A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22")


@dataclass(frozen=True)
class Shown:
    """A consent text as people saw it."""

    language: str
    wording: str
    published_at: str
    controller: str
    privacy_notice: str
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """Whom a record is about, with everything that the log holds about them, and the texts that it names (by SHA-256)."""

    subject: UUID
    mailbox: str
    events: Sequence[Event]
    texts: Mapping[str, Shown]


def document(person: Person, ground: Ground) -> Node:
    """Return the record with its context."""
    return {"@context": vocabulary.CONTEXT, **node(person, ground)}


def node(person: Person, ground: Ground) -> Node:
    """Return the record without a context, to stand inside a document that has one."""
    name, chains = f"urn:uuid:{person.subject}", chain.chains(person.events)
    processes = [processing.process(name, purpose, titles=_titles(person), ground=ground) for purpose in chains]
    statuses = [_status(name, purpose, step=step, ground=ground) for purpose, steps in chains.items() for step in steps]
    return {
        "@id": name,
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": vocabulary.RECORD,
        "dct:identifier": str(person.subject),
        "dct:created": clock.to_milliseconds(person.events[0].recorded_at),
        "dct:modified": clock.to_milliseconds(person.events[-1].recorded_at),
        "dpv:hasDataSubject": {"@id": f"{name}#person", "@type": "dpv:DataSubject", "skos:broader": "dpv:Consumer", "dct:identifier": person.mailbox},
        "dpv:hasDataController": processing.controller_id(ground),
        "dpv:hasEntity": [processing.controller(ground)],
        "dpv:hasJurisdiction": f"loc:{ground.country}",
        "dpv:hasApplicableLaw": vocabulary.GDPR,
        "dpv:hasAuthority": {"@id": ground.authority, "@type": "dpv:DataProtectionAuthority"},
        "dpv:hasNotice": [*_notices(chains, person.texts), _privacy(person, ground)],
        "dpv:hasProcess": processes,
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": ground.withdrawal},
        "dpv:hasRight": _rights(ground),
        "dpv:hasConsentStatus": statuses,
        "dep:confirmationMail": [_mail(event) for event in person.events if event.kind == "confirm_mail_handed_over"],
    }


def as_file(document: Node) -> bytes:
    """Return a document as the bytes of a file that people can read too."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def text_id(text: Text) -> str:
    """Return the name of a consent text in documents: the digest that every sign-up with it records."""
    return f"urn:depesche:consent-text:{text.sha256}"


def _titles(person: Person) -> dict[str, str]:
    return {key: title for shown in person.texts.values() for key, title in shown.titles.items()}


def _status(record: str, purpose: str, *, step: Step, ground: Ground) -> Node:
    by_us = step.state in {State.REQUESTED, State.REVOKED, State.EXPIRED}
    status: Node = {
        "@id": f"{record}#entry-{step.entry}-{purpose}",
        "@type": [f"dpv:{step.state}", "dpv:ExpressedConsent"] if step.state in chain.VALID else [f"dpv:{step.state}"],
        "dpv:isApplicableFor": processing.process_id(record, purpose),
        "dpv:isIndicatedAtTime": step.at,
        "dpv:isIndicatedBy": processing.controller_id(ground) if by_us else f"{record}#person",
        "dpv:hasIndicationMethod": step.method,
        "dpv:hasDuration": _duration(step.state, ground),
        "dep:entry": step.entry,
        "dep:kind": step.kind,
    }
    if step.text is not None:
        status["dpv:hasNotice"] = {"@id": text_id(step.text)}
    return status


def _duration(state: State, ground: Ground) -> Node:
    if state == State.REQUESTED:
        return {"@type": "dpv:TemporalDuration", "rdf:value": f"P{ground.unconfirmed_days}D"}
    until = "withdrawal of the consent" if state in chain.VALID else "a new consent of the person"
    return {"@type": "dpv:UntilEventDuration", "rdf:value": until}


def _notices(chains: Mapping[str, Iterable[Step]], texts: Mapping[str, Shown]) -> list[Node]:
    named = {step.text for steps in chains.values() for step in steps if step.text is not None}
    return [_notice(text, texts.get(text.sha256)) for text in sorted(named, key=lambda text: (text.name, text.number, text.sha256))]


def _notice(text: Text, shown: Shown | None) -> Node:
    said: Node = {
        "@id": text_id(text),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": f"{text.name} v{text.number}",
        "dep:name": text.name,
        "dep:version": text.number,
        "dep:sha256": text.sha256,
    }
    if shown is not None:
        said["dct:language"], said["dct:issued"] = shown.language, shown.published_at
        said["dct:description"], said["dep:controllerAsShown"] = shown.wording, shown.controller
    return said


def _privacy(person: Person, ground: Ground) -> Node:
    languages = sorted({shown.language for shown in person.texts.values()}) or ["und"]
    versions = sorted({shown.privacy_notice for shown in person.texts.values() if shown.privacy_notice})
    return {"@id": ground.privacy, "@type": "dpv:PrivacyNotice", "dct:identifier": versions or [ground.privacy], "dct:language": languages}


def _rights(ground: Ground) -> list[Node]:
    places = {"A7-3": ground.withdrawal, **dict.fromkeys(RIGHTS, ground.withdrawal), "A77": ground.authority}
    return [{"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"], "dpv:isExercisedAt": place} for article, place in places.items()]


def _mail(event: Event) -> Node:
    body = event.body
    said: Node = {
        "dep:entry": event.index,
        "dep:messageId": body["message_id"],
        "dep:sha256": body["mail_sha256"],
        "dep:recipient": body["recipient"],
        "dep:smtpReply": body["reply"],
    }
    return {**said, "dep:handedOverAt": body["handed_over_at"]} if body["handed_over_at"] else said
