"""Whatever people, scanners and time do, in whatever order: nobody gets mail without a consent in force (I-2, I-4, I-5, I-7, I-8)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from depesche.audience import confirmation, erasure, folding, following, not_me, permission, purging, tokens, unsubscribing, withdrawal
from depesche.audience.models import Consent, DailyFigure, FormVersion, Grant, SignupRequest, Subscriber
from depesche.audience.signup import Outcome, lookup_of
from depesche.audience.tokens import BadToken
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel.refusal import Refusal
from depesche.ledger import verification
from tests.audience.machine import EVERYTHING, NAMES, PURPOSES, Asked, Known, Rights
from tests.cast import ALL_PURPOSES, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.rule("I-2", "I-4", "I-5", "I-7", "I-8", "L-25", "L-32", "L-35", "S-42")]

CHANNELS = st.sampled_from(
    [Route.ONE_CLICK, Route.LINK, Route.MAILTO, Route.REPLY, Route.COMPLAINT, Route.DESK, Route.API, Route.PREFERENCES, Route.SHELL]
)


class Audience(Rights):
    """People sign up, confirm, leave, complain; scanners look; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        try:
            assert verification.verify(log="consent").ok
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize(purposes=PURPOSES)
    def somebody_is_there_already(self, purposes: set[str]) -> None:
        self.sign_up("fritz@example.org", purposes)
        self.confirm_asked(self.asked[0])

    @rule(name=NAMES, purposes=PURPOSES, days=st.sampled_from([0, 0, 2]))
    def sign_up(self, name: str, purposes: set[str], days: int = 0) -> None:
        self.at += timedelta(days=days, seconds=1)
        outcome = sign_up(name, *sorted(purposes), at=self.at)
        person = self.known(name)
        if outcome == Outcome.ALREADY:
            assert purposes <= person.live
        if outcome != Outcome.ASKED:
            return
        assert "bounced" not in person.stopped
        assert self.remember(name).purposes == (purposes if person.stopped or person.is_restricted else purposes - person.live)

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        self.confirm_asked(data.draw(st.sampled_from(self.asked)))

    def confirm_asked(self, asked: Asked) -> None:
        self.at += timedelta(seconds=1)
        if asked.state == "gone" or (asked.state == "waiting" and self.at >= asked.until):
            with pytest.raises(Refusal):
                confirmation.confirm(asked.token, at=self.at)
            return
        if asked.state == "waiting" and asked.replaces and not asked.purposes & self.known(asked.replaces).live:
            with pytest.raises(Refusal):
                confirmation.confirm(asked.token, at=self.at)
            return
        told = confirmation.confirm(asked.token, at=self.at)
        assert told.is_new == (asked.state == "waiting")
        if not told.is_new:
            return
        asked.state = "confirmed"
        if asked.replaces:
            self.moved_here(asked)
            return
        person = self.known(asked.name)
        person.live |= asked.purposes
        person.left -= asked.purposes
        person.has_confirmed = True
        person.is_restricted = False
        person.stopped &= {"bounced"}
        subscriber = Subscriber.objects.get(mailbox=asked.name)
        self.moved.pop(subscriber.id, None)
        person.ends.append((subscriber.id, frozenset(asked.purposes)))

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def this_was_not_me(self, data: st.DataObject) -> None:
        asked = data.draw(st.sampled_from(self.asked))
        self.at += timedelta(seconds=1)
        assert not_me.refuse(not_me.read(asked.not_me), at=self.at) == (asked.state != "gone")
        if asked.state == "gone":
            return
        if asked.state == "confirmed":
            self.known(asked.name).end(asked.purposes)
        for other in self.asked:
            if other.name == asked.name and other.state == "waiting":
                other.state = "gone"
        self.forgotten()

    @rule(name=NAMES, channel=CHANNELS, purposes=st.none() | PURPOSES)
    def withdraw(self, name: str, channel: Route, purposes: set[str] | None) -> None:
        subscriber = Subscriber.objects.filter(mailbox=name).first()
        if subscriber is None:
            return
        self.at += timedelta(seconds=1)
        person = self.known(name)
        ended = person.live if purposes is None else person.live & purposes
        assert set(withdrawal.withdraw(subscriber, purposes=purposes, at=self.at, route=channel).purposes) == ended
        person.end(ended)

    @rule(data=st.data())
    def old_link(self, data: st.DataObject) -> None:
        """A link out of any mail ever sent ends what it names, under whichever key it was made."""
        links = [(name, whose, keys) for name, person in self.people.items() for whose, keys in person.ends]
        if links:
            _name, whose, keys = data.draw(st.sampled_from(links))
            self.at += timedelta(seconds=1)
            unsubscribing.leave(tokens.unsubscribe(tokens.Unsubscribe(whose, tuple(sorted(keys)), None)), at=self.at, route=Route.ONE_CLICK)
            person = Subscriber.objects.filter(pk=self.latest(whose)).first()
            if person is not None and Subscriber.objects.filter(pk=whose).exists():
                self.known(person.mailbox).end(keys)

    @rule(what=st.sampled_from(["bounce", "complain", "complain", "complain", "erase"]), name=NAMES)
    def misfortune(self, what: str, name: str) -> None:
        """What happens rarely stands behind one rule, so that people mostly come and go."""
        getattr(self, what)(name)

    def bounce(self, name: str) -> None:
        suppression.suppress(lookup_of(name), scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=self.at)
        self.known(name).stopped.add("bounced")

    def complain(self, name: str) -> None:
        suppression.suppress(lookup_of(name), scope=Suppression.EVERYTHING, reason=Suppression.Reason.COMPLAINT, at=self.at)
        self.known(name).stopped.add("complained")

    def erase(self, name: str) -> None:
        """A person goes, with the addresses that they moved away from, and with wishes to move on."""
        subscriber = Subscriber.objects.filter(mailbox=name).first()
        if subscriber is None:
            return
        self.at += timedelta(seconds=1)
        gone = {row.mailbox: row.id for row in (subscriber, *following.earlier(subscriber))}
        erasure.erase_as_asked(subscriber, at=self.at)
        for one, subject in gone.items():
            self.people[one] = Known(left=set(EVERYTHING), stopped=self.known(one).stopped | {"objected"}, ends=self.known(one).ends)
            self.moved.pop(subject, None)
        for asked in self.asked:
            if asked.name in gone or (asked.replaces in gone and asked.state == "waiting"):
                asked.state = "gone"
        self.forgotten()

    @rule(hours=st.sampled_from([1, 25, 25, 24 * 8]), is_worker_there=st.booleans())
    def time_passes(self, hours: int, is_worker_there: bool) -> None:
        self.at += timedelta(hours=hours)
        if not is_worker_there:
            return
        purging.purge_unconfirmed(at=self.at)
        for asked in self.asked:
            if asked.state == "waiting" and self.at >= asked.until:
                asked.state = "gone"
        self.forgotten()

    @rule()
    def scanner(self) -> None:
        """A scanner opens every link of every mail, and tries each at every door (I-4, I-8)."""
        before = self.state()
        for asked in self.asked:
            try:
                confirmation.question(asked.token, at=self.at)
            except Refusal:
                assert asked.state != "confirmed"
            not_me.read(asked.not_me)
            for token in (asked.token, asked.not_me):
                with pytest.raises(BadToken):
                    tokens.read_unsubscribe(token)
                with pytest.raises(BadToken):
                    tokens.read_preferences(token, at=self.at)
            with pytest.raises(Refusal):
                confirmation.question(asked.not_me, at=self.at)
        assert self.state() == before

    def state(self) -> list[object]:
        rows = [Subscriber, SignupRequest, Consent, Grant, Suppression, OutboxMessage]
        return [sorted(map(repr, model.objects.values_list())) for model in rows]

    @invariant()
    def live_rows_are_what_the_log_and_the_people_say(self) -> None:
        assert folding.compare() == []
        for name, person in self.people.items():
            live = set(Consent.objects.filter(address__mailbox=name).values_list("purpose__key", flat=True))
            assert live == person.live, name

    @invariant()
    def the_counted_days_add_up_to_what_is_live(self) -> None:
        counted = Counter(dict.fromkeys(ALL_PURPOSES, 0))
        for deed, purpose, count in DailyFigure.objects.exclude(deed=DailyFigure.Deed.PAGE).values_list("deed", "purpose", "count"):
            counted[purpose] += count if deed == DailyFigure.Deed.GAINED else -count
        assert counted == {key: Consent.objects.filter(purpose__key=key).count() for key in ALL_PURPOSES}

    @invariant()
    def a_suppression_beats_a_consent(self) -> None:
        for subscriber in Subscriber.objects.all():
            person = self.known(subscriber.mailbox)
            for purpose in ALL_PURPOSES:
                allowed = permission.allows(subscriber, purpose, at=self.at)
                assert allowed == (purpose in person.live and not person.stopped and not person.is_restricted)

    @invariant()
    def who_never_confirmed_got_confirmation_mails_only(self) -> None:
        for name, person in self.people.items():
            sent = OutboxMessage.objects.filter(recipient=name)
            if not person.has_confirmed:
                assert set(sent.values_list("kind", flat=True)) <= {"confirmation"}
            times = sorted(sent.filter(kind="confirmation").values_list("created_at", flat=True))
            assert all(later - earlier >= timedelta(hours=24) for earlier, later in pairwise(times))


def test_no_order_of_events_leads_to_mail_without_consent(signup_form: FormVersion) -> None:
    run_state_machine_as_test(
        Audience,
        settings=settings(max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None),
    )
