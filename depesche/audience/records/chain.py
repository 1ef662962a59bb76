"""A person's events in the log as one chain of states per purpose: requested, given, withdrawn, given again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from depesche.audience import folding
from depesche.kernel import clock
from depesche.ledger.book import Event

TIMES = {
    "requested": "requested_at",
    "confirmed": "confirmed_at",
    "imported": "confirmed_at",
    "withdrawn": "withdrawn_at",
    "import_undone": "undone_at",
    "address_changed": "confirmed_at",
    "stated": "confirmed_at",
    "statement_undone": "undone_at",
}


class State(StrEnum):
    """What a consent became, by the names of the vocabulary."""

    REQUESTED = "ConsentRequested"
    GIVEN = "ConsentGiven"
    RENEWED = "RenewedConsentGiven"
    WITHDRAWN = "ConsentWithdrawn"
    REVOKED = "ConsentRevoked"
    EXPIRED = "ConsentExpired"


VALID = frozenset({State.GIVEN, State.RENEWED})
ENDED_BY_US = {"import_undone": State.REVOKED, "statement_undone": State.REVOKED, "expired_stale": State.EXPIRED}


@dataclass(frozen=True)
class Text:
    """One version of a consent text, as an event names it."""

    name: str
    number: int
    sha256: str


@dataclass(frozen=True)
class Step:
    """One state that a purpose's consent took.

    :param at: RFC 3339 in UTC with milliseconds
    :param entry: index of the event in the consent log
    :param kind: the event's kind, as the log has it
    :param method: how it was said, in English
    :param text: the version that was agreed to; ``None`` where nothing was agreed to
    """

    state: State
    at: str
    entry: int
    kind: str
    method: str
    text: Text | None


def chains(events: Iterable[Event]) -> dict[str, tuple[Step, ...]]:
    """Return the chain of each purpose that a person's events name, oldest step first."""
    found: dict[str, tuple[Step, ...]] = {}
    for event in events:
        if _is_step(event):
            for purpose in sorted(set(event.body["purposes"])):
                before = found.get(purpose, ())
                found[purpose] = (*before, _step(event, _state(event, before), purpose))
    return dict(sorted(found.items()))


def is_live(chain: Sequence[Step]) -> bool:
    """Whether a chain leaves the consent in force; a request that nobody confirmed changes nothing."""
    decided = [step.state for step in chain if step.state != State.REQUESTED]
    return bool(decided) and decided[-1] in VALID


def live(found: Mapping[str, Sequence[Step]]) -> set[str]:
    """Return the purposes whose chains leave a consent in force."""
    return {purpose for purpose, chain in found.items() if is_live(chain)}


def _is_step(event: Event) -> bool:
    return event.kind == "requested" or event.kind in folding.GIVING or event.kind in folding.ENDING


def _state(event: Event, before: Sequence[Step]) -> State:
    if event.kind == "requested":
        return State.REQUESTED
    if event.kind in folding.GIVING:
        return State.RENEWED if is_live(before) else State.GIVEN
    return ENDED_BY_US.get(event.kind, State.WITHDRAWN)


def _step(event: Event, state: State, purpose: str) -> Step:
    text = event.body.get("wordings", {}).get(purpose, event.body).get("text")
    at = event.body.get(TIMES.get(event.kind, ""), "") or clock.to_milliseconds(event.recorded_at)
    named = None if text is None else Text(text["name"], text["number"], text["sha256"])
    return Step(state=state, at=str(at), entry=event.index, kind=event.kind, method=_method(event), text=named)


def _method(event: Event) -> str:
    body = event.body
    if event.kind == "requested":
        form = body["form"]
        return (
            f"web form {form['slug']}, version {form['number']}, on {body['page'] or 'an unknown page'}, "
            f"button “{form.get('button_label', '')}”; a mail asked for the confirmation"
        )
    if event.kind == "confirmed":
        return "confirmation button (HTTP POST) on the page that the link in the confirmation mail opens"
    if event.kind == "address_changed":
        return "taken along from an earlier address: confirmation button (HTTP POST) on the page that the link in the mail to the new address opens"
    if event.kind == "imported":
        return f"taken over from {body['source']}, evidence: {body['grade']}"
    if event.kind == "stated":
        return f"the operator's recorded statement, signed by {body['signed_by']}: {body['sentence']}"
    if event.kind == "withdrawn":
        return ", ".join(part for part in (f"by {body['channel']}", str(body.get("note", ""))) if part)
    return event.kind.replace("_", " ")
