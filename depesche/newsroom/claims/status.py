"""The status of a claim, derived from who says what: the first rule that fits (newsroom.md, 3.2). A pure function; only an editor's override,
never a rule, says that something is refuted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from depesche.newsroom.claims.terms import CON, HOLD, OPINIONS, PRO, VIEWS, ClaimKind, Independence, Stance, Status

OVERRIDDEN, SILENT, ALL_UNNAMED = "R0", "R2", "R9"  # rules of the table that others name


class Note(StrEnum):
    """What stands beside a status."""

    NOBODY_BY_NAME = "nobody_by_name"
    UNNAMED_ONLY = "unnamed_only"


@dataclass(frozen=True)
class Said:
    """A live assertion as the rules see it.

    :param voice: the origin of what is said, else the speaker's party, else the house, else the speaker
    """

    speaker: str
    voice: str
    stance: Stance
    is_named: bool = True
    is_own: bool = False
    is_competent: bool = False
    has_evidence: bool = False
    independent: Independence = Independence.UNKNOWN


@dataclass(frozen=True)
class Verdict:
    """The status, the rule that gave it, and who stands behind it: the keys of speakers, sorted."""

    status: Status
    rule: str
    speakers: tuple[str, ...] = ()
    deniers: tuple[str, ...] = ()
    withholders: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class _Sides:
    pro: tuple[Said, ...]
    con: tuple[Said, ...]
    hold: tuple[Said, ...]
    views: tuple[Said, ...]
    retractions: tuple[Said, ...]

    @property
    def named(self) -> tuple[Said, ...]:
        return tuple(one for one in self.pro if one.is_named)

    @property
    def voices(self) -> set[str]:
        return {one.voice for one in self.named}

    @property
    def independent(self) -> set[str]:
        return {one.voice for one in self.named if one.independent == Independence.YES}

    @property
    def confirming(self) -> tuple[Said, ...]:
        confirms = (one for one in self.named if one.stance == Stance.CONFIRMS)
        return tuple(one for one in confirms if one.is_competent or (one.is_own and one.has_evidence))


def derive(kind: ClaimKind, said: Iterable[Said], *, is_established: bool = False, override: Status | None = None) -> Verdict:
    """Return what the rules R1 to R13 make of a claim; their order is the table's, that of the assertions does not matter.

    :param override: what an editor has decided, with a reason, and which has not expired (R0)
    """
    everything = tuple(said)
    sides = _sides(everything)
    status, rule, speakers, notes = _rule(kind, sides, is_established=is_established, is_silent=not everything)
    if override is not None:
        status, rule, notes = override, OVERRIDDEN, ()
    return Verdict(status, rule, _keys(speakers), _keys(sides.con), _keys(sides.hold), notes)


_Found = tuple[Status, str, tuple[Said, ...], tuple[Note, ...]]


def _rule(kind: ClaimKind, sides: _Sides, *, is_established: bool, is_silent: bool) -> _Found:
    if sides.retractions and not (sides.pro or sides.views):
        return Status.WITHDRAWN, "R1", sides.retractions, ()
    if is_silent:
        return (Status.ESTABLISHED, "R2b", (), ()) if is_established else (Status.UNSOURCED, SILENT, (), ())
    if kind in OPINIONS or not (sides.pro or sides.con or sides.hold):
        return _view(sides)
    return _checkable(sides)


def _view(sides: _Sides) -> _Found:
    behind = tuple(one for one in (*sides.views, *sides.pro) if one.is_named)
    return (Status.ATTRIBUTED, "R3", behind, ()) if behind else (Status.UNSOURCED, "R3", (), (Note.UNNAMED_ONLY,))


def _checkable(sides: _Sides) -> _Found:
    if sides.confirming:
        return (Status.CONFIRMED_DENIED, "R5", sides.confirming, ()) if sides.con else (Status.CONFIRMED, "R4", sides.confirming, ())
    if sides.con:
        if not sides.pro:
            return Status.DENIED, "R7", (), ()
        return Status.DISPUTED, "R6", sides.named, () if sides.named else (Note.NOBODY_BY_NAME,)
    if not sides.pro:
        return Status.NOT_CONFIRMED, "R8", (), ()
    if not sides.named:
        return Status.UNCONFIRMED, ALL_UNNAMED, (), (Note.UNNAMED_ONLY,)
    return _undisputed(sides)


def _undisputed(sides: _Sides) -> _Found:
    if sides.hold:
        return Status.UNCONFIRMED, "R11" if len(sides.voices) > 1 else "R12", sides.named, ()
    if len(sides.independent) > 1:
        return Status.CORROBORATED, "R10", sides.named, ()
    if len(sides.voices) > 1:
        return Status.REPEATED, "R10b", sides.named, ()
    if all(one.is_own and not one.has_evidence for one in sides.named):
        return Status.SELF_DECLARED, "R13b", sides.named, ()
    return Status.SINGLE_SOURCE, "R13", sides.named, ()


def _sides(said: tuple[Said, ...]) -> _Sides:
    """Sort by side; who took something back no longer stands behind it."""
    retractions = tuple(one for one in said if one.stance == Stance.RETRACTS)
    took_back = {one.speaker for one in retractions}

    def side(stances: frozenset[Stance]) -> tuple[Said, ...]:
        return tuple(one for one in said if one.stance in stances and one.speaker not in took_back)

    con = tuple(one for one in said if one.stance in CON)
    hold = tuple(one for one in said if one.stance in HOLD)
    return _Sides(pro=side(PRO), con=con, hold=hold, views=side(VIEWS), retractions=retractions)


def _keys(said: Iterable[Said]) -> tuple[str, ...]:
    return tuple(sorted({one.speaker for one in said}))
