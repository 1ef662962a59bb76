"""What the press does in the background."""

from __future__ import annotations

import time
from datetime import datetime

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from depesche.chores import periodic
from depesche.kernel import clock
from depesche.press import cdn, first_edition, rebuild, tightening

READERS_FIRST = 0.2  # seconds; rendering the same pages beside them would make both slower
BEHIND_OTHERS = -20  # of -100 to 100
AT_IT = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@periodic.every(minutes=60)
def forget_old_tags(*, at: datetime) -> None:
    """Delete outdated tags that everybody has seen."""
    rebuild.forget_old(at=at)


@periodic.every(seconds=1, when=first_edition.is_wanted)
def render_front(*, at: datetime) -> None:
    """Render the pages in front that a change outdated; what readers ask for in the moment of the change is rendered for them already."""
    time.sleep(READERS_FIRST)
    first_edition.render(at=at)


@periodic.every(seconds=1, when=cdn.is_due)
def tell_the_cdn(*, at: datetime) -> None:
    """Tell the CDN which pages are outdated."""
    cdn.tell_due(at=at)


@periodic.every(seconds=1, when=first_edition.is_waiting)
def render_rest(*, at: datetime) -> None:
    """Render the other pages that a change outdated, so that their next reader does not wait; when there are many, the worker helps."""
    if first_edition.are_many_waiting() and not DBTaskResult.objects.filter(task_path=help_out.module_path, status__in=AT_IT).exists():
        help_out.enqueue()
    first_edition.fill(at=at)


@task(priority=BEHIND_OTHERS)
def help_out() -> int:
    """Render some of them in another process than the scheduler's."""
    return first_edition.fill(at=clock.now())


@periodic.every(seconds=5, when=tightening.is_due)
def tighten(*, at: datetime) -> None:
    """Compress stored pages as tightly as possible, once nobody waits for them."""
    tightening.run(at=at)
