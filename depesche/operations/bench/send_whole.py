"""The whole engine, with claiming, consent re-check and recording, against ``smtp-source -d`` with the same sink, in turn; and to a slow server."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from depesche.operations.bench import scratch, send_client, send_delay, used_by
from depesche.operations.bench.send_mails import Took

WARM_UP = 10_000  # mails before the first round
OTHERS = ("smtp-sink", "the database's server")
STEPS = ("claiming", "asking and marking", "recording", "rendering")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments; mails, rounds, connections and the delay are those of the other parts."""
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file, for the whole engine")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return rates, ratios and what each step costs; ``absent`` for the comparison where Postfix is not installed.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database):
        from django.db import connection

        world = _World(arguments)
        load = os.getloadavg()[0]
        found: dict[str, Any] = {"database": connection.vendor, "mails": arguments.mails, "connections": arguments.connections}
        found |= _compared(world, arguments)
        found["delay"] = _late(world, arguments)
        return found | {"peak_memory_mb": scratch.peak_memory(), "load": [round(load), round(os.getloadavg()[0])]}


def _compared(world: _World, arguments: argparse.Namespace) -> dict[str, Any]:
    if send_client.tool("smtp-sink") is None or send_client.tool("smtp-source") is None:
        return {"absent": True}
    count, connections = arguments.mails, arguments.connections
    rounds, others = [], []
    with send_client.sink() as (port, pid):
        world.send(port, connections=connections, most=min(count, WARM_UP))
        for _ in range(arguments.rounds):
            source = send_client.source(port, count, size=world.mail_size, connections=connections)
            before = used_by.seconds(pid), used_by.seconds(used_by.backend())
            rounds.append((source, *world.send(port, connections=connections)))
            others.append((used_by.seconds(pid) - before[0], used_by.seconds(used_by.backend()) - before[1]))
    ratios = sorted(engine.rate / source.rate for source, engine, _steps in rounds)
    return {
        "size": world.mail_size,
        "source": {"per_second": _middle([one[0].rate for one in rounds]), "processor_us": _middle([one[0].microseconds for one in rounds])},
        "engine": {"per_second": _middle([one[1].rate for one in rounds]), "processor_us": _middle([one[1].microseconds for one in rounds])},
        "ratio": round(median(ratios), 2),
        "ratio_least": round(ratios[0], 2),
        "ratio_processor": round(median(one[0].microseconds / one[1].microseconds for one in rounds), 2),
        "others_us": {name: round(median(one[kind] for one in others) / count * 1e6, 1) for kind, name in enumerate(OTHERS)},
        "steps_us": {
            name: [round(median(one[2].get(name, (0.0, 0.0))[kind] for one in rounds) / count * 1e6, 1) for kind in (0, 1)]
            for name in (*STEPS, "committing and the rest of the store", "connections and loop")
        },
    }


