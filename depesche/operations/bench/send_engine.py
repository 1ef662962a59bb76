"""The database half of sending: freezing a campaign's candidates, then claiming, asking again, marking, recording, without any mail server."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from depesche.operations.bench import scratch

SUMMARY = "the engine's part of sending: what the database costs per mail, and how long a campaign's start takes"
MAILS = 20_000
Answer = TypeVar("Answer")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help="candidates (default: 20000; also 1000000)")
    parser.add_argument("--group", type=int, default=10, metavar="N", help="mails in one commit, as many as there are connections (default: 10)")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Measure, print.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database):
        found = measure(arguments.people, group=arguments.group)
    print(json.dumps(found) if arguments.json else "\n".join(f"{name:<28} {value}" for name, value in found.items()))
    return 0


def measure(people: int, *, group: int) -> dict[str, Any]:
    """Measure in the present, empty site; microseconds are per mail, by the clock, those of the processor are this process's own."""
    from django.db import connection, transaction

    from depesche.audience import founding
    from depesche.kernel import clock
    from depesche.mailing import selection
    from depesche.mailing.models import Delivery
    from depesche.operations.bench import audience_crowd, corrections_crowd

    audience_crowd.make_publisher()
    founding.found(at=clock.now())
    campaign = campaign_of(corrections_crowd.people_of(people), slug="messung", size=20_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def freeze() -> None:
        with transaction.atomic():
            selection.freeze(campaign, at=clock.now())

    started, _processor, _nothing = _timed(freeze)
    steps = _Steps()
    first, _processor, _nothing = _timed(lambda: steps.one(group))
    whole, processor, done = _timed(lambda: steps.all(group, most=min(people, MAILS)))
    per_mail = 1_000_000 / max(done, 1)
    return {
        "database": connection.vendor,
        "candidates": people,
        "freeze_seconds": round(started, 2),
        "first_mails_seconds": round(first, 3),
        "mails": done,
        "group": group,
        "mails_per_second": round(done / whole),
        "microseconds": round(whole * per_mail, 1),
        "microseconds_processor": round(processor * per_mail, 1),
        "of_it_writing": round(steps.writing * per_mail, 1),
        "of_it_claiming": round(steps.claiming * per_mail, 1),
        "of_it_exchange": round((whole - steps.writing - steps.claiming) * per_mail, 1),
        "accepted": Delivery.objects.filter(state="accepted").count(),
        "peak_memory_mb": scratch.peak_memory(),
    }


class _Steps:
    """The store, with every mail accepted at once, and how long its parts took."""

    def __init__(self) -> None:
        from depesche.kernel import clock
        from depesche.mailing.sending import claiming as claims
        from depesche.mailing.sending.store import Database

        self.writing = self.claiming = 0.0
        begin, at = time.monotonic(), clock.now()
        self._store: Any = Database(now=lambda: at + timedelta(seconds=time.monotonic() - begin))
        vars(self._store)["_write"] = self._counting("writing", self._store._write)
        vars(claims)["take"] = self._counting("claiming", claims.take)
        self._outcomes: list[Any] = []

    def one(self, group: int) -> int:
        from depesche.mailing.sending import dry

        mails = self._store.exchange(self._outcomes, want=group)
        self._outcomes = dry.accepted(mails)
        return len(mails)

    def all(self, group: int, *, most: int) -> int:
        self.writing = self.claiming = 0.0
        done = 0
        while done < most and (number := self.one(group)):
            done += number
        self._store.exchange(self._outcomes, want=0)
        return done

    def _counting(self, name: str, deed: Callable[..., Answer]) -> Callable[..., Answer]:
        def timed(*arguments: Any, **named: Any) -> Answer:
            begin = time.perf_counter()
            try:
                return deed(*arguments, **named)
            finally:
                setattr(self, name, getattr(self, name) + time.perf_counter() - begin)

        return timed


def campaign_of(purpose: int, *, slug: str, size: int) -> Any:
    """Return a campaign being sent whose mails have about ``size`` bytes; its candidates are not frozen yet."""
    from depesche.kernel import clock
    from depesche.mailing.models import Campaign
    from depesche.operations.bench import send_mails

    now, letter = clock.now(), send_mails.letter(size)
    return Campaign.objects.create(
        purpose_id=purpose,
        subject="Messung",
        slug=slug,
        created_at=now,
        last_edited_at=now,
        approved_at=now,
        approved_digest="0" * 64,
        sent_at=now,
        state=Campaign.State.SENDING,
        html_sent=letter.html,
        text_sent=letter.text,
        sender_sent="Beispiel <news@example.org>",
        reply_to_sent="info@example.org",
    )


def _timed(deed: Callable[[], Answer]) -> tuple[float, float, Answer]:
    begin, processor = time.perf_counter(), time.process_time()
    answer = deed()
    return time.perf_counter() - begin, time.process_time() - processor, answer
