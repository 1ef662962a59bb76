"""Readers who ask all the time and remember what they saw; and the judgement, afterwards, whether they could have seen it."""

from __future__ import annotations

import gzip
import http.client
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from tests.press.newsroom_of_editors import paragraphs

STALE = 1.0  # seconds; measured from the editor's word that the commit is done to the moment at which a reader asks
MARK = re.compile(r"F(\d{9})([a-z]\d)")
PARAGRAPH = re.compile(r"<p>Der Absatz heißt F(\d{9})([a-z]\d)\.</p>")
DECODED = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@dataclass(frozen=True)
class Sight:
    """One answer: when it was asked for and there, where, by whom, and which version of which article it showed (more than one is a mixture)."""

    asked: float
    there: float
    path: str
    reader: int
    shown: dict[str, frozenset[int]]
    whole: bool


@dataclass
class Reader:
    """One reader, who keeps what was seen for the next conditional request."""

    port: int
    paths: list[str]
    number: int
    sights: list[Sight] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    unreached: int = 0
    known: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)

    def read(self, stop: threading.Event) -> None:
        count = self.number
        while not stop.is_set():
            count += 1
            try:
                self._ask(self.paths[count % len(self.paths)], ("", "gzip", "br")[count % 3], conditional=count % 2 == 0)
            except (OSError, http.client.HTTPException):
                self.unreached += 1  # the server is just being killed
                stop.wait(0.05)

    def _ask(self, path: str, coding: str, *, conditional: bool) -> None:
        kept = self.known.get((path, coding)) if conditional else None
        headers = {"Accept-Encoding": coding or "identity", **({"If-None-Match": kept[0]} if kept else {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asked = time.monotonic()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            there = time.monotonic()
        finally:
            connection.close()
        if answer.status == 304 and kept is not None:
            body = kept[1]
        elif answer.status == 200:
            body = DECODED[answer.headers.get("Content-Encoding", "")](body)
            self.known[path, coding] = (answer.headers["ETag"], body)
        else:
            self.failures.append(f"{answer.status} for {path}: {body[:300]!r}")
            return
        self.sights.append(_sight(asked, there, path, self.number, body.decode()))


def _sight(asked: float, there: float, path: str, reader: int, text: str) -> Sight:
    shown: dict[str, set[int]] = defaultdict(set)
    for version, name in MARK.findall(text):
        shown[name].add(int(version))
    said = PARAGRAPH.findall(text)
    own = path.strip("/").rpartition("/")[2]
    is_article = bool(re.fullmatch(r"[a-z]\d", own))
    whole = text.rstrip().endswith(("</html>", "</feed>")) and (not is_article or (bool(said) and len(said) == paragraphs(int(said[0][0]))))
    return Sight(asked, there, path, reader, {name: frozenset(found) for name, found in shown.items()}, whole)


@dataclass
class Record:
    """What the editors wrote down: when each version was begun, and when it was certainly committed."""

    begun: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    committed: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(lambda: {0: 0.0}))

    @classmethod
    def read(cls, log: Path) -> Record:
        record = cls()
        for line in log.read_text().splitlines():
            at, _pid, word, editor, version = line.split(" ")
            if word == "begun":
                record.begun[editor][int(version)] = float(at)
            elif word in {"done", "found"}:  # found: of an editor who was killed after the commit and before saying so
                record.committed[editor].setdefault(int(version), float(at))
        return record


def judge(sights: list[Sight], record: Record) -> list[str]:
    """Return what no reader may have seen: a torn, mixed, uncommitted or stale page, or one older than the same reader saw before."""
    wrong: list[str] = []
    newest: dict[tuple[int, str], int] = defaultdict(int)
    for sight in sorted(sights, key=lambda one: one.asked):
        wrong += [f"{word}: {sight}" for word in _faults(sight, record)]
        for name, versions in sight.shown.items():
            if min(versions) < newest[sight.reader, name[0]]:
                wrong.append(f"older than {newest[sight.reader, name[0]]} seen before: {sight}")
        for name, versions in sight.shown.items():
            newest[sight.reader, name[0]] = max(newest[sight.reader, name[0]], *versions)
    return wrong


def _faults(sight: Sight, record: Record) -> list[str]:
    found = [] if sight.whole else ["torn"]
    by_editor: dict[str, set[int]] = defaultdict(set)
    for name, versions in sight.shown.items():
        by_editor[name[0]] |= versions
    for editor, versions in by_editor.items():
        if len(versions) > 1:
            found.append("mixed")
        committed = record.committed[editor]
        if not versions <= set(committed):
            found.append(f"not committed ({versions - set(committed)})")
        current = max(version for version, at in committed.items() if at <= sight.asked - STALE or version == 0)
        if min(versions) < current:
            found.append(f"stale (of {current}, committed {sight.asked - committed[current]:.3f} s before)")
    return found
