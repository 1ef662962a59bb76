"""Following a campaign in the shell: how far, how fast and how long still, until it ends or somebody has to look."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from django.utils.translation import gettext as _

from depesche.kernel import clock
from depesche.mailing import following, report
from depesche.mailing.models import Campaign
from depesche.mailing.report import Progress

PAUSE = 1.0  # seconds
ELSEWHERE = 10.0  # seconds between two lines where there is no terminal
SHARE_OF_COUNTING = 10  # counting a million rows takes a moment: at most a tenth of the time is spent on it
WIDTH = 30


def watch(campaign: Campaign, *, out: TextIO | None = None) -> None:
    """Show how far a campaign is until it is no longer being sent; on a terminal as a bar, elsewhere in lines. What hinders it is said once."""
    screen = _Screen(out or sys.stderr)
    while True:
        begun = time.monotonic()
        campaign.refresh_from_db()
        found = report.progress(campaign, at=clock.now())
        is_going = campaign.state == Campaign.State.SENDING
        screen.show(found, is_last=not is_going)
        screen.say(hindrance(campaign))
        if not is_going:
            return
        time.sleep(max(PAUSE, SHARE_OF_COUNTING * (time.monotonic() - begun)))


def hindrance(campaign: Campaign) -> str:
    """Return why a campaign does not go on, and what to do; nothing if it does."""
    if campaign.state == Campaign.State.PAUSED:
        return campaign.pause_reason
    found = following.hindrance(campaign)
    return f"{found.message} {found.help}" if found is not None else following.trouble(campaign)


class _Screen:
    """A bar that is written over, or a line now and then; sentences stand on lines of their own."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._said = ""
        self._shown_at = float("-inf")

    def show(self, found: Progress, *, is_last: bool) -> None:
        if not self._is_terminal and not is_last and time.monotonic() - self._shown_at < ELSEWHERE:
            return
        self._shown_at = time.monotonic()
        share = found.done / max(found.report.candidates, 1)
        numbers = {"done": found.done, "all": found.report.candidates, "share": int(100 * share)}
        done = _("%(done)s of %(all)s (%(share)s%%)") % numbers
        line = done if is_last else f"{done}, {following.said(found)}"
        if self._is_terminal:
            self._out.write(f"\r\x1b[K[{'#' * round(WIDTH * share):{WIDTH}}] {line}{chr(10) if is_last else ''}")
            self._out.flush()
        else:
            print(line, file=self._out)

    def say(self, sentence: str) -> None:
        if sentence and sentence != self._said:
            print(f"\n{sentence}" if self._is_terminal and not self._said else sentence, file=self._out)
        self._said = sentence
