"""``depesche bench audience``: sign-ups and confirmations through HTTP, rows of an import, candidates of a campaign.

References of the same run: an answer of the same server that asks the database nothing, plain rows read and written, and the bare
statement without guards.
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from depesche.kernel import clock
from depesche.operations.bench import scratch

SUMMARY = "the audience: sign-ups, confirmations, imports, selection"
WORDING = "Ich willige ein, von der Beispiel GmbH E-Mails zu bekommen. Das kann ich jederzeit mit Wirkung für die Zukunft widerrufen."
HEADING = "email,purposes,opted_in_at,opted_in_ip,confirmed_at,confirmed_ip,consent_text,source_url,status"
EVIDENCE = "2024-03-01T10:00:00Z,192.0.2.1,2024-03-01T10:05:00Z,192.0.2.1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--sign-ups", type=int, default=500, metavar="N", help="people who sign up and confirm through HTTP (default: 500)")
    parser.add_argument("--rows", type=int, default=20_000, metavar="N", help="rows to import (default: 20000; also 1000000)")
    parser.add_argument(
        "--people", type=int, default=30_000, metavar="N", help="subscribers to select from, one third (default: 30000; also 3000000)"
    )
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Measure what is asked for, print; 0 leaves a part out.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database) as folder:
        found = measure(folder, sign_ups=arguments.sign_ups, rows=arguments.rows, people=arguments.people)
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(folder: Path, *, sign_ups: int, rows: int, people: int) -> dict[str, Any]:
    """Measure in the present, empty site; rates per second, times in seconds."""
    from django.db import connection

    from depesche.audience import founding
    from depesche.operations.bench import audience_crowd, audience_http

    audience_crowd.make_publisher()
    founding.found(at=clock.now())
    found: dict[str, Any] = {"database": connection.vendor}
    if sign_ups > 0:
        found["http"] = audience_http.measure(folder, people=sign_ups)
    if rows > 0:
        found["import"] = _import(folder, rows)
    if people > 0:
        found["selection"] = audience_crowd.measure(people)
    return found


def _import(folder: Path, rows: int) -> dict[str, Any]:
    """Import rows with full evidence for three purposes each, as the shell does; every fiftieth had left."""
    from depesche.audience.importing import ordering, reading, running
    from depesche.audience.models import ImportRun

    path = folder / "people.csv"
    _write(path, rows)
    order = ordering.Order([reading.source(path)], "depesche", ("product-news",), "bench", "bench")
    reference = _plain_rows(path, folder)
    begin = time.perf_counter()
    run = ordering.place(order, state=ImportRun.State.WAITING, at=clock.now())
    running.claim(run, at=clock.now())
    running.carry_out(run, order.sources, report=folder / "report.csv")
    seconds = time.perf_counter() - begin
    return {
        "rows": rows,
        "seconds": round(seconds, 1),
        "per_second": round(rows / seconds),
        "plain_rows_per_second": round(reference),
        "to_plain_rows": round(rows / seconds / reference, 4),
        "counts": run.counts,
        "peak_mb": scratch.peak_memory(),
    }


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADING}\n")
        for number in range(rows):
            status = "" if number % 50 else "unsubscribed"
            file.write(f'person-{number}@mail-{number % 997}.example,product-news,{EVIDENCE},"{WORDING}",https://example.org/newsletter,{status}\n')


def _plain_rows(path: Path, folder: Path) -> float:
    """Read the same file and write its rows into one table without keys, by the plainest means; return rows per second."""
    plain = sqlite3.connect(folder / "plain-import.sqlite3")
    plain.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (a, b, c, d, e, f, g, h, i)")
    begin = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file, plain:
        plain.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", csv.reader(file))
    (count,) = plain.execute("SELECT count(*) FROM row").fetchone()
    plain.close()
    return float(count / (time.perf_counter() - begin))


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"on {found['database']}"]
    if "http" in found:
        http = found["http"]
        lines += [
            f"sign-ups       {http['sign_ups_per_second']}/s through HTTP; {http['sign_ups_to_plain']} of a plain answer of the same server "
            f"({http['plain_per_second']}/s)",
            f"confirmations  {http['confirmations_per_second']}/s through HTTP; {http['confirmations_to_plain']} of it",
            f"mails          {http['mails_per_second']}/s from sign-up to the confirmation mail in the file",
        ]
    if "import" in found:
        taken = found["import"]
        lines.append(
            f"import         {taken['rows']} rows in {taken['seconds']} s: {taken['per_second']}/s, {taken['to_plain_rows']} of plain rows "
            f"({taken['plain_rows_per_second']}/s); {taken['peak_mb']} MB"
        )
    if "selection" in found:
        chosen = found["selection"]
        lines.append(
            f"selection      {chosen['chosen']} of {chosen['people']} frozen in {chosen['freeze_seconds']} s, {chosen['to_bare']} times the bare "
            f"statement ({chosen['bare_seconds']} s); chosen without freezing in {chosen['choose_seconds']} s"
        )
    return lines
