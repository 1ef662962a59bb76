"""Reading a record back into the state that it tells (S-31): which purposes, in which state, since when, under which text; plain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from depesche.audience.records import vocabulary
from depesche.audience.records.chain import State, Step, Text
from depesche.kernel.refusal import Refusal


@dataclass(frozen=True)
class Told:
    """What a record tells about a person."""

    subject: UUID
    mailbox: str
    chains: Mapping[str, tuple[Step, ...]]


def read(data: bytes) -> Told:
    """Read a ``record.jsonld``.

    :raises Refusal: code ``no-record`` if it is none of ours, or a key stands in it twice
    """
    try:
        said = json.loads(data.decode(), object_pairs_hook=_once)
        if said["dct:conformsTo"] != vocabulary.RECORD:
            raise ValueError("it follows another profile")
        return Told(UUID(said["dct:identifier"]), said["dpv:hasDataSubject"]["dct:identifier"], _chains(said))
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(code="no-record", message=f"The file is no consent record: {error}.") from error


def _chains(said: Mapping[str, Any]) -> dict[str, tuple[Step, ...]]:
    texts = {notice["@id"]: _text(notice) for notice in said["dpv:hasNotice"] if notice["@type"] == "dpv:ConsentNotice"}
    purposes = {process["@id"]: str(process["dpv:hasPurpose"]["dct:identifier"]) for process in said["dpv:hasProcess"]}
    found: dict[str, list[Step]] = {purpose: [] for purpose in purposes.values()}
    for status in sorted(said["dpv:hasConsentStatus"], key=lambda status: status["dep:entry"]):
        found[purposes[status["dpv:isApplicableFor"]]].append(_step(status, texts))
    return {purpose: tuple(steps) for purpose, steps in sorted(found.items())}


def _text(notice: Mapping[str, Any]) -> Text:
    return Text(notice["dep:name"], notice["dep:version"], notice["dep:sha256"])


def _step(status: Mapping[str, Any], texts: Mapping[str, Text]) -> Step:
    notice = status.get("dpv:hasNotice")
    return Step(
        state=State(status["@type"][0].removeprefix("dpv:")),
        at=status["dpv:isIndicatedAtTime"],
        entry=status["dep:entry"],
        kind=status["dep:kind"],
        method=status["dpv:hasIndicationMethod"],
        text=None if notice is None else texts[notice["@id"]],
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a key stands in it twice")
    return said
