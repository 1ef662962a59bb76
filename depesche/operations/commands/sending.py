"""``depesche sending``: whether mail may leave this site; lock it, unlock it."""

from __future__ import annotations

import argparse

from depesche.courier import locking
from depesche.kernel import clock

SUMMARY = "show, lock or unlock all sending of mail"
MEANING = """This means: from now on this site writes to people again. Campaigns that were being sent when the backup was made stay paused;
look at each before you resume it, as its mails may have left already. No other copy of this site may be running."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("deed", choices=("show", "lock", "unlock"), help="what to do")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked.

    :raises Refusal: code ``not-locked``
    """
    if arguments.deed == "lock":
        locking.lock(locking.BY_HAND, at=clock.now())
    elif arguments.deed == "unlock":
        locking.unlock()
        print(f"Sending is unlocked.\n{MEANING}")
        return 0
    locked = locking.problem()
    print("Sending is open." if locked is None else f"{locked.message}\n{locked.help}")
    return 0
