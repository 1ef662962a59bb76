"""``depesche bench corrections``: whom a correction concerns, found among millions of deliveries and compared with counting by hand.

The reference of the same run is the plainest way: every delivery of the issues read into the program, and everything else looked up in sets.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from depesche.operations.bench import scratch

SUMMARY = "corrections: whom a mistake reached, among millions of deliveries"
ISSUES = 16


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help="subscribers; 16 issues go to each (default: 20000; also 150000)")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Measure, print; 1 if the numbers differ.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database):
        found = measure(arguments.people)
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0 if found["concerned"] == found["by_hand"] else 1


def measure(people: int) -> dict[str, Any]:
    """Measure in the present, empty site; times in seconds, the best of five."""
    from django.db import connection

    from depesche.audience import founding
    from depesche.kernel import clock
    from depesche.mailing.correcting import due, reach
    from depesche.mailing.models import Delivery
    from depesche.operations.bench import audience_crowd, corrections_crowd

    audience_crowd.make_publisher()
    founding.found(at=clock.now())
    world = corrections_crowd.make(people, issues=ISSUES)

    def concerned() -> int:
        return due.concerned(world.correction, world.wrong, purpose=world.purpose, at=clock.now()).count()

    seconds, processor, number = _best(concerned)
    reach_seconds, _processor, reached = _best(lambda: reach.count([world.claim]))
    begin = time.perf_counter()
    by_hand = corrections_crowd.count_by_hand(world)
    return {
        "database": connection.vendor,
        "people": people,
        "deliveries": Delivery.objects.count(),
        "issues_with_the_mistake": len(world.wrong),
        "concerned": number,
        "by_hand": by_hand,
        "seconds": round(seconds, 3),
        "processor_seconds": round(processor, 3),
        "reach": vars(reached),
        "reach_seconds": round(reach_seconds, 3),
        "by_hand_seconds": round(time.perf_counter() - begin, 3),
    }


def _best(deed: Any) -> tuple[float, float, Any]:
    """Return the shortest time by the clock, the shortest of this process on its processor (a server's is not in it), and what was found."""
    clocks, processors = [], []
    for _round in range(5):
        begin, busy = time.perf_counter(), time.process_time()
        found = deed()
        clocks.append(time.perf_counter() - begin)
        processors.append(time.process_time() - busy)
    return min(clocks), min(processors), found


def _lines(found: dict[str, Any]) -> list[str]:
    return [
        f"on {found['database']}: {found['people']} subscribers, {found['deliveries']} deliveries, {found['issues_with_the_mistake']} issues wrong",
        f"concerned      {found['concerned']} found in {found['seconds']} s ({found['processor_seconds']} s of the processor, without a server's)",
        f"by hand        {found['by_hand']} counted in {found['by_hand_seconds']} s",
        f"reach          {found['reach']['issues']} issues, {found['reach']['recipients']} recipients in {found['reach_seconds']} s",
    ]
