"""Where this part's screens stand at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from depesche.newsroom import publishing
from depesche.newsroom.admin import Overview, VocabularyGroup, Writing

register_snippet(VocabularyGroup)

pages_policy = PagePermissionPolicy()
FIRST = {"workflow_objects_to_moderate": 10, "user_objects_in_workflow_moderation": 45}
LEFT_OUT = {"recent_edits", "site_summary"}


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator, unused-ignore]
def overview(request: HttpRequest, panels: list[Any]) -> None:
    """Put the newsroom's own panels in the place of Wagtail's list of recent edits; who has no pages to edit sees neither.

    What waits for a decision stands first.
    """
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in LEFT_OUT]
    for panel in panels:
        panel.order = FIRST.get(getattr(panel, "name", ""), panel.order)
    if pages_policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        panels += [Writing(request.user), Overview()]


@hooks.register("construct_homepage_summary_items", order=1000)  # type: ignore[untyped-decorator, unused-ignore]
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of all pages, pictures and documents tell an editor nothing."""
    items.clear()


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator, unused-ignore]
def history(actions: Any) -> None:
    """Name what a page's history says when a scheduled publication was refused."""
    actions.register_action(publishing.SCHEDULE_REFUSED, _("Not published as scheduled"), _reason)


def _reason(data: dict[str, Any]) -> str:
    return str(_("Not published as scheduled: %(reason)s") % {"reason": data.get("reason", "")})
