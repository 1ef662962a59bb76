"""The model behind ``test_audience_machine.py``: people as the test remembers them, and the deeds that came after sign-up and leaving."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from depesche.audience import forms, moving, restriction, staleness, tokens
from depesche.audience.models import SignupRequest, Subscriber
from depesche.audience.moving import Outcome
from depesche.audience.withdrawal import Route
from depesche.kernel import clock, keyring
from depesche.ledger import rotation
from tests.audience.exports import live, row, table, take_in, write
from tests.cast import ALL_PURPOSES, MONDAY_8AM, mails, token_in

NAMES = st.sampled_from(["fritz@example.org", "greta@example.org", "heidi@example.net"])
PURPOSES = st.sets(st.sampled_from(ALL_PURPOSES), min_size=1)
EVERYTHING = frozenset(ALL_PURPOSES)
MOST_KEYS = 50


@dataclass
class Asked:
    """A sign-up as the model remembers it; ``replaces`` names the address that moves here with it."""

    name: str
    purposes: set[str]
    until: datetime
    token: str
    not_me: str
    request: UUID
    state: str = "waiting"
    replaces: str = ""


@dataclass
class Known:
    """A person as the model remembers it; ``stopped`` are reasons for which no mail may go out at all, ``left`` what was ended here."""

    live: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    has_confirmed: bool = False
    is_restricted: bool = False
    stopped: set[str] = field(default_factory=set)
    ends: list[tuple[UUID, frozenset[str]]] = field(default_factory=list)

    def end(self, purposes: set[str] | frozenset[str]) -> None:
        """Forget what was in force of these."""
        self.left |= self.live & purposes
        self.live -= purposes


class Rights(RuleBasedStateMachine):
    """People move, restrict, are imported; texts and keys change; years pass."""

    def __init__(self) -> None:
        super().__init__()
        self.at = MONDAY_8AM
        self.asked: list[Asked] = []
        self.people: dict[str, Known] = {}
        self.moved: dict[UUID, UUID] = {}
        self.counter = itertools.count(1)
        self.folder = Path(tempfile.mkdtemp())

    def known(self, name: str) -> Known:
        """Return what the model knows of an address."""
        return self.people.setdefault(name, Known())

    def latest(self, subject: UUID) -> UUID:
        """Follow a person to the address of today."""
        while subject in self.moved:
            subject = self.moved[subject]
        return subject

    def remember(self, name: str, *, replaces: str = "") -> Asked:
        """Remember the newest confirmation mail to an address."""
        mail = mails(name)[-1]
        token = token_in(mail, "confirm")
        request = SignupRequest.objects.get(token_digest=tokens.stored_form(token))
        wanted = set(request.purposes.values_list("key", flat=True))
        self.asked.append(Asked(name, wanted, request.expires_at, token, token_in(mail, "not-me"), request.id, replaces=replaces))
        return self.asked[-1]

    def forgotten(self) -> None:
        """A row that is gone was restricted by nobody."""
        present = set(Subscriber.objects.values_list("mailbox", flat=True))
        for name, person in self.people.items():
            person.is_restricted = person.is_restricted and name in present

    def confirm_asked(self, asked: Asked) -> None:
        """Follow the link of a confirmation mail."""
        raise NotImplementedError

    @precondition(lambda self: self.people)
    @rule(data=st.data(), to=NAMES, days=st.sampled_from([0, 2, 2]), says_yes=st.booleans())
    def ask_to_move(self, data: st.DataObject, to: str, days: int, says_yes: bool) -> None:
        """Somebody wants mail at another address; that one may be anybody's."""
        name = data.draw(st.sampled_from(sorted(name for name, person in self.people.items() if person.live) or sorted(self.people)))
        person = Subscriber.objects.filter(mailbox=name).first()
        if person is None:
            return
        self.at += timedelta(days=days, seconds=1)
        outcome = moving.ask(person.id, to, asked_at=self.at, at=self.at)
        model = self.known(name)
        assert (outcome == Outcome.NOTHING) == (name == to or not model.live)
        if outcome != Outcome.ASKED:
            return
        assert "bounced" not in self.known(to).stopped
        for asked in self.asked:
            if asked.replaces == name and asked.state == "waiting":
                asked.state = "gone"
        self.forgotten()
        asked = self.remember(to, replaces=name)
        assert asked.purposes == model.live
        if says_yes:
            self.confirm_asked(asked)

    def moved_here(self, asked: Asked) -> None:
        """The new mailbox said yes: everything that was asked for and is still in force comes along."""
        origin, target = self.known(asked.replaces), self.known(asked.name)
        was_stopped = origin.stopped & {"complained", "objected"}
        carried = asked.purposes & origin.live
        origin.end(EVERYTHING)
        target.live |= carried
        target.left -= carried
        target.stopped = (target.stopped & {"bounced"}) | was_stopped
        target.is_restricted = target.is_restricted or origin.is_restricted
        target.has_confirmed = True
        old, new = (Subscriber.objects.get(mailbox=name).id for name in (asked.replaces, asked.name))
        self.moved.pop(new, None)
        self.moved[old] = new
        target.ends.append((new, frozenset(carried)))

    @rule(name=NAMES, is_on=st.booleans(), route=st.sampled_from([Route.DESK, Route.PREFERENCES]))
    def restrict(self, name: str, is_on: bool, route: Route) -> None:
        """A person restricts the own data, or lifts that."""
        person = Subscriber.objects.filter(mailbox=name).first()
        if person is None:
            return
        self.at += timedelta(seconds=1)
        deed = restriction.restrict if is_on else restriction.lift
        assert deed(person, at=self.at, route=route) == (self.known(name).is_restricted != is_on)
        self.known(name).is_restricted = is_on

    @rule(name=NAMES, purposes=PURPOSES, is_leaver=st.booleans())
    def move_in(self, name: str, purposes: set[str], is_leaver: bool) -> None:
        """An import brings an address with its evidence, or as one that left; it never brings back what ended here."""
        self.at += timedelta(seconds=1)
        said = row(
            name, f'"{",".join(sorted(purposes))}"', status="unsubscribed" if is_leaver else "", wording=f"Ich willige ein. {next(self.counter)}"
        )
        take_in(write(self.folder, f"{next(self.counter)}.csv", table(said)), at=self.at, purposes=ALL_PURPOSES)
        person, found = self.known(name), live(name)
        if is_leaver:
            assert found == person.live - purposes
            person.left |= purposes
        else:
            assert person.live <= found <= person.live | (purposes - person.left)
        person.live = found
        person.has_confirmed = person.has_confirmed or bool(found)

    @rule(what=st.sampled_from(["new_version", "new_key", "new_ledger_key", "years_pass"]))
    def from_time_to_time(self, what: str) -> None:
        """What has nothing to do with one person stands behind one rule, so that people mostly come and go."""
        getattr(self, what)()

    def new_version(self) -> None:
        """The form changes; what was agreed under older ones stays as it was."""
        form = forms.newest()
        assert form is not None
        self.at += timedelta(seconds=1)
        forms.publish(form.slug, text=form.text, button_label=f"Abschicken {next(self.counter)}", at=self.at)

    def new_key(self) -> None:
        """Tokens are made under a new key from now on."""
        if len(keyring.ring().all(keyring.TOKENS)) < MOST_KEYS:
            keyring.ring().rotate(keyring.TOKENS)

    def new_ledger_key(self) -> None:
        """Checkpoints are signed under a new key from now on."""
        if len(keyring.ring().all("log:consent")) < MOST_KEYS:
            self.at += timedelta(seconds=1)
            rotation.rotate("consent", at=self.at)

    def years_pass(self) -> None:
        """Nobody writes for more than four years: nothing is in force any more, and nobody withdrew."""
        self.at = clock.months_later(self.at, 49)
        staleness.end_all(at=self.at)
        for person in self.people.values():
            person.end(EVERYTHING)
