"""One run of sending: some time of work while anything is due, so that closing and tidying come in between."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from depesche.chores import stopping
from depesche.courier import way
from depesche.courier.transport import Unreachable, pools
from depesche.kernel import options
from depesche.mailing.sending import beside, claiming, closing, engine, lease, speeds
from depesche.mailing.sending.beside import Questions
from depesche.mailing.sending.engine import Pace
from depesche.mailing.sending.store import Database

LONGEST_RUN = 20.0
log = logging.getLogger(__name__)


def is_wanted(*, at: datetime) -> bool:
    """Whether a run would find anything to do; reads only."""
    can_send = claiming.due(at=at).exists() and way.problem() is None
    return can_send or claiming.complete().exists() or claiming.is_untidy(at=at) or claiming.settled_cancelled().exists()


def run(*, at: datetime) -> int:
    """Hand over due deliveries for some seconds, then close what is complete.

    :returns: how many mails the server accepted; with more left to do, the next run goes on
    """
    started = time.monotonic()

    def now() -> datetime:
        """The run's clock starts at the given moment and goes on with the real one, whatever happens to the machine's."""
        return at + timedelta(seconds=time.monotonic() - started)

    claiming.tidy(at=at)
    closing.finish_cancelled(at=at)
    accepted = 0
    if claiming.due(at=at).exists() and way.problem() is None and lease.hold(at=at):
        store = Database(now=now, speeds=speeds.of_this_process())
        try:
            beside.run(lambda questions: _send(store, questions))
        except Unreachable as error:
            log.warning("campaigns wait: the way out is unreachable (%s): %s", error.phase, error.text)
        finally:
            store.close()
        accepted = store.accepted
    closing.close_complete(list(claiming.complete()), at=now())
    return accepted


async def _send(store: Database, questions: Questions) -> None:
    wanted = options.current()
    pace = Pace(rate=wanted.send_rate, longest=LONGEST_RUN, is_asked_to_stop=stopping.asked)
    async with pools.open_pool(wanted.smtp_url, connections=wanted.smtp_connections) as out:
        await engine.send(store, out, pace, questions=questions, journal=store.journal)
