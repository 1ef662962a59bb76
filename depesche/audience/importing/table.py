"""Reading a file of comma separated values as other systems really write it; plain.

Encodings, delimiters, quotes and broken lines are recognised line by line, so that one bad line costs one line and memory stays flat.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

DELIMITERS = (",", ";", "\t")
SAMPLE = 64 * 1024  # bytes
LONGEST_LINE = 1024 * 1024  # characters; a longer one is no row of an export
MOST_LINES = 200  # of one row: a text with line breaks inside quotes
GUARDED = ("'=", "'+", "'-", "'@", "'\t")


class Unreadable(ValueError):
    """The file holds no table; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the number of its first line, its values as they are written (see :func:`cleaned`), and how many bytes of the file were read so far.

    ``broken`` is empty, or the code of what is wrong: ``columns``, ``quote``, ``too-long``.
    """

    line: int
    values: list[str]
    read: int
    broken: str = ""


class Table:
    """A table in a file: its encoding, its delimiter and its heading.

    :raises Unreadable: if the file is empty
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
        self.encoding = encoding_of(sample)
        first, self._heading_line = self._first_line()
        self.delimiter, is_said = delimiter_of(first)
        if is_said:
            first, self._heading_line = self._first_line(after=self._heading_line)
        self.heading = [cleaned(value) for value in _values(first, self.delimiter, escape=None)]

    def records(self) -> Iterator[Record]:
        """Yield every row below the heading, whole or broken; empty lines are no rows."""
        lines = self._lines()
        waiting: deque[tuple[int, str, int]] = deque()
        while True:
            taken = waiting.popleft() if waiting else next(lines, None)
            if taken is None:
                return
            number, text, read = taken
            if number <= self._heading_line or not text.strip():
                continue
            yield self._record(number, text, read, lines, waiting)

    def _record(self, number: int, text: str, read: int, lines: Iterator[tuple[int, str, int]], waiting: deque[tuple[int, str, int]]) -> Record:  # noqa: PLR0917
        if len(text) > LONGEST_LINE:
            return Record(number, [], read, "too-long")
        if not _is_open(text):
            return self._split(number, text, read)
        more: list[tuple[int, str, int]] = []
        whole = text
        while len(more) < MOST_LINES and len(whole) <= LONGEST_LINE:
            taken = waiting.popleft() if waiting else next(lines, None)
            if taken is None:
                break
            more.append(taken)
            whole += taken[1]
            if not _is_open(whole):
                return self._split(number, whole, taken[2])
        waiting.extendleft(reversed(more))  # the quote was never closed: only its own line is lost
        return Record(number, [], read, "quote")

    def _split(self, number: int, text: str, read: int) -> Record:
        for escape in (None, "\\"):
            try:
                values = _values(text, self.delimiter, escape=escape)
            except csv.Error:
                continue
            while len(values) > len(self.heading) and not values[-1].strip():
                values.pop()
            if len(values) == len(self.heading):
                return Record(number, values, read)
        return Record(number, [], read, "columns")

    def _first_line(self, after: int = 0) -> tuple[str, int]:
        for number, text, _read in self._lines():
            if number > after and text.strip():
                return text, number
        raise Unreadable("the file is empty")

    def _lines(self) -> Iterator[tuple[int, str, int]]:
        """Yield number, text and bytes read so far of every line, without NUL."""
        with self.path.open("rb") as file:
            read = 0
            for number, raw in enumerate(self._raw_lines(file), start=1):
                read += len(raw)
                yield number, self._decoded(raw, is_first=number == 1), read

    def _raw_lines(self, file: BinaryIO) -> Iterator[bytes]:
        end = "\n".encode(self.encoding) if self.encoding.startswith("utf-16") else b"\n"
        if len(end) == 1:
            while raw := file.readline(4 * LONGEST_LINE):
                yield from raw.replace(b"\r\n", b"\n").splitlines(keepends=True) if b"\r" in raw[:-2] else (raw,)
            return
        yield from _wide_lines(file, end)

    def _decoded(self, raw: bytes, *, is_first: bool) -> str:
        if self.encoding == "utf-8":
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:  # no line of Windows-1252 with an umlaut passes for UTF-8
                text = raw.decode("cp1252", errors="replace")
        else:
            text = raw.decode(self.encoding, errors="replace")
        if is_first:
            text = text.removeprefix("\ufeff")
        return text.replace("\0", "") if "\0" in text else text


def encoding_of(sample: bytes) -> str:
    """Return ``utf-8``, ``utf-16-le`` or ``utf-16-be``, judged by the beginning of a file; Windows-1252 is told line by line."""
    if sample.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if sample.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    if max(even, odd) * 4 > min(len(sample), 4096):  # Latin text in UTF-16: every second byte is NUL
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


def delimiter_of(line: str) -> tuple[str, bool]:
    """Return what separates the columns, and whether the line is the one that says so for spreadsheets (``sep=;``) and no heading."""
    said = line.strip().strip('"').casefold()
    if said.startswith("sep=") and len(said) == len("sep=;"):
        return said[-1], True
    if line.casefold().startswith("sep=\t"):
        return "\t", True
    return max(DELIMITERS, key=lambda one: len(_values(line, one, escape=None))), False


def cleaned(value: str) -> str:
    """Return a value without spaces around it and without the apostrophe that guards spreadsheets against formulas."""
    value = value.strip()
    return value[1:].strip() if value.startswith(GUARDED) else value


def _wide_lines(file: BinaryIO, end: bytes) -> Iterator[bytes]:
    rest = b""
    while block := file.read(SAMPLE):
        rest += block
        while (place := _aligned(rest, end)) >= 0:
            yield rest[: place + 2]
            rest = rest[place + 2 :]
        if len(rest) > 4 * LONGEST_LINE:
            yield rest
            rest = b""
    if rest:
        yield rest


def _aligned(data: bytes, end: bytes) -> int:
    place = data.find(end)
    while place >= 0 and place % 2:
        place = data.find(end, place + 1)
    return place


def _is_open(text: str) -> bool:
    """Whether a quote is not closed yet, counted both ways in which systems write a quote inside quotes."""
    if text.count('"') % 2 == 0:
        return False
    return "\\" not in text or text.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 1


def _values(text: str, delimiter: str, *, escape: str | None) -> list[str]:
    return next(csv.reader([text.replace("\r\n", "\n").rstrip("\r\n")], delimiter=delimiter, escapechar=escape), [])
