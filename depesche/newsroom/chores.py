"""What the newsroom does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.newsroom import breaking, publishing, refreshing


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
