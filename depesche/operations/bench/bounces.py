"""``depesche bench bounces``: are mails that come back understood, and how fast?

accuracy: of the labelled set, how many get the class that their meaning has. false dead: mails about addresses that may live, called dead.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from depesche.courier.bouncing import HARD, Class
from depesche.courier.bouncing import read as read_mail
from depesche.kernel.refusal import Refusal
from depesche.operations.bench import bounce_corpus

SUMMARY = "mails that come back: classes against a labelled set, speed"
Labelled = Sequence[tuple[str, bytes, Class]]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--folder", type=Path, metavar="DIR", help="mails of your own, one a file, instead of the set")
    parser.add_argument("--labels", type=Path, metavar="FILE", help="their classes: CSV with the columns file and class")
    parser.add_argument("--misses", action="store_true", help="also print every mail that got another class")
    parser.add_argument("--rounds", type=int, default=10, help="how often the set is read for the speed (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Read, compare, print.

    :raises Refusal: codes ``no-bounce-corpus``, ``folder-and-labels``
    """
    if bool(arguments.folder) != bool(arguments.labels):
        raise Refusal(code="folder-and-labels", message="--folder and --labels belong together.", help="Name both, or neither.")
    if arguments.folder:
        if not arguments.folder.is_dir():
            raise Refusal(code="no-bounce-corpus", message=f"{arguments.folder} is no folder.", help="Name the folder with the mails.")
        labelled: Labelled = bounce_corpus.read_labelled(bounce_corpus.of_folder(arguments.folder), arguments.labels)
    else:
        labelled = bounce_corpus.read()
    found = measure(labelled) | {"mails_per_second": round(speed(labelled, max(1, arguments.rounds)))}
    if not arguments.misses:
        found.pop("missed")
    print(json.dumps(found, ensure_ascii=False) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(labelled: Labelled) -> dict[str, Any]:
    """Compare the classes; ``confusion`` counts (wanted, got), ``living_called_dead`` is a share of the mails not labelled dead."""
    got = [(name, wanted, read_mail(data)) for name, data, wanted in labelled]
    right = sum(verdict.kind is wanted for _name, wanted, verdict in got)
    living = [verdict.kind for _name, wanted, verdict in got if wanted not in HARD]
    confusion = Counter((wanted.value, verdict.kind.value) for _name, wanted, verdict in got)
    return {
        "mails": len(got),
        "right": right,
        "accuracy": right / len(got) if got else 0.0,
        "living_called_dead": sum(kind in HARD for kind in living) / len(living) if living else 0.0,
        "confusion": [{"wanted": wanted, "got": kind, "mails": count} for (wanted, kind), count in sorted(confusion.items())],
        "missed": [
            {"file": name, "wanted": wanted.value, "got": verdict.kind.value, "rule": verdict.rule, "code": verdict.code}
            for name, wanted, verdict in got
            if verdict.kind is not wanted
        ],
    }


def speed(labelled: Labelled, rounds: int) -> float:
    """Return mails per second of processor time, one core."""
    begun = time.process_time()
    for _round in range(rounds):
        for _name, data, _wanted in labelled:
            read_mail(data)
    return rounds * len(labelled) / max(time.process_time() - begun, 1e-9)


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [
        f"{found['right']} of {found['mails']} mails have the right class: accuracy {found['accuracy']:.3f}",
        f"living addresses called dead: {found['living_called_dead']:.3f}",
        f"{found['mails_per_second']} mails a second on one core",
        "",
        f"{'wanted':<22} {'got':<22} mails",
    ]
    lines += [f"{entry['wanted']:<22} {entry['got']:<22} {entry['mails']:>5}" for entry in found["confusion"]]
    return lines + [f"{entry['file']}: {entry['wanted']}, not {entry['got']} ({entry['rule']}) {entry['code']}" for entry in found.get("missed", ())]
