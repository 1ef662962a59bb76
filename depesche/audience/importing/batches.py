"""All files of an import as batches of rows, in two rounds: leavers first, so that they win whatever the order of files and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from depesche.audience.importing.losses import Loss
from depesche.audience.importing.presets.known import PRESETS
from depesche.audience.importing.reading import Reader, Row, Source, Step

LEAVERS, PEOPLE = 0, 1
ROUNDS = (LEAVERS, PEOPLE)
ROWS = 2_000
RECORDS = 20_000  # read without a row for this round


@dataclass
class Batch:
    """Rows of one round, what was lost among them, how many records lie behind, and how many bytes of the round."""

    rows: list[Row] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    position: int = 0
    read: int = 0
    records: int = 0


@dataclass(frozen=True)
class Files:
    """The files of one import, ready to be read as often as wanted."""

    sources: Sequence[Source]
    readers: Sequence[Reader]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(source.size for source in self.sources)

    def batches(self, round: int, *, after: int = 0) -> Iterator[Batch]:
        """Yield what a round brings.

        :param after: how many records of the round are done already
        """
        batch = Batch(position=after)
        for position, read, step in self._steps(leavers=round == LEAVERS):
            if position <= after:
                continue
            batch.position, batch.read = position, read
            batch.records += 1
            if step.row is not None:
                batch.rows.append(step.row)
            if step.loss is not None:
                batch.losses.append(step.loss)
            if len(batch.rows) >= ROWS or batch.records >= RECORDS:
                yield batch
                batch = Batch(position=position, read=read)
        if batch.records:
            yield batch

    def _steps(self, *, leavers: bool) -> Iterator[tuple[int, int, Step]]:
        position = before = 0
        for reader in self.readers:
            for step in reader.steps(leavers=leavers):
                position += 1
                yield position, before + step.read, step
            before += reader.source.size


def open_files(sources: Sequence[Source], *, preset: str, mapping: Mapping[str, str], at: datetime) -> Files:
    """Open files for reading by a preset.

    :raises Refusal: code ``no-table`` or ``no-address-column``
    """
    chosen = PRESETS[preset].mapped(mapping)
    return Files(sources, [Reader(source, chosen, number=number, at=at) for number, source in enumerate(sources)])
