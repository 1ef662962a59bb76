"""Following a campaign in the shell: a progress bar until it ends or somebody has to look."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TextIO

from depesche.kernel import clock
from depesche.mailing import following, report
from depesche.mailing.models import Campaign
from depesche.operations import progress

PAUSE = 1.0  # seconds


def watch(campaign: Campaign, *, out: TextIO | None = None) -> None:
    """Show how far a campaign is until it is no longer being sent; on a terminal as a bar, elsewhere in lines."""
    out = out or sys.stderr
    total = report.report(campaign).candidates
    for _mail in progress.shown(_settled(campaign, out), total=total, out=out):
        pass
    if reason := campaign.pause_reason:
        print(reason, file=out)


def _settled(campaign: Campaign, out: TextIO) -> Iterator[None]:
    """Yield once for every mail that is settled."""
    told = 0
    while True:
        campaign.refresh_from_db()
        found = report.progress(campaign, at=clock.now())
        yield from (None for _mail in range(told, found.done))
        told = max(told, found.done)
        if campaign.state != Campaign.State.SENDING:
            return
        if campaign.trouble:
            print(f"{campaign.trouble} {following.said(found)}", file=out)
        time.sleep(PAUSE)
