"""What the press does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.press import cdn, first_edition, rebuild


@periodic.every(minutes=60)
def forget_old_tags(*, at: datetime) -> None:
    """Delete outdated tags that everybody has seen."""
    rebuild.forget_old(at=at)


@periodic.every(seconds=1, when=first_edition.is_wanted)
def render_front(*, at: datetime) -> None:
    """Render the pages in front that a change outdated."""
    first_edition.render(at=at)


@periodic.every(seconds=1, when=cdn.is_due)
def tell_the_cdn(*, at: datetime) -> None:
    """Tell the CDN which pages are outdated."""
    cdn.tell_due(at=at)


@periodic.every(seconds=1, when=first_edition.is_waiting)
def render_rest(*, at: datetime) -> None:
    """Render the other pages that a change outdated, so that their next reader does not wait."""
    first_edition.fill(at=at)
