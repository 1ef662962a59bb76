"""Where this part's screens stand at the desk, and what of Wagtail's the desk leaves out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from depesche.brand.admin import CallbackViewSet, LegalTextViewSet, Without
from depesche.brand.models import CallbackRequest, LegalText

register_permission_policy(CallbackRequest, Without(CallbackRequest, deeds=frozenset({"add", "change"})))
register_permission_policy(LegalText, Without(LegalText, deeds=frozenset({"delete"})))
register_snippet(LegalTextViewSet)
register_snippet(CallbackViewSet)

LEFT_OUT_MAIN = {"help", "snippets"}
LEFT_OUT_SETTINGS = {"groups", "sites", "workflow-tasks", "workflows", "collections"}


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator, unused-ignore]
def leave_out_main(request: HttpRequest, menu_items: list[Any]) -> None:
    """Show what belongs to a newsroom; reports are for administrators."""
    unwanted = LEFT_OUT_MAIN if request.user.has_perm("brand.change_user") else LEFT_OUT_MAIN | {"reports"}
    menu_items[:] = [item for item in menu_items if item.name not in unwanted]


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator, unused-ignore]
def leave_out_settings(request: HttpRequest, menu_items: list[Any]) -> None:
    """Groups, sites and workflows are kept in step by Depesche itself."""
    menu_items[:] = [item for item in menu_items if item.name not in LEFT_OUT_SETTINGS]


@hooks.register("register_account_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def second_factor(request: HttpRequest) -> dict[str, Any]:
    """Lead to one's own second factors."""
    return {"url": reverse("mfa_index"), "label": _("Second factor"), "help_text": _("Protect your login with an app or a key.")}
