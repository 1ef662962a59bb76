"""The engine's store on the database: one transaction writes down the last group's results and begins the next group (M-03, M-04)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction

from depesche.courier.transport import Phase, Reply, Verdict
from depesche.courier.transport.mail import Mail, Outcome
from depesche.mailing import limits
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import claiming, journal, orphans, permission, recording
from depesche.mailing.sending.claiming import Held
from depesche.mailing.sending.marked import Marked
from depesche.mailing.sending.patience import Patience
from depesche.mailing.sending.permission import Group, Moment, RangeLost
from depesche.mailing.sending.recording import Result, Told
from depesche.mailing.sending.speeds import Speeds
from depesche.mailing.sending.writing import Writer
from depesche.mailing.states import OPEN

log = logging.getLogger(__name__)
LOOK_EVERY = 10  # refusals
WATCH_AFTER = 10.0  # seconds
RENEW_AFTER = 8.0  # seconds; a lease lasts thirty
AT_ONCE = 8  # ranges that are given back together
LOOKS_FOR = 1.0  # seconds for which ranges are looked through for somebody whose turn it is


class Database:
    """Deliveries in the database; see :class:`~depesche.mailing.sending.seams.Store`.

    :param now: the run's clock, which no change of the machine's clock moves
    :param speeds: which receivers get their mail more slowly
    """

    def __init__(self, *, now: Callable[[], datetime], speeds: Speeds | None = None) -> None:
        self._now = now
        self._speeds = speeds or Speeds()
        self._known = handing.Known()
        self._writer = Writer()
        self._owner = journal.new_owner()
        self.journal = journal.open_for(self._owner)
        self._held: Held | None = None
        self._ranges: dict[int, Held] = {}
        self._out: dict[int, tuple[Marked, Held]] = {}
        self._unwritten: list[Result] = []
        self._campaigns: dict[int, Campaign] = {}
        self._renewed_at = self._watched_at = now()
        self.accepted = 0
        self._refused = 0
        self._troubled = False
        self._patience = Patience()
        self._is_open = True

    def exchange(self, outcomes: Sequence[Outcome], *, want: int) -> list[Mail]:
        """Record, begin, commit, write; see the protocol."""
        self._patience.have(self._renew)
        told = Told([Result(self._out[outcome.key][0], outcome.reply) for outcome in outcomes] + self._unwritten)
        self._unwritten = []
        self._learn(told)
        mails: list[Mail] = []
        end = self._now() + timedelta(seconds=LOOKS_FOR)
        while told.results or want:
            group = self._patience.have(partial(self._next_group, want)) if want and not self._is_trouble(told) else None
            begun = self._patience.have(partial(self._commit, told, group))
            told = Told()
            mails = self._write(begun)
            if mails or group is None or self._now() > end:
                break
            told, self._unwritten = Told(self._unwritten), []
        self._patience.have(self._give_back_finished)
        self._watch()
        return mails

    def still_allowed(self, key: int) -> bool:
        """Put it off and begin it anew, which asks everything again."""
        delivery, held = self._out[key]
        at = self._now()
        try:
            with transaction.atomic(durable=True):
                permission.lock([key])
                recording.put_off(delivery, reason="", until=at)
                Delivery.objects.filter(pk=key).update(attempts=delivery.attempts - 1, not_before=None)
                begun = permission.begin_all(Group(delivery.campaign, held.pk, held.fence, [key]), Moment(self._owner, at, self._known))
        except (IntegrityError, RangeLost) as error:
            log.warning("delivery %s was not handed over: %s", key, error)
            with transaction.atomic(durable=True):
                recording.put_off(delivery, reason="", until=at)
            begun = []
        if not begun:
            self._settled([key])
        return bool(begun)

    def not_taken(self, keys: Sequence[int], *, reason: str) -> None:
        """Put off, and let the campaigns wait."""
        with transaction.atomic(durable=True):
            for key in keys:
                recording.not_tried(self._out[key][0], reason=reason, until=self._now())
            self._say_trouble(reason)
        self._settled(keys)

    def not_begun(self, keys: Sequence[int]) -> None:
        """Let them be due again, first of their range."""

        def back() -> None:
            with transaction.atomic(durable=True):
                orphans.back(keys)

        self._patience.have(back)
        for key in sorted(keys, reverse=True):
            held = self._out[key][1]
            if held.pk in self._ranges:
                held.waiting.insert(0, key)
                held.domains = None
        self._settled(keys)

    def close(self) -> None:
        """Let go of every range; a second time it does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        self._writer.close()
        try:
            claiming.give_back(self._owner)
            for campaign in self._campaigns if self._refused else ():  # of a slow campaign no run sees as many refusals as it looks after
                limits.watch(campaign)
        finally:
            if self.journal is not None:
                self.journal.close()

    def _commit(self, told: Told, group: Group | None) -> list[Marked]:
        at = self._now()
        moment = Moment(self._owner, at, self._known)
        if self.journal is not None and group is not None:
            self.journal.reserve(group.deliveries)
        harmed = told.harmed
        begun: list[Marked] = []
        try:
            with transaction.atomic(durable=True):
                if group is not None and group.deliveries:
                    if self._patience.in_doubt:
                        orphans.back(group.deliveries, claimed=group.claimed(self._owner))
                    begun = permission.begin_all(group, moment, hold=harmed)
                else:
                    permission.lock(harmed)
                self._record(told, at)
        except (IntegrityError, RangeLost) as error:
            log.warning("a group of deliveries was not handed over: %s", error)
            self._drop_held()
            with transaction.atomic(durable=True):
                permission.lock(harmed)
                self._record(told, at)
            begun = []
        self._took(begun, group)
        self._settled([result.delivery.pk for result in told.results])
        if self.journal is not None and group is not None:
            self.journal.settled(set(group.deliveries) - {delivery.pk for delivery in begun})
        return begun

    def _record(self, told: Told, at: datetime) -> None:
        recording.record_all(told, at=at)
        fault = told.fault
        if fault is not None:
            self._say_trouble(fault.impersonal)
        elif self._speeds.everybody_complains:
            self._speeds.rest()
            self._say_trouble(told.results[-1].reply.impersonal)
        troubled = {result.delivery.campaign.pk for result in told.accepted if result.delivery.campaign.troubles}
        if troubled:
            recording.no_trouble(troubled)
            for pk in troubled:
                self._campaigns.pop(pk, None)
        self.accepted += len(told.accepted)
        self._refused += sum(result.reply.verdict is Verdict.REFUSED for result in told.others)

    def _say_trouble(self, reason: str) -> None:
        if not self._troubled:  # once in a run: each of many connections meets the same fault
            self._troubled = True
            recording.trouble(sending_campaigns(), reason=reason, at=self._now())

    def _is_trouble(self, told: Told) -> bool:
        return self._troubled or self._speeds.everybody_complains or told.fault is not None

    def _next_group(self, want: int) -> Group | None:
        """Take the next numbers out of our range, claiming the next one when it is empty."""
        while self._held is None or not self._held.waiting:
            self._drop_held()
            self._held = next((held for held in self._ranges.values() if held.waiting), None) or claiming.take(self._owner, at=self._now())
            if self._held is None:
                return None
            self._ranges[self._held.pk] = self._held
        return Group(self._campaign(self._held.campaign), self._held.pk, self._held.fence, self._turns(self._held, want))

    def _turns(self, held: Held, want: int) -> list[int]:
        """Take the next numbers out of a range; whoever has to wait is put aside and waits in nobody's hand."""
        if not self._speeds.limit:
            numbers, held.waiting = held.waiting[:want], held.waiting[want:]
            return numbers
        turns = self._speeds.choose(held.receivers(), want=want, at=self._now())
        claiming.put_aside(turns.later)
        held.waiting = held.waiting[len(turns.now) + len(turns.later) :]
        return turns.now

    def _learn(self, told: Told) -> None:
        for result in told.results if told.others else told.accepted[:1]:  # who was accepted tells nothing but that the way works
            if not result.never and result.delivery.mailbox:
                self._speeds.answered(result.delivery.mailbox, result.reply)

    def _took(self, begun: list[Marked], group: Group | None) -> None:
        if group is None or self._held is None:
            return
        if not begun and not Campaign.objects.filter(pk=group.campaign.pk, state=Campaign.State.SENDING).exists():
            self._drop_held()
            return
        for delivery in begun:
            self._out[delivery.pk] = (delivery, self._held)
        self._held.out += len(begun)

    def _drop_held(self) -> None:
        if self._held is not None:
            self._held.waiting = []
            self._held = None

    def _campaign(self, pk: int) -> Campaign:
        if pk not in self._campaigns:
            self._campaigns[pk] = Campaign.objects.select_related("purpose").get(pk=pk)
        return self._campaigns[pk]

    def _write(self, begun: Sequence[Marked]) -> list[Mail]:
        """Return the mails; one that cannot be written fails alone."""
        mails, unwritten = self._writer.write(begun)
        self._speeds.count(mails)
        self._unwritten += [Result(one.delivery, Reply(550, one.reason, Phase.CONNECT), never=True) for one in unwritten]
        return mails

    def _settled(self, keys: Collection[int]) -> None:
        if self.journal is not None:
            self.journal.settled(keys)
        for key in keys:
            found = self._out.pop(key, None)
            if found is not None:
                found[1].out -= 1

    def _give_back_finished(self) -> None:
        done = [pk for pk, held in self._ranges.items() if held is not self._held and not held.out and not held.waiting]
        if len(done) >= AT_ONCE or (done and self._speeds.limit):  # those who wait for their turn wait in nobody's hand
            self._watch_ended(done)
            claiming.give_back(self._owner, ranges=done)
            for pk in done:
                del self._ranges[pk]

    def _watch(self) -> None:
        """Look at the limits after every ten refusals; complaints are seen when a range ends, every ten seconds."""
        if self._refused >= LOOK_EVERY and self._held is not None:
            self._refused = 0
            limits.watch(self._held.campaign)

    def _watch_ended(self, ranges: list[int]) -> None:
        at = self._now()
        if (at - self._watched_at).total_seconds() > WATCH_AFTER:  # it counts all rows of the campaign
            self._watched_at = at
            for campaign in {self._ranges[pk].campaign for pk in ranges}:
                limits.watch(campaign)

    def _renew(self) -> None:
        at = self._now()
        if (at - self._renewed_at).total_seconds() > RENEW_AFTER and self._ranges:
            ours = claiming.renew(self._owner, list(self._ranges.values()), at=at)
            self._renewed_at = at
            if self._held is not None and self._held.pk not in ours:
                self._drop_held()


def sending_campaigns() -> list[int]:
    """Return the campaigns that are being sent and have something left."""
    waiting = Delivery.objects.filter(state__in=OPEN).values("campaign_id")
    return list(Campaign.objects.filter(state=Campaign.State.SENDING, pk__in=waiting).values_list("pk", flat=True))
