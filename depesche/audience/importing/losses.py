"""What an import could not take in, or took in as less than it claims to be: one line per row, by file and line number.

The report names lines, never addresses: whoever has the file finds the person, and the report itself is no personal data.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from depesche.kernel import table_cells
from depesche.kernel.refusal import Refusal

FIRST = 20  # kept to be shown beside the counts
HEADING = ("file", "line", "result", "code", "explanation")

REJECTED = "rejected"
REFUSED = "refused"
NOTED = "noted"

CODES: Mapping[str, tuple[str, object]] = {
    "columns": (REJECTED, _("The row has another number of columns than the heading.")),
    "quote": (REJECTED, _("A quotation mark is never closed.")),
    "too-long": (REJECTED, _("The line is longer than a row of an export can be.")),
    "no-address": (REJECTED, _("The row has no address.")),
    "bad-address": (REJECTED, _("This is no e-mail address.")),
    "unknown-status": (REJECTED, _("Nobody knows what this status means; the person is not taken in.")),
    "suppressed": (REFUSED, _("The person left, complained or bounced, here or in the file; that stays so.")),
    "time-unreadable": (NOTED, _("A time cannot be read in one way only; it counts as missing.")),
    "no-wording": (NOTED, _("The confirmation is proven, but the wording is not known; kept, never mailed.")),
    "no-purpose": (NOTED, _("The row names no purpose of this import; kept, never mailed.")),
    "too-many-wordings": (NOTED, _("The files hold more different wordings than an import may bring; kept, never mailed.")),
    "unproven": (NOTED, _("The row shows no confirmation; kept, never mailed.")),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of the report."""

    file: str
    line: int
    code: str

    @property
    def result(self) -> str:
        """Whether the row was rejected, refused or only noted."""
        return CODES[self.code][0]

    @property
    def explanation(self) -> str:
        """A sentence in the reader's language."""
        return str(CODES[self.code][1])

    def cells(self) -> tuple[str, ...]:
        """Return the line's cells; a file name that looks like a formula is guarded."""
        return (table_cells.as_text(self.file), str(self.line), self.result, self.code, self.explanation)


@dataclass
class Losses:
    """Collects lines: counted all, the first ones kept, and written to a file if there is one."""

    path: Path | None = None
    start: int = 0  # bytes of an earlier, interrupted try that hold
    codes: Counter[str] = field(default_factory=Counter)
    first: list[Loss] = field(default_factory=list)
    size: int = 0

    def open(self) -> None:
        """Begin the file, or go on after what holds of it.

        :raises Refusal: code ``cannot-write``
        """
        self.size = self.start
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.path.open("r+b" if self.start and self.path.exists() else "wb") as file:
                file.truncate(self.start)
            self.path.chmod(0o600)
        except OSError as error:
            raise Refusal(code="cannot-write", message=f"{self.path} cannot be written: {error.strerror}.") from error
        if not self.start:
            self._write([HEADING])

    def add(self, found: list[Loss]) -> None:
        """Add lines to the counts and to the file."""
        self.codes.update(loss.code for loss in found)
        self.first.extend(found[: max(0, FIRST - len(self.first))])
        if found:
            self._write([loss.cells() for loss in found])

    def _write(self, lines: list[tuple[str, ...]]) -> None:
        if self.path is None:
            return
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        data = text.getvalue().encode()
        with self.path.open("ab") as file:
            file.write(data)
        self.size += len(data)
