"""What is done with an address for one purpose, and by whom: the processing and party parts of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from depesche.audience.records.ground import Ground

NO_TRANSFER = "This consent does not cover transfers to countries outside the European Economic Area: Art. 49(1)(a) GDPR was not asked for."


def controller_id(ground: Ground) -> str:
    """Return the name of the publisher in documents."""
    return f"{ground.site}/#controller"


def controller(ground: Ground) -> dict[str, Any]:
    """Return the party that is responsible."""
    return {
        "@id": controller_id(ground),
        "@type": ["dpv:DataController", "dpv:Organisation"],
        "dct:identifier": ground.identifier,
        "dpv:hasName": ground.name,
        "dpv:hasAddress": ground.address,
        "dpv:hasContact": list(ground.contact),
    }


def process_id(record: str, purpose: str) -> str:
    """Return the name of the processing for one purpose within a record."""
    return f"{record}#process-{purpose}"


def process(record: str, purpose: str, *, titles: Mapping[str, str], ground: Ground) -> dict[str, Any]:
    """Return the processing of an address for one purpose.

    :param titles: the purposes' titles as they were shown
    """
    country = f"loc:{ground.country}"
    return {
        "@id": process_id(record, purpose),
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@id": f"{ground.site}/newsletter/#{purpose}",
            "@type": "dpv:Purpose",
            "skos:broader": "dpv:DirectMarketing",
            "dct:identifier": purpose,
            "dct:title": titles.get(purpose, purpose),
        },
        "dpv:hasLegalBasis": ["eu-gdpr:A6-1-a", "dpv:ExpressedConsent"],
        "dpv:hasPersonalData": {
            "@id": f"{record}#address",
            "@type": "dpv:PersonalData",
            "skos:broader": "pd:EmailAddress",
            "dct:identifier": "email",
            "dpv:hasNecessity": "dpv:Required",
            "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        },
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use"],
        "dpv:hasDataController": controller_id(ground),
        "dpv:hasRecipient": controller_id(ground),
        "dpv:hasLocation": country,
        "dpv:hasRule": {"@type": "dpv:Rule", "dct:description": NO_TRANSFER},
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": country},
            {"@type": "dpv:StorageDuration", "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": "withdrawal of the consent"}},
            {
                "@type": "dpv:StorageDeletion",
                "dpv:hasDuration": {
                    "@type": "dpv:TemporalDuration",
                    "rdf:value": f"P{ground.proof_years}Y",
                    "dct:description": "Full years after the year of the withdrawal: kept as proof only, restricted, then erased.",
                },
            },
        ],
    }
