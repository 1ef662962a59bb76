"""Whatever happens in whatever order: who gets the block of a correction is whom the plain definition names, read from the history by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.audience.models import Consent, Purpose, Subscriber
from depesche.brand import letterhead_slots
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import Phase, Reply
from depesche.kernel import clock
from depesche.mailing import selection, starting
from depesche.mailing.correcting import binding, desk
from depesche.mailing.models import Campaign, CampaignClaim
from depesche.mailing.sending import claiming, letters, permission, recording
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.models import Claim, CorrectedClaim, Correction
from tests.mailing.conftest import NOW, Place, carried

NAMES, PURPOSES = ("anna", "ben", "clara", "dora"), ("news", "offers")
REPLIES = {
    "accepted": Reply(250, "ok", Phase.DOT),
    "unknown": Reply(0, "", Phase.DOT),
    "failed": Reply(550, "no", Phase.DOT),
    "put off": Reply(451, "later", Phase.DOT),
}
BLOCK = re.compile(r"[\[#]correction-(\d+)")
MISTAKES = {Severity.CORRECTION, Severity.RETRACTION}
numbers = count()
people, purposes = st.sampled_from(NAMES), st.sampled_from(PURPOSES)
answers = st.fixed_dictionaries({name: st.sampled_from(["accepted", "accepted", "unknown", "failed", "put off"]) for name in NAMES})
starts = st.sampled_from([True, False, False])  # by the real deeds from the draft on, which takes its time, or with a mail of nothing but its slots
issues = st.tuples(st.just("issue"), purposes, st.sampled_from([1, 2, 3]), answers, starts)
severities = st.sampled_from([Severity.CORRECTION, Severity.RETRACTION, Severity.CORRECTION, Severity.UPDATE, Severity.TYPO])
corrections = st.tuples(st.just("correct"), severities, st.sampled_from([(1, 1), (1, 2), (2, 3), (3, 3)]))
moves = st.tuples(st.sampled_from(["leave", "come_back"]), people, purposes)
anything = st.one_of(issues, issues, issues, corrections, corrections, moves, st.tuples(st.just("suppress"), people))
mistake = st.tuples(st.just("correct"), st.sampled_from(sorted(MISTAKES)), st.just((1, 2)))
histories = st.builds(lambda first, then, rest: [first, then, *rest], issues, mistake, st.lists(anything, min_size=3, max_size=14))


@dataclass
class ByHand:
    """The definition over the history: got a wrong version, may be mailed, was not told."""

    consents: set[tuple[str, str]] = field(default_factory=lambda: {(name, purpose) for name in NAMES for purpose in PURPOSES})
    suppressed: set[str] = field(default_factory=set)
    sent: list[tuple[str, int]] = field(default_factory=list)
    got: set[tuple[str, str, int]] = field(default_factory=set)
    mistakes: dict[int, tuple[int, int]] = field(default_factory=dict)
    told: set[tuple[str, int]] = field(default_factory=set)
    rounds: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    def standing(self, purpose: str) -> set[int]:
        """The corrections that an issue for a purpose brings to whom they concern."""
        carried = {one for one, (first, last) in self.mistakes.items() if any(where == purpose and first <= v <= last for where, v in self.sent)}
        return {one for one in carried if self.rounds[one, purpose] < binding.ROUNDS}

    def readers(self, purpose: str) -> set[str]:
        return {name for name in NAMES if (name, purpose) in self.consents and name not in self.suppressed}

    def concerned(self, one: int, purpose: str) -> set[str]:
        first, last = self.mistakes[one]
        wrong = {name for name, where, version in self.got if where == purpose and first <= version <= last}
        return {name for name in wrong & self.readers(purpose) if (name, one) not in self.told}

    def counted(self, one: int, purpose: str) -> tuple[int, int]:
        """How many are still to be told, and how many no issue tells any more."""
        number = len(self.concerned(one, purpose))
        return (number, 0) if one in self.standing(purpose) else (0, number)

    def issue(self, purpose: str, version: int, replies: dict[str, str], _is_real: bool) -> dict[str, set[int]]:
        """Return who finds which corrections in an issue, and remember it."""
        standing = self.standing(purpose)
        found = {name: {one for one in standing if name in self.concerned(one, purpose)} for name in self.readers(purpose)}
        for name, blocks in found.items():
            if replies[name] != "failed":
                self.got.add((name, purpose, version))
                self.told |= {(name, one) for one in blocks}
        self.sent.append((purpose, version))
        for one, (first, last) in self.mistakes.items():
            if first <= version <= last:
                self.rounds[one, purpose] = 0
            elif one in standing:
                self.rounds[one, purpose] += 1
        return found


@dataclass
class World:
    """The same history by the real deeds of starting, selection, engine and corrections."""

    place: Place
    claim: Claim
    purposes: dict[str, Purpose]
    people: dict[str, Subscriber]
    minutes: Any = field(default_factory=count)

    def issue(self, purpose: str, version: int, replies: dict[str, str], is_real: bool) -> dict[str, set[int]]:
        begin = self._start if is_real else self._begin
        begin(purpose, version, at=NOW + timedelta(minutes=next(self.minutes)))
        return self._hand_over(replies)

    def _start(self, purpose: str, version: int, *, at: datetime) -> None:
        """Write an issue with the article whose headline carries the claim, have it approved, and start it."""
        Claim.objects.filter(pk=self.claim.pk).update(version=version)
        campaign = self.place.approved("Ausgabe", self.purposes[purpose])
        starting.start(campaign, at=at)
        assert list(campaign.claims.values_list("claim", "version")) == [(self.claim.pk, version)]

    def _begin(self, purpose: str, version: int, *, at: datetime) -> None:
        """Put a mail in its place that is nothing but its slots."""
        campaign = Campaign(purpose=self.purposes[purpose], subject="Ausgabe", slug=f"ausgabe-{next(numbers)}", created_at=at, last_edited_at=at)
        slots = [binding.key(correction.pk) for correction, _wrong in binding.bound(campaign)]
        campaign.html_sent = "".join("".join(letterhead_slots.html_marks(key)).replace("--><!", f"-->[{key}]<!") for key in slots) + "Ende"
        campaign.text_sent = letterhead_slots.joined("\n\n".join([*(letterhead_slots.in_text(key, f"[{key}]") for key in slots), "Ende"]))
        campaign.sender_sent, campaign.approved_at, campaign.approved_digest = "Post <post@example.org>", at, "0" * 64
        campaign.state, campaign.sent_at = Campaign.State.SENDING, at
        campaign.save()
        binding.freeze(campaign, {}, at=at)
        CampaignClaim.objects.create(campaign=campaign, claim=self.claim, version=version, status="unconfirmed")
        selection.freeze(campaign, at=at)

    def _hand_over(self, replies: dict[str, str]) -> dict[str, set[int]]:
        """Hand everything over; who is put off gets the same mail hours later."""
        found = self._round(replies, at=clock.now())
        again = self._round(dict.fromkeys(NAMES, "accepted"), at=clock.now() + timedelta(hours=2))
        assert again == {name: blocks for name, blocks in found.items() if replies[name] == "put off"}
        return found

    def _round(self, replies: dict[str, str], *, at: datetime) -> dict[str, set[int]]:
        found = {}
        for identifier in claiming.claim("me", at=at):
            delivery = permission.begin(identifier, permission.Moment("me", at))
            if delivery is not None:
                letter, name = letters.letter(delivery), str(delivery.address).partition("-")[0]
                found[name] = {int(one) for one in BLOCK.findall(letter.html)}
                assert [int(one) for one in BLOCK.findall(letter.text)] == sorted(found[name])
                if letter.text.endswith("Ende"):
                    assert letter.text.replace("\n\n", " ").split() == [*(f"[{binding.key(one)}]" for one in sorted(found[name])), "Ende"]
                recording.record(delivery, recording.Answer(REPLIES[replies[name]], at))
        claiming.give_back("me")
        return found

    def correct(self, severity: Severity, span: tuple[int, int]) -> int:
        at = clock.now()
        made = Correction.objects.create(
            severity=severity, wrong="a", right="b", why="c", drafted_at=at, approved_at=at, published_at=at, state=CorrectionState.PUBLISHED
        )
        CorrectedClaim.objects.create(correction=made, claim=self.claim, first=span[0], last=span[1])
        return made.pk

    def counted(self, one: int, purpose: str) -> tuple[int, int]:
        """What the desk says, by the query that a mail of its own is made from: how many are still to be told, and how many no issue tells."""
        wrong = binding.wrong_issues([one], purpose=self.purposes[purpose].pk).get(one, [])
        if not wrong:
            return 0, 0
        line = desk.line(Correction.objects.get(pk=one), self.purposes[purpose], wrong, at=clock.now())
        return line.waiting, line.missed


def make_world(place: Place) -> World:
    """A world of its own for each history, as what engines hand over really commits."""
    number = next(numbers)
    purposes = {key: Purpose.objects.create(key=f"{key}-{number}", title=key) for key in PURPOSES}
    people = {name: place.person(f"{name}-{number}", *purposes.values()) for name in NAMES}
    return World(place, carried(place, f"Aussage {number}"), purposes, people)


@pytest.mark.rule("N-35")
def test_who_gets_a_correction_is_whom_the_definition_names(place: Place) -> None:
    @settings(max_examples=40)
    @given(histories)
    def each(history: list[tuple[Any, ...]]) -> None:
        _compare(make_world(place), history)

    each()


@pytest.mark.long
@pytest.mark.rule("N-35")
def test_who_gets_a_correction_is_whom_the_definition_names_in_many_histories(place: Place) -> None:
    @settings(max_examples=400)
    @given(histories)
    def each(history: list[tuple[Any, ...]]) -> None:
        _compare(make_world(place), history)

    each()


def _compare(world: World, history: list[tuple[Any, ...]]) -> None:
    by_hand = ByHand()
    for event, *said in history:
        if event == "issue":
            assert world.issue(*said) == by_hand.issue(*said)
        elif event == "correct":
            number = world.correct(*said)
            if said[0] in MISTAKES:
                by_hand.mistakes[number] = said[1]
        else:
            _move(world, by_hand, event, *said)
        for one in by_hand.mistakes:
            for purpose in PURPOSES:
                assert world.counted(one, purpose) == by_hand.counted(one, purpose)


def _move(world: World, by_hand: ByHand, event: str, name: str, purpose: str = "") -> None:
    person = world.people[name]
    if event == "suppress":
        suppression.suppress(person.lookup, scope=Suppression.EVERYTHING, reason="hard_bounce", at=NOW)
        by_hand.suppressed.add(name)
    elif event == "leave":
        Consent.objects.filter(address=person, purpose=world.purposes[purpose]).delete()
        by_hand.consents.discard((name, purpose))
    elif (name, purpose) not in by_hand.consents:
        world.place.consent(person, world.purposes[purpose])
        by_hand.consents.add((name, purpose))
