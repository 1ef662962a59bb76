"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """The ways in which a stored log can differ from what was written and signed."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "re-ordered"
    BACK_DATED = "back-dated"
    INSERTED = "inserted"
    ERASURE = "erasure"
    SIZE = "size"
    TREE = "tree"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Deviation:
    """One difference: in which log, at which index (``None``: the log as a whole), what, and a sentence for people."""

    log: str
    index: int | None
    what: What
    detail: str

    def __str__(self) -> str:
        place = self.log if self.index is None else f"{self.log}/{self.index}"
        return f"{place}: {self.what}: {self.detail}"


@dataclass(frozen=True)
class LogReport:
    """How much of one log was checked."""

    log: str
    entries: int
    erased: int
    checkpoints: int
    signed_size: int


@dataclass(frozen=True)
class Report:
    """The whole result. ``left_out`` counts deviations beyond the first thousand of a log; ``guards`` names absent triggers."""

    logs: tuple[LogReport, ...]
    deviations: tuple[Deviation, ...]
    guards: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing differs and every guard stands."""
        return not self.deviations and not self.guards

    def as_json(self) -> dict[str, object]:
        """Return the report for ``ledger verify --json``."""
        return {
            "ok": self.ok,
            "logs": [
                {
                    "log": one.log,
                    "entries": one.entries,
                    "erased": one.erased,
                    "checkpoints": one.checkpoints,
                    "signed_size": one.signed_size,
                }
                for one in self.logs
            ],
            "deviations": [{"log": one.log, "index": one.index, "what": str(one.what), "detail": one.detail} for one in self.deviations],
            "left_out": self.left_out,
            "guards": list(self.guards),
        }


@dataclass
class Findings:
    """Collects deviations of one log while it is walked; only the first thousand are kept."""

    log: str
    kept: list[Deviation] = field(default_factory=list)
    left_out: int = 0
    most: int = 1000

    def add(self, index: int | None, what: What, detail: str) -> None:
        """Note a deviation."""
        if len(self.kept) < self.most:
            self.kept.append(Deviation(self.log, index, what, detail))
        else:
            self.left_out += 1
