"""Where this part's screens stand at the desk, and what of Wagtail's the desk leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from depesche.brand import access_desk, history_sentences, needed_now, people_desk, security_desk
from depesche.brand.admin import LegalTextViewSet, OfferViewSet, Without
from depesche.brand.callback_desk import CallbackViewSet
from depesche.brand.home import panels as home
from depesche.brand.models import CallbackRequest, LegalText
from depesche.brand.people import User
from depesche.brand.theme_panel import ThemePanel
from depesche.kernel.refusal import Refusal

register_permission_policy(CallbackRequest, Without(CallbackRequest, deeds=frozenset({"add"})))
register_permission_policy(LegalText, Without(LegalText, deeds=frozenset({"delete"})))
register_snippet(LegalTextViewSet)
register_snippet(CallbackViewSet)
register_snippet(OfferViewSet)
needed_now.register_keys()

LEFT_OUT_MAIN = {"snippets"}
PUBLISH = "mod+enter"
HELP = ("tour", "keyboard-shortcuts-trigger")
LEFT_OUT_SETTINGS = {"groups", "sites", "workflow-tasks", "workflows", "collections"}


class ForThosePermitted(MenuItem):
    """A line of a menu that only shows to those who may open it."""

    permission = ""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return request.user.has_perm(self.permission)


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator, unused-ignore]
def leave_out_main(request: HttpRequest, menu_items: list[Any]) -> None:
    """Show what belongs to a newsroom; reports are for administrators."""
    unwanted = LEFT_OUT_MAIN if request.user.has_perm("brand.change_user") else LEFT_OUT_MAIN | {"reports"}
    menu_items[:] = [item for item in menu_items if item.name not in unwanted]


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator, unused-ignore]
def first_page(request: HttpRequest, panels: list[Any]) -> None:
    """Show what needs the person, the numbers and the tour; and whoever may mend the theme that it is broken."""
    panels += [home.Welcome(request.user), home.Now(request.user), home.Plots(request.user)]
    if request.user.has_perm("brand.change_publisher"):
        panels.append(ThemePanel())


@hooks.register("register_help_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def tour_again() -> MenuItem:
    """Lead to the tour, for whoever wants it once more."""
    return MenuItem(_("Tour"), f"{reverse('wagtailadmin_home')}?tour", name="tour", icon_name="info-circle", order=900)


@hooks.register("construct_help_menu")  # type: ignore[untyped-decorator, unused-ignore]
def own_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """Show our own help only; Wagtail's leads to other sites."""
    menu_items[:] = [item for item in menu_items if item.name in HELP]


@hooks.register("insert_editor_js")  # type: ignore[untyped-decorator, unused-ignore]
def key_to_publish() -> SafeString:
    """Bind Ctrl+Enter in the editor: it opens the choice of what to do and puts the focus there (static/brand/desk.js)."""
    return format_html(
        '<button type="button" hidden data-desk-publish data-controller="w-kbd" data-w-kbd-key-value="{}" data-w-kbd-scope-value="global"></button>',
        PUBLISH,
    )


@hooks.register("construct_settings_menu")  # type: ignore[untyped-decorator, unused-ignore]
def leave_out_settings(request: HttpRequest, menu_items: list[Any]) -> None:
    """Groups, sites and workflows are kept in step by Depesche itself."""
    menu_items[:] = [item for item in menu_items if item.name not in LEFT_OUT_SETTINGS]


@hooks.register("construct_reports_menu")  # type: ignore[untyped-decorator, unused-ignore]
def name_history(request: HttpRequest, menu_items: list[Any]) -> None:
    """Call the history by its name."""
    for item in menu_items:
        if item.name == "site-history":
            item.label = _("Who did what")


@hooks.register("register_settings_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def security_settings() -> MenuItem:
    """Lead to what is demanded of roles."""
    item = ForThosePermitted(_("Security"), reverse("security_demands"), name="security", icon_name="lock", order=610)
    item.permission = "brand.change_security"
    return item


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator, unused-ignore]
def addresses() -> list[Any]:
    """Mount the screens about getting in."""
    return [
        path("users/access/<int:pk>/", access_desk.access, name="people_access"),
        path("users/access/<int:pk>/invite-again/", access_desk.invite_again, name="people_invite_again"),
        path("users/access/<int:pk>/withdraw/", access_desk.withdraw, name="people_withdraw"),
        path("users/access/<int:pk>/reset-factors/", access_desk.reset_factors, name="people_reset_factors"),
        path("users/access/<int:pk>/end-sessions/", access_desk.end_sessions, name="people_end_sessions"),
        path("security/", security_desk.demands, name="security_demands"),
    ]


@hooks.register("register_user_listing_buttons")  # type: ignore[untyped-decorator, unused-ignore]
def access_button(user: User, request_user: User) -> Iterable[Button]:
    """Lead from the list to how a colleague gets in."""
    yield Button(_("Access"), url=people_desk.access_address(user), icon_name="key", priority=15)


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator, unused-ignore]
def one_by_one(  # noqa: PLR0917 - the shape that Wagtail calls
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """Wagtail's deeds on many people at once know neither roles nor the last administrator.

    :raises Refusal: code ``one-by-one``
    """
    if action.model is User:
        raise Refusal(code="one-by-one", message=_("People are changed one by one."))


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator, unused-ignore]
def history_actions(registry: LogActionRegistry) -> None:
    """Let Wagtail's history tell of accounts."""
    history_sentences.register(registry)


@hooks.register("register_account_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def second_factor(request: HttpRequest) -> dict[str, Any]:
    """Lead to one's own second factors."""
    return {"url": reverse("mfa_index"), "label": _("Second factor"), "help_text": _("Protect your login with an app or a key.")}


@hooks.register("register_account_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def own_password(request: HttpRequest) -> dict[str, Any]:
    """Lead to changing one's own password."""
    return {"url": reverse("account_change_password"), "label": _("Change password"), "help_text": _("You need your present password for it.")}


@hooks.register("register_account_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def own_sessions(request: HttpRequest) -> dict[str, Any]:
    """Lead to where one is logged in."""
    return {"url": reverse("account_sessions"), "label": _("Where you are logged in"), "help_text": _("See your devices, and log out elsewhere.")}
