"""What becomes of a row, given what is known of the address: the one place where L-28 is decided; plain but for the words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from depesche.audience.importing.ground import Known
from depesche.audience.importing.reading import Row
from depesche.audience.importing.said import Status
from depesche.audience.models import ImportedRow
from depesche.courier.models import Suppression
from depesche.kernel import time_ordered

Outcome = ImportedRow.Outcome
Reason = Suppression.Reason
KNOWN, REFUSED = "known", "refused"
REASONS = {Status.LEFT: Reason.WITHDRAWN, Status.BOUNCED: Reason.HARD_BOUNCE, Status.COMPLAINED: Reason.COMPLAINT}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an import may do: the purposes that it may grant, all purposes that there are, and the wording where the file has none."""

    purposes: tuple[str, ...]
    existing: frozenset[str]
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one row.

    ``outcome`` is one of ``ImportedRow.Outcome``, ``known`` (nothing new) or ``refused``; ``codes`` are lines of the loss report; ``scopes``
    are suppressed anew; ``purposes`` are granted; ``is_new`` says that the person is not known here yet.
    """

    row: Row
    known: Known
    outcome: str
    codes: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    wording: str = ""
    is_new: bool = False
    ends: tuple[str, ...] = ()


def leaver(row: Row, known: Known, terms: Terms) -> Plan:
    """Plan for somebody who must not be written to: suppressed whatever else is said, and live consents end."""
    reason = REASONS[row.status]
    scopes = tuple(scope for scope in _scopes(row, terms) if (scope, reason) not in known.blocked)
    ends: tuple[str, ...] = ()
    if row.status is not Status.BOUNCED:  # a mailbox that is gone ends no consent, it only gets no mail
        covered = _scopes(row, terms)
        ends = tuple(sorted(key for key in known.live if key in covered or Suppression.EVERYTHING in covered))
        known.live.difference_update(ends)
        known.left_by_deed = known.left_by_deed or bool(ends)
    known.blocked.update((scope, reason.value) for scope in scopes)
    return Plan(row, known, Outcome.SUPPRESSED.value if scopes or ends else KNOWN, scopes=scopes, ends=ends)


def person(row: Row, known: Known, terms: Terms) -> Plan:
    """Plan for everybody else: mailable with a proven confirmation and its wording, kept otherwise, never revived."""
    noted = ("time-unreadable",) if row.evidence.unreadable else ()
    wanted = terms.purposes if row.purposes is None else tuple(key for key in terms.purposes if key in row.purposes)
    allowed = tuple(key for key in wanted if not known.blocks(key))
    if known.has_left or known.blocks("") or (wanted and not allowed):
        return Plan(row, known, REFUSED, codes=(*noted, "suppressed"))
    wording = row.wording or terms.wording
    why = _why_not(row, wanted, wording)
    granted = () if why else tuple(key for key in allowed if key not in known.live)
    is_new = known.subject is None
    if not (granted or is_new):
        return Plan(row, known, KNOWN, codes=noted)
    known.subject = known.subject or time_ordered.uuid7()
    known.live.update(granted)
    outcome = Outcome.MAILABLE if granted else Outcome.UNPROVEN
    return Plan(row, known, outcome.value, codes=(*noted, *why), purposes=granted, wording=wording if granted else "", is_new=is_new)


def without_wording(plan: Plan) -> Plan:
    """Return the plan of a row whose wording is one too many: kept, not mailable."""
    plan.known.live.difference_update(plan.purposes)
    outcome = Outcome.UNPROVEN.value if plan.is_new else KNOWN
    return replace(plan, outcome=outcome, purposes=(), wording="", codes=(*plan.codes, "too-many-wordings"))


def _why_not(row: Row, wanted: tuple[str, ...], wording: str) -> tuple[str, ...]:
    if not row.grade.is_proven:
        return ("unproven",)
    if not wanted:
        return ("no-purpose",)
    return () if wording.strip() else ("no-wording",)


def _scopes(row: Row, terms: Terms) -> tuple[str, ...]:
    """Return what a leaver gets no more; what a file does not say is taken as everything."""
    if row.status is not Status.LEFT:
        return (Suppression.EVERYTHING,)
    if not row.is_everywhere:
        return terms.purposes
    named = tuple(key for key in row.purposes or () if key in terms.existing)
    return named if named and len(named) == len(row.purposes or ()) else (Suppression.EVERYTHING,)
