"""A server's replies, cut out of the bytes as they come (RFC 5321, 4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([^\r\n]*))?\r?\n?")
LONGEST_LINE = 4096
MOST_LINES = 200


class Garbage(ValueError):
    """Bytes that are no SMTP reply: nothing that follows can be trusted either."""


class Answers:
    """Collects bytes and gives replies: the code, and its lines without the code."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[tuple[int, list[bytes]]]:
        """Take bytes and yield the replies that they complete.

        :raises Garbage: as soon as a line is no line of a reply
        """
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST_LINE:
            raise Garbage(_shown(self._rest))
        for line in lines:
            match = LINE.fullmatch(line)
            if match is None or len(self._lines) > MOST_LINES or len(line) > LONGEST_LINE:
                raise Garbage(_shown(line))
            code, more, text = match.groups()
            self._lines.append(text or b"")
            if more != b"-":
                whole, self._lines = self._lines, []
                yield int(code), whole

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of an unfinished reply."""
        return not self._rest and not self._lines


def _shown(line: bytes) -> str:
    return repr(line[:80])[2:-1]
