"""Checking everything that the ledger holds (S-42).

What it shows: every entry, body, tile and checkpoint agrees with every other and with every signature. What it cannot show alone: that the
owner of the keys did not rewrite the whole log; for that, compare with a checkpoint that somebody else kept.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.ledger import guards, logs, rows, tree
from depesche.ledger.models import Entry, Log, Tile
from depesche.ledger.report import Deviation, Findings, LogReport, Report, What
from depesche.ledger.walk import Walk

__all__ = ["Deviation", "LogReport", "Report", "What", "verify"]


class Extent(NamedTuple):
    """How large a log is by its row, its tiles and its entries, read in one statement."""

    size: int
    leaves: int
    entries: int


def verify(*, log: str | None = None) -> Report:
    """Check one log, or all; the log may grow meanwhile.

    :raises Refusal: code ``unknown-log``
    """
    if log is not None and log not in logs.PATHS:
        raise Refusal(code="unknown-log", message=_("There is no log %(log)s.") % {"log": log}, help=", ".join(logs.PATHS))
    found = [_verify(name) for name in ([log] if log else logs.PATHS)]
    return Report(
        logs=tuple(one for one, _findings in found if one is not None),
        deviations=tuple(deviation for _one, findings in found for deviation in findings.kept),
        guards=tuple(guards.missing()),
        left_out=sum(findings.left_out for _one, findings in found),
    )


def _verify(log: str) -> tuple[LogReport | None, Findings]:
    extent = _extent(log)
    if extent is None:
        findings = Findings(log)
        findings.add(None, What.REMOVED, "the log's own row is gone")
        return None, findings
    if strange := rows.not_bytes(log):
        findings = Findings(log)
        for index in strange:
            findings.add(index, What.CHANGED, "its commitment, body, salt, or the tile or checkpoint at this place is stored as text, not as bytes")
        return None, findings
    walk = Walk(log, extent.leaves)
    if extent.size != extent.leaves:
        walk.findings.add(None, What.SIZE, f"the log says that it has {extent.size} entries, its tree has {extent.leaves}")
    for index in range(extent.leaves, min(extent.entries, extent.leaves + walk.findings.most)):
        walk.findings.add(index, What.INSERTED, "this entry is not in the tree")
    return walk.run(), walk.findings


def _extent(log: str) -> Extent | None:
    last = Tile.objects.filter(log=OuterRef("pk"), level=0).order_by("-index")
    top = Entry.objects.filter(log=OuterRef("pk")).order_by().values("log").annotate(top=Max("index")).values("top")
    row = (
        Log.objects.filter(pk=log)
        .annotate(tile=Subquery(last.values("index")[:1]), width=Subquery(last.annotate(width=Length("hashes")).values("width")[:1]))
        .annotate(top=Subquery(top))
        .values_list("size", F("tile"), F("width"), F("top"))
        .first()
    )
    if row is None:
        return None
    size, tile, width, highest = row
    leaves = 0 if tile is None else tile * tree.WIDTH + width // tree.HASH
    return Extent(size, leaves, 0 if highest is None else highest + 1)