def _late(world: _World, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Send to a server whose answers are late, over more and more connections."""
    found = []
    with send_delay.sink(arguments.delay / 1000) as port:
        for connections in arguments.many:
            allowed = connections / (send_delay.ROUND_TRIPS * arguments.delay / 1000)
            took, _steps = world.send(port, connections=connections, most=max(connections * 5, int(allowed * arguments.seconds)))
            found.append({"connections": connections, "per_second": round(took.rate), "of_allowed": round(took.rate / allowed, 2)})
    return found


def _middle(values: list[float]) -> float:
    return round(median(values), 1)


def lines(found: dict[str, Any]) -> list[str]:
    """Return what was found, for people."""
    load = " to ".join(map(str, found["load"]))
    said = [f"whole engine on {found['database']}: {found['mails']} mails over {found['connections']} connections, load of the machine {load}"]
    if "absent" in found:
        said.append(f"  {send_client.ABSENT}")
    else:
        for name, about in (("source", "smtp-source -d"), ("engine", "whole engine  ")):
            said.append(f"  {about} {found[name]['per_second']:.0f}/s, {found[name]['processor_us']} µs of its processor time per mail")
        said.append(f"  of smtp-source {found['ratio']} (least {found['ratio_least']}), by processor time {found['ratio_processor']}; wanted: 0.8")
        said += [f"    {name:<38} {clock:8.1f} µs by the clock {used:8.1f} µs of the processor" for name, (clock, used) in found["steps_us"].items()]
        said += [
            f"    beside it: {name:<27} {'':8}                 {used:8.1f} µs of the processor" for name, used in found["others_us"].items() if used
        ]
    said += [
        f"  late answers: {one['connections']:4} connections {one['per_second']:6}/s, {one['of_allowed']} of what the delay allows"
        for one in found["delay"]
    ]
    return [*said, f"  peak memory {found['peak_memory_mb']} MB"]


class _World:
    """People with consents, one campaign after the other to all of them, and the engine as a worker runs it, its steps timed."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from django.db import connection

        from depesche.audience import founding
        from depesche.kernel import clock
        from depesche.operations.bench import audience_crowd, corrections_crowd

        audience_crowd.make_publisher()
        founding.found(at=clock.now())
        self._size, self.mail_size, self._number = arguments.size, arguments.size, 0
        self._purpose = corrections_crowd.people_of(arguments.mails)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def send(self, port: int, *, connections: int, most: int | None = None) -> tuple[Took, dict[str, tuple[float, float]]]:
        """Start a campaign and send it (at most so many of its mails, about); return what it took without its start and end."""
        from django.db import transaction

        from depesche.kernel import clock
        from depesche.mailing import selection
        from depesche.mailing.models import Campaign
        from depesche.operations.bench import send_engine

        self._number += 1
        campaign = send_engine.campaign_of(self._purpose, slug=f"messung-{self._number}", size=self._size)
        with transaction.atomic():
            selection.freeze(campaign, at=clock.now())
        took, steps, accepted = self._run(port, connections, most)
        Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.DONE)
        return Took(took[0], took[1], accepted), steps

    def _run(self, port: int, connections: int, most: int | None) -> tuple[tuple[float, float], dict[str, tuple[float, float]], int]:
        from depesche.courier.transport import pools
        from depesche.kernel import clock
        from depesche.mailing.sending import beside, engine
        from depesche.mailing.sending.beside import Questions
        from depesche.mailing.sending.engine import Pace
        from depesche.mailing.sending.store import Database

        begin, at = time.monotonic(), clock.now()
        store = Database(now=lambda: at + timedelta(seconds=time.monotonic() - begin))
        steps = _timed_steps(store, self)
        loop_used = 0.0

        async def send(questions: Questions) -> None:
            nonlocal loop_used
            used = time.thread_time()
            pace = Pace(rate=0, longest=3600, is_asked_to_stop=lambda: most is not None and store.accepted >= most)
            async with pools.open_pool(f"smtp://127.0.0.1:{port}", connections=connections) as out:
                await engine.send(store, out, pace, questions=questions, journal=store.journal)
            loop_used = time.thread_time() - used

        start, processor = time.perf_counter(), time.process_time()
        try:
            beside.run(send)
        finally:
            steps.undo()
        whole = time.perf_counter() - start, time.process_time() - processor
        found = steps.summary()
        return whole, {**found, "connections and loop": (0.0, loop_used)}, store.accepted


class _Steps:
    """How long parts of the store took: by the clock, and of the processor in their thread. Parts within parts are counted once."""

    def __init__(self) -> None:
        self._took: dict[str, list[float]] = {}
        self._undo: list[Callable[[], None]] = []
        self._within: list[list[float]] = []

    def wrap(self, owner: Any, name: str, step: str) -> None:
        """Time a function of a module or an object from now on."""
        deed = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            begin, used = time.perf_counter(), time.thread_time()
            self._within.append([0.0, 0.0])
            try:
                return deed(*arguments, **named)
            finally:
                took = [time.perf_counter() - begin, time.thread_time() - used]
                inner = self._within.pop()
                total = self._took.setdefault(step, [0.0, 0.0])
                for kind in (0, 1):
                    total[kind] += took[kind] - inner[kind]
                    if self._within:
                        self._within[-1][kind] += took[kind]

        vars_of = vars(owner)
        had = name in vars_of
        setattr(owner, name, timed)
        self._undo.append(lambda: setattr(owner, name, deed) if had else delattr(owner, name))

    def undo(self) -> None:
        """Time nothing any more."""
        for undo in reversed(self._undo):
            undo()

    def summary(self) -> dict[str, tuple[float, float]]:
        """Return seconds by step: by the clock, of the processor."""
        return {name: (clock, used) for name, (clock, used) in self._took.items()}


def _timed_steps(store: Any, world: _World) -> _Steps:
    from depesche.mailing.sending import claiming, permission, recording

    steps = _Steps()
    write = store._writer.write

    def measured(begun: Any) -> Any:
        mails, unwritten = write(begun)
        if mails:
            world.mail_size = len(mails[0].content)
        return mails, unwritten

    store._writer.write = measured
    steps.wrap(store._writer, "write", "rendering")
    for name in ("take", "give_back", "renew"):
        steps.wrap(claiming, name, "claiming")
    steps.wrap(permission, "begin_all", "asking and marking")
    steps.wrap(recording, "record_all", "recording")
    steps.wrap(store, "exchange", "committing and the rest of the store")
    return steps
