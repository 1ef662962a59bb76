"""Exports of other systems in small, written by ourselves after the columns that each writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from depesche.audience.importing import ordering, reading, running
from depesche.audience.importing.ordering import Order
from depesche.audience.models import Consent, ImportRun, Subscriber
from depesche.audience.signup import lookup_of
from depesche.courier.models import Suppression
from tests.cast import MONDAY_8AM

WORDING = "Ich willige ein, von der Beispiel Edelmetalle GmbH E-Mails zu bekommen. Widerruf jederzeit."
DEPESCHE = "email,purposes,opted_in_at,opted_in_ip,confirmed_at,confirmed_ip,consent_text,source_url,status"
PROVEN = "2024-03-01T10:00:00Z,192.0.2.1,2024-03-01T10:05:00Z,192.0.2.1"
MAILCHIMP = '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,LEID,EUID,NOTES,TAGS'


def row(mailbox: str, purposes: str = "product-news", *, status: str = "", evidence: str = PROVEN, wording: str = WORDING) -> str:
    """Return one row in the columns of Depesche's own preset."""
    return f'{mailbox},{purposes},{evidence},"{wording}",https://example.org/newsletter,{status}'


def table(*rows: str) -> str:
    """Return rows under the heading of Depesche's own preset."""
    return "\n".join([DEPESCHE, *rows]) + "\n"


def write(folder: Path, name: str, text: str | bytes, *, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def order(
    *paths: Path, preset: str = "depesche", purposes: Sequence[str] = ("product-news",), wording: str = "", mapping: dict[str, str] | None = None
) -> Order:
    """Return an order for files."""
    return Order(
        sources=[reading.source(path) for path in paths],
        preset=preset,
        purposes=tuple(purposes),
        source="Altes System, Export vom 1. März",
        asked_by="test",
        wording=wording,
        mapping=mapping or {},
    )


def take_in(*paths: Path, at: datetime = MONDAY_8AM, **what: object) -> ImportRun:
    """Carry out an import as the shell does; the same import twice is done once."""
    wanted = order(*paths, **what)  # type: ignore[arg-type]
    present = ordering.earlier(wanted)
    if present is not None:
        return present
    run = ordering.place(wanted, state=ImportRun.State.WAITING, at=at)
    running.claim(run, at=at)
    report = paths[0].parent / f"report-{run.pk}.csv"
    assert running.carry_out(run, wanted.sources, report=report, now=lambda: at)
    return run


def live(mailbox: str) -> set[str]:
    """Return the purposes in force for an address."""
    return set(Consent.objects.filter(address__mailbox=mailbox).values_list("purpose__key", flat=True))


def suppressions(mailbox: str) -> set[tuple[str, str]]:
    """Return scope and reason of everything that suppresses an address."""
    return set(Suppression.objects.filter(lookup=lookup_of(mailbox)).values_list("scope", "reason"))


def is_known(mailbox: str) -> bool:
    """Whether the plain address is stored."""
    return Subscriber.objects.filter(mailbox=mailbox).exists()
