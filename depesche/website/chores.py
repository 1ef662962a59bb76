"""What the site does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.website import announcing, avif


@periodic.every(seconds=10, when=announcing.is_due)
def announce(*, at: datetime) -> None:
    """Tell hubs and search engines what changed."""
    announcing.tell_due(at=at)


@periodic.every(seconds=5, when=avif.is_waiting)
def make_avif(*, at: datetime) -> None:
    """Store the pictures of new pages as AVIF, too."""
    avif.make(at=at)


@periodic.every(minutes=60)
def sweep_avif(*, at: datetime) -> None:
    """Make a few of those that were overlooked, such as those of a restored site."""
    avif.make(at=at)
