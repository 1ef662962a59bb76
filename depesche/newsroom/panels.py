"""What stands in the article's form besides its fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page, TaskState


@dataclass(frozen=True)
class Returned:
    """What a chief wrote when the article went back to its editor."""

    by: str
    at: datetime | None
    comment: str


def returned(page: Page) -> Returned | None:
    """Return why an article lies with its editor again; ``None`` if it does not."""
    state = page.current_workflow_state
    if state is None or state.status != state.STATUS_NEEDS_CHANGES:
        return None
    last = state.task_states.filter(status=TaskState.STATUS_REJECTED).order_by("-finished_at").first()
    if last is None:
        return None
    return Returned(by=str(last.finished_by or ""), at=last.finished_at, comment=last.comment)


class ReturnedPanel(Panel):
    """Shows the editor at once what a chief wants changed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Changes are asked for"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel for one article."""

        template_name = "newsroom/returned.html"

        def is_shown(self) -> bool:
            """Only while the article lies with its editor."""
            return bool(self.instance.pk) and returned(self.instance) is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return what was asked for."""
            return {**super().get_context_data(parent_context), "returned": returned(self.instance)}
