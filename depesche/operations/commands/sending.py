"""``depesche sending``: whether mail may leave this site; lock it, unlock it."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from depesche.chores import rounds, stopping
from depesche.courier import locking, way
from depesche.kernel import clock
from depesche.mailing import sending

SUMMARY = "show, lock or unlock all sending of mail; work on it on a further machine"
MEANING = _(
    "This means: from now on this site writes to people again. Campaigns that were being sent when a backup was made stay paused; "
    "look at each before you resume it, as its mails may have left already. No other copy of this site may be running."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("deed", choices=("show", "lock", "unlock", "work"), help="what to do; work hands campaigns over until it is ended")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked.

    :raises Refusal: code ``not-locked``
    """
    if arguments.deed == "lock":
        locking.lock(locking.BY_HAND, at=clock.now())
    elif arguments.deed == "unlock":
        locking.unlock()
        print(f"{_('Sending is unlocked.')}\n{MEANING}")
        return 0
    elif arguments.deed == "work":
        _work()
        return 0
    found = way.problem()
    print(_("Sending is open.") if found is None else f"{found.message}\n{found.help}")
    return 0


def _work() -> None:
    """Hand over what is due until SIGTERM or Ctrl+C; any number of machines may do so over one PostgreSQL."""
    stop = threading.Event()
    asked = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, asked)  # a thread waits for them: a handler could interrupt the very lock that it needs

    def listen() -> None:
        signal.sigwait(asked)
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    stopping.listen_to(stop)

    def one_round(at: datetime) -> None:
        if sending.is_wanted(at=at):
            sending.run(at=at)

    rounds.until(stop, one_round)
