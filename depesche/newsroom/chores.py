"""What the newsroom does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.newsroom import breaking, counting_reads, most_read, publishing, refreshing
from depesche.newsroom.claims import forgetting_copies, overriding
from depesche.newsroom.reports import keeping


@periodic.every(seconds=1, when=publishing.is_due)
def publish_due(*, at: datetime) -> None:
    """Publish and expire what is due, in the second for which it was set."""
    publishing.publish_due(at=at)


@periodic.every(seconds=5, when=breaking.is_due)
def end_breaking(*, at: datetime) -> None:
    """Take down breaking news that have had their time."""
    breaking.end_due(at=at)


@periodic.every(minutes=1, when=refreshing.is_wanted)
def refresh_search(*, at: datetime) -> None:
    """Enter what the search does not know yet, and choose key terms anew where the site has grown."""
    refreshing.refresh()


@periodic.every(seconds=5, when=overriding.is_due)
def end_overrides(*, at: datetime) -> None:
    """Let the rules decide again where an editor's judgement has had its time."""
    overriding.clear_due(at=at)


@periodic.every(minutes=60)
def delete_old_reports(*, at: datetime) -> None:
    """Delete readers' reports after 180 days."""
    keeping.delete_old(at=at)


@periodic.every(minutes=60, when=forgetting_copies.may_be_left)
def forget_copies(*, at: datetime) -> None:
    """Delete copies of evidence that was taken down by a process that died before it could."""
    forgetting_copies.forget_left(at=at)


@periodic.every(minutes=60)
def list_most_read(*, at: datetime) -> None:
    """Make the lists of the most read anew, and forget counts that are too old for any."""
    counting_reads.forget_old(at=at)
    most_read.refresh(at=at)
