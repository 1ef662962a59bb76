"""What the newsroom does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.newsroom import publishing


@periodic.every(seconds=5, when=publishing.is_due)
def publish_due(*, at: datetime) -> None:
    """Publish and expire what is due."""
    publishing.publish_due(at=at)
