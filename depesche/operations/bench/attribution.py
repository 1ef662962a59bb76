"""``depesche bench attribution FILE.jsonl``: does the claims editor offer the right source, and how fast?

hit@1 and hit@3: the labelled speaker is the first chip, or one of the three. The newsroom's own sources are not used: names come from the text alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depesche.kernel.refusal import Refusal
from depesche.newsroom.attribution import language, matching, proposing, speakers
from depesche.newsroom.attribution.proposing import Chip
from depesche.newsroom.attribution.reading import Reading
from depesche.operations.bench import scratch

SUMMARY = "proposals of the claims editor: the right speaker among the chips, speed"
PRONOUNS = frozenset(("er", "sie", "he", "she", "they", "ihm", "ihr", "ihnen", "him", "her", "them"))


@dataclass(frozen=True)
class Labelled:
    """``text[start:end]`` is said by ``speaker`` (a piece of the text); ``kind``: direct, indirect, reported or what the file says."""

    text: str
    start: int
    end: int
    speaker: str
    kind: str
    language: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help='one JSON object per line: {"text", "start", "end", "speaker", "type"}; "language" (de, en) if not German',
    )
    parser.add_argument("--misses", action="store_true", help="also print every label that is not among the chips")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Propose for every line, compare, print.

    :raises Refusal: code ``labels-unreadable``
    """
    found = measure(list(read(arguments.file)))
    if not arguments.misses:
        found.pop("missed")
    print(json.dumps(found, ensure_ascii=False) if arguments.json else "\n".join(_lines(found)))
    return 0


def read(path: Path) -> Iterator[Labelled]:
    """Yield the labels of a file; lines without a speaker are left out.

    :raises Refusal: code ``labels-unreadable``
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            labelled = _labelled(line, where=f"{path}, line {number}")
            if labelled.speaker.strip():
                yield labelled


def _labelled(line: str, *, where: str) -> Labelled:
    try:
        row = json.loads(line)
        labelled = Labelled(
            row["text"], int(row["start"]), int(row["end"]), row["speaker"] or "", str(row["type"]).lower(), row.get("language", "de")
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(f"{where}: {type(error).__name__} {error}") from error
    if not 0 <= labelled.start < labelled.end <= len(labelled.text):
        raise _unreadable(f"{where}: start and end do not lie in the text")
    return labelled


def _unreadable(why: str) -> Refusal:
    return Refusal(
        code="labels-unreadable",
        message=f"The labels cannot be read: {why}",
        help='One JSON object per line: {"text": "…", "start": 0, "end": 9, "speaker": "…", "type": "direct"}.',
    )


def measure(labels: list[Labelled]) -> dict[str, Any]:
    """Return hit@1 and hit@3 per type and in all, labels that are pronouns apart, and the processor time of a proposal that reads its text anew."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    times: list[float] = []
    missed: list[dict[str, Any]] = []
    for label in labels:
        begin = time.process_time()  # others may use the machine, too
        chips = propose(label)
        times.append((time.process_time() - begin) * 1000)
        hits = [matches(chip, label) for chip in chips]
        names = [label.kind, "all"] + (["pronouns"] if label.speaker.strip().lower() in PRONOUNS else [])
        for name in names:
            counts[name] = [total + one for total, one in zip(counts[name], (1, any(hits[:1]), any(hits)), strict=True)]
        if not any(hits):
            missed.append(
                {"speaker": label.speaker, "type": label.kind, "chips": [chip.name for chip in chips], "text": label.text[label.start : label.end]}
            )
    return {
        "labels": len(labels),
        "hits": {
            name: {"labels": total, "hit@1": round(one / total, 4), "hit@3": round(three / total, 4)} for name, (total, one, three) in counts.items()
        },
        "proposal_ms": scratch.spread(times) if times else {},
        "missed": missed,
    }


def propose(label: Labelled) -> tuple[Chip, ...]:
    """Return the chips for one label, from its text alone."""
    before, selected, after = label.text[: label.start], label.text[label.start : label.end], label.text[label.end :]
    return proposing.propose(selected, before, after, sources=(), language=label.language).chips


def matches(chip: Chip, label: Labelled) -> bool:
    """Tell whether a chip means the labelled speaker; a pronoun is met by whom it stands for, as the package itself resolves it."""
    words = language.of(label.language)
    if label.speaker.strip().lower() not in PRONOUNS:
        return matching.same_speaker(chip.name, label.speaker, words)
    names = speakers.stand_for(Reading(label.text, label.language), label.speaker.strip(), (label.start, label.end))
    return any(matching.same_speaker(chip.name, name, words) for name in names[:1])


def _lines(found: dict[str, Any]) -> list[str]:
    times = found["proposal_ms"]
    lines = [f"{found['labels']} labelled passages"]
    lines += [f"{name:<22} {row['labels']:>5}  hit@1 {row['hit@1']:.3f}  hit@3 {row['hit@3']:.3f}" for name, row in found["hits"].items()]
    if times:
        lines.append(f"a proposal             median {times['median']} ms of the processor, 95th percentile {times['p95']} ms")
    lines += [f"missed ({one['type']}): {one['speaker']!r}, offered {one['chips']}: {one['text'][:80]!r}" for one in found.get("missed", [])]
    return lines
