"""The inlined context of every document: prefixes and what is a reference or a time. Nothing is ever fetched (S-30)."""

from __future__ import annotations

from typing import Any

PROFILE = "https://w3id.org/dpv/schema/dpv-27560#"
RECORD, RECEIPT = f"{PROFILE}record-eu-gdpr", f"{PROFILE}receipt-eu-gdpr"
GDPR = "https://w3id.org/dpv/legal/eu#law-GDPR"
OWN = "urn:depesche:consent:"
REFERENCES = (
    "dct:conformsTo",
    "dpv:hasApplicableLaw",
    "dpv:hasDataController",
    "dpv:hasDataSource",
    "dpv:hasJurisdiction",
    "dpv:hasLegalBasis",
    "dpv:hasLocation",
    "dpv:hasNecessity",
    "dpv:hasProcessing",
    "dpv:hasRecipient",
    "dpv:isApplicableFor",
    "dpv:isExercisedAt",
    "dpv:isIndicatedBy",
    "skos:broader",
)
TIMES = ("dct:created", "dct:issued", "dct:modified", "dpv:isIndicatedAtTime", "dep:handedOverAt")
CONTEXT: dict[str, Any] = {
    "dct": "http://purl.org/dc/terms/",
    "dep": OWN,
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{name: {"@type": "@id"} for name in REFERENCES},
    **{name: {"@type": "xsd:dateTime"} for name in TIMES},
}
