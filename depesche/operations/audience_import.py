"""``depesche audience import``: moving in from the shell, with counts first, a report of losses, and a way back."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.audience.importing.presets.known import PRESETS
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal

if TYPE_CHECKING:
    from depesche.audience.importing.ordering import Order
    from depesche.audience.models import ImportRun

WIDTH = 40
STEP = 10  # percent between plain lines


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="CSV files of one export; Mailchimp's three files belong together")
    parser.add_argument("--preset", choices=sorted(PRESETS), help="the system that wrote the files; by default its columns tell")
    parser.add_argument("--purpose", metavar="KEY", nargs="+", action="extend", default=[], help="what people agreed to get mail about")
    parser.add_argument("--source", metavar="TEXT", default="", help="where the addresses come from, in your words; part of every proof")
    parser.add_argument("--text", metavar="FILE", type=Path, help="the wording that people agreed to, where the files do not hold it")
    parser.add_argument("--map", metavar="COLUMN=FIELD", action="append", default=[], help="which column is which (may be repeated)")
    parser.add_argument(
        "--report", metavar="FILE", type=Path, help="where to write the report of losses; by default below imports/ in the home folder"
    )
    parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")
    parser.add_argument("--undo", metavar="ID", type=int, help="take an import back, as long as nothing was sent to its people")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 if it was interrupted."""
    if arguments.undo is not None:
        return _undo(arguments)
    order = _order(arguments)
    return _look(arguments, order) if arguments.dry_run else _import(arguments, order)


def _order(arguments: argparse.Namespace) -> Order:
    from depesche.audience.importing import ordering, reading

    if not arguments.files:
        raise Refusal(code="no-file", message="Name at least one file.", help="`depesche audience import --help` shows how.")
    sources = [reading.source(path) for path in arguments.files]
    order = ordering.Order(
        sources=sources,
        preset=arguments.preset or reading.preset_of(sources),
        purposes=tuple(dict.fromkeys(arguments.purpose)),
        source=arguments.source,
        asked_by=f"shell: {getpass.getuser()}",
        wording=_wording(arguments.text),
        mapping=_mapping(arguments.map),
    )
    order.check()
    return order


def _look(arguments: argparse.Namespace, order: Order) -> int:
    from depesche.audience.importing import batches, looking, ordering
    from depesche.audience.importing.losses import Losses

    at = clock.now()
    report = arguments.report or options.current().home / "imports" / "dry-run-report.csv"
    files = batches.open_files(order.sources, preset=order.preset, mapping=order.mapping, at=at)
    losses = Losses(path=report)
    counts = looking.count(files, ordering.terms_of(order.purposes, order.wording), losses, at=at, tell=Progress())
    said = {"id": None, "state": "dry-run", "preset": order.preset, "files": [source.as_json() for source in order.sources], "unchanged": True}
    _say(arguments, {**said, "counts": dict(counts or {}), "problems": losses.first, "report": str(report)})
    return 0


def _import(arguments: argparse.Namespace, order: Order) -> int:
    from depesche.audience.importing import ordering, running
    from depesche.audience.models import ImportRun

    present = ordering.earlier(order)
    if present is not None and present.state == ImportRun.State.DONE:
        _tell(arguments, present, unchanged=True)
        return 0
    placed = present or ordering.place(order, state=ImportRun.State.WAITING, at=clock.now())
    running.claim(placed, at=clock.now())
    try:
        done = running.carry_out(placed, order.sources, report=_report(arguments, placed), tell=Progress())
    except Refusal as refusal:
        ImportRun.objects.filter(pk=placed.pk).update(state=ImportRun.State.FAILED, failure=str(refusal)[:500])
        raise
    _tell(arguments, placed, unchanged=False)
    return 0 if done else 1


def _undo(arguments: argparse.Namespace) -> int:
    from depesche.audience.importing import undoing

    undone = undoing.undo(undoing.find(arguments.undo), tell=Progress())
    if arguments.json:
        print(json.dumps({"id": undone.run.pk, "state": undone.run.state, "erased": undone.erased, "ended": undone.ended, "freed": undone.freed}))
        return 0
    print(f"Import {undone.run.pk} is undone: {undone.erased} people erased, {undone.ended} consents ended, {undone.freed} suppressions removed.")
    return 0


def _report(arguments: argparse.Namespace, placed: ImportRun) -> Path:
    from depesche.audience.importing import keeping

    report: Path = arguments.report or keeping.report(placed)
    return report


def _wording(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(code="cannot-read", message=f"{path} cannot be read as UTF-8 text.") from error


def _mapping(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in given:
        column, equals, field = pair.rpartition("=")
        if not equals or not column.strip():
            raise Refusal(code="bad-mapping", message=f"“{pair}” maps nothing.", help="Write --map COLUMN=FIELD.")
        found[column.strip()] = field.strip()
    return found


def _tell(arguments: argparse.Namespace, placed: ImportRun, *, unchanged: bool) -> None:
    from depesche.audience.importing.losses import Loss

    said = {"id": placed.pk, "state": placed.state, "preset": placed.preset, "files": placed.files, "unchanged": unchanged}
    problems = [Loss(*problem) for problem in placed.problems]
    _say(arguments, {**said, "counts": placed.counts, "problems": problems, "report": str(_report(arguments, placed))})


def _say(arguments: argparse.Namespace, said: dict[str, Any]) -> None:
    if arguments.json:
        problems = [{"file": loss.file, "line": loss.line, "code": loss.code, "explanation": loss.explanation} for loss in said["problems"]]
        print(json.dumps({**said, "problems": problems}, ensure_ascii=False))
        return
    if said["state"] == "dry-run":
        print("Nothing was changed. An import now would bring:")
    elif said["unchanged"]:
        print(f"These files were imported before, as import {said['id']}; nothing was changed. It brought:")
    else:
        print(f"Import {said['id']}, {said['preset']}, {said['state']}:")
    for name, number in said["counts"].items():
        print(f"{number:>10}  {name.replace('_', ' ')}")
    for loss in said["problems"]:
        print(f"  {loss.file}, line {loss.line}: {loss.explanation}")
    print(f"Every line that was not taken in as it is stands in {said['report']}.")


class Progress:
    """A bar on a terminal, a line every ten percent elsewhere, both on standard error."""

    def __init__(self) -> None:
        self._begun, self._told, self._is_terminal = time.monotonic(), -1, sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Tell how far it is."""
        percent = 100 if done >= total else done * 100 // max(total, 1)
        if self._is_terminal:
            if percent != self._told:
                bar = "#" * (percent * WIDTH // 100)
                end = "\n" if percent == 100 else ""
                print(f"\r[{bar:<{WIDTH}}] {percent:3} %", end=end, file=sys.stderr, flush=True)
                self._told = percent
        elif percent // STEP > self._told // STEP and percent < 100:
            print(f"{percent} %, {time.monotonic() - self._begun:.0f} s", file=sys.stderr, flush=True)
            self._told = percent
