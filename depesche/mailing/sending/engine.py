"""One run of the sending engine: some seconds of work over one connection, so that nothing else waits long behind it."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import TypedDict

from depesche.courier import envelope, message, way
from depesche.courier.message import BadLetter
from depesche.courier.transport import Unreachable, Verdict, WayOut, open_way_out
from depesche.kernel import options
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import claiming, closing, letters, permission, recording
from depesche.mailing.sending.permission import Moment
from depesche.mailing.sending.recording import Answer
from depesche.mailing.states import OPEN

LONGEST_RUN = 3.0
log = logging.getLogger(__name__)


def is_wanted(*, at: datetime) -> bool:
    """Whether a run would find anything to do; reads only."""
    can_send = claiming.due(at=at).exists() and way.problem() is None
    return can_send or claiming.complete().exists() or claiming.is_untidy(at=at)


def run(*, at: datetime) -> int:
    """Hand over due deliveries for some seconds, then close what is complete.

    :returns: how many mails the server accepted; with more left to do, the next run goes on
    """
    claiming.tidy(at=at)
    round_ = _Round(at)
    if claiming.due(at=at).exists() and way.problem() is None:
        round_.work()
    closing.close_complete(list(claiming.complete()), at=round_.now)
    return round_.accepted


class _Mail(TypedDict):
    sender: str
    recipient: str
    content: bytes


class _Round:
    """The run's clock starts at the given moment and goes on with the real one."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()
        self._owner = claiming.new_owner()
        self._known = handing.Known()
        self._rate = options.current().send_rate
        self._handed_over = 0
        self.accepted = 0

    @property
    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)

    def work(self) -> None:
        """Send until nothing is due, the time is over, or the way out fails."""
        try:
            with open_way_out(options.current().smtp_url) as way_out:
                while self._is_time_left() and (taken := claiming.claim(self._owner, at=self.now)):
                    if not self._hand_over_all(taken, way_out):
                        return
        except Unreachable as error:
            log.warning("campaigns wait: the way out is unreachable (%s): %s", error.phase, error.text)
            recording.trouble(_sending(), reason=error.text, at=self.now)
        finally:
            claiming.give_back(self._owner)

    def _is_time_left(self) -> bool:
        return time.monotonic() - self._started < LONGEST_RUN

    def _hand_over_all(self, taken: list[int], way_out: WayOut) -> bool:
        for identifier in taken:
            if not self._is_time_left():
                return False
            self._keep_rate()
            delivery = permission.begin(identifier, Moment(self._owner, self.now, self._known))
            if delivery is not None and not self._hand_over(delivery, way_out):
                return False
        return True

    def _hand_over(self, delivery: Delivery, way_out: WayOut) -> bool:
        """Hand one over; return whether to go on."""
        try:
            reply = way_out.hand_over(**_mail(delivery))
        except BadLetter as refusal:
            recording.never(delivery, reason=str(refusal), at=self.now)
            return True
        except Unreachable as error:
            recording.put_off(delivery, reason=error.text, until=self.now)
            raise
        self._handed_over += 1
        recording.record(delivery, Answer(reply, self.now))
        if reply.verdict is Verdict.WAY_FAULT:
            recording.trouble(_sending(), reason=reply.impersonal, at=self.now)
            return False
        if reply.verdict is Verdict.ACCEPTED:
            self.accepted += 1
            recording.no_trouble([delivery.campaign_id])
        return True

    def _keep_rate(self) -> None:
        """Wait until the next mail is due under the option ``send_rate``; each worker keeps it for itself."""
        if self._rate:
            time.sleep(max(0.0, self._handed_over / self._rate - (time.monotonic() - self._started)))


def _mail(delivery: Delivery) -> _Mail:
    """Return one mail with its envelope.

    :raises BadLetter: if this mail cannot be written, for example for an address that an import let in
    """
    letter = letters.letter(delivery)
    recipient = message.parse_mailbox(letter.to).address
    return _Mail(sender=envelope.of_delivery(delivery.pk), recipient=recipient, content=message.as_bytes(letter))


def _sending() -> list[int]:
    waiting = Delivery.objects.filter(state__in=OPEN).values("campaign_id")
    return list(Campaign.objects.filter(state=Campaign.State.SENDING, pk__in=waiting).values_list("pk", flat=True))
