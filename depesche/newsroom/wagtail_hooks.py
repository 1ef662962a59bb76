"""Where this part's screens stand at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from depesche.kernel.refusal import Refusal
from depesche.newsroom import breaking_desk, choosers, history, needed_now, picture_desk, related_rows, ticker_desk
from depesche.newsroom.admin import Overview, Tickers, VocabularyGroup, Writing
from depesche.newsroom.claim_desk import addresses as claim_addresses
from depesche.newsroom.claim_desk import panel as claim_panel
from depesche.newsroom.claim_desk import screens as claim_screens
from depesche.newsroom.claim_editor import desk as marking_desk
from depesche.newsroom.claim_editor import panel_texts
from depesche.newsroom.corrections import desk as corrections_desk
from depesche.newsroom.gating import desk as gate_desk
from depesche.newsroom.models import ArticlePage, TickerEntry
from depesche.newsroom.reports import desk as reports_desk
from depesche.newsroom.trust_desk import TrustClaimViewSet

register_snippet(VocabularyGroup)
register_snippet(TrustClaimViewSet)
needed_now.register_keys()

pages_policy = PagePermissionPolicy()
LONGEST_NUMBER = 19  # digits of a row's number
LEFT_OUT = {"recent_edits", "site_summary", "workflow_objects_to_moderate", "user_objects_in_workflow_moderation"}


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator, unused-ignore]
def overview(request: HttpRequest, panels: list[Any]) -> None:
    """Put the newsroom's own panels in the place of Wagtail's, which ask once for each article that waits."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in LEFT_OUT]
    if pages_policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        panels += [Tickers(), Writing(request.user), Overview(request.user)]
    if request.user.has_perm(claim_screens.SEE):
        panels.append(claim_panel.Claims())


@hooks.register("construct_homepage_summary_items", order=1000)  # type: ignore[untyped-decorator, unused-ignore]
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of all pages, pictures and documents tell an editor nothing."""
    items.clear()


@hooks.register("construct_page_action_menu")  # type: ignore[untyped-decorator, unused-ignore]
def one_way_to_submit_again(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """Approval has one step, so starting over is the same as submitting again; editors need not choose."""
    menu_items[:] = [item for item in menu_items if item.name != "action-restart-workflow"]


@hooks.register("before_copy_page")  # type: ignore[untyped-decorator, unused-ignore]
def copy_needs_a_place(request: HttpRequest, page: Page) -> None:
    """Refuse a copy that stands nowhere, which Wagtail takes for a page that must exist.

    :raises Refusal: code ``copy-without-place``
    """
    if request.method != "POST":
        return
    chosen = request.POST.get("new_parent_page", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < LONGEST_NUMBER and Page.objects.filter(pk=int(chosen)).exists()):
        raise Refusal(
            code="copy-without-place",
            message=_("It is not said where the copy will stand."),
            help=_("Please choose the page below which it belongs."),
        )


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator, unused-ignore]
def history_of_pages(actions: Any) -> None:
    """Name what a page's history says of this part's deeds."""
    history.register(actions)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator, unused-ignore]
def addresses() -> list[Any]:
    """Where the editor asks for the box of related articles and marks claims, where tickers, claims and corrections are written."""
    of_articles = [*related_rows.urlpatterns, *marking_desk.urlpatterns, *ticker_desk.urlpatterns, *breaking_desk.urlpatterns]
    return [*of_articles, *claim_addresses.urlpatterns, *gate_desk.urlpatterns, *corrections_desk.urlpatterns, *reports_desk.urlpatterns]


@hooks.register("register_admin_urls", order=-1)  # type: ignore[untyped-decorator, unused-ignore]
def before_those_of_wagtail() -> list[Any]:
    """Where a picture is deleted, with a sentence when it is in use."""
    return [*picture_desk.urlpatterns]


hooks.register("insert_editor_js", panel_texts.script)
hooks.register("register_bulk_action", picture_desk.DeletePictures, order=1)


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator, unused-ignore]
def way_to_the_ticker(page: Any, user: Any, **_where: Any) -> Iterator[Button]:
    """Lead from a published article to its ticker, and a chief to the form for breaking news."""
    if not isinstance(page, ArticlePage) or not page.live:
        return
    if page.permissions_for_user(user).can_edit():
        yield Button(_("Live ticker"), url=ticker_desk.address(page), icon_name="time", priority=5)
    if user.has_perm(corrections_desk.WRITE):
        yield Button(_("Correct"), url=f"{reverse('newsroom-correction-new')}?article={page.pk}", icon_name="edit", priority=7)
    if user.has_perm(breaking_desk.PERMISSION):
        yield Button(_("Breaking news"), url=f"{reverse('newsroom-breaking')}?article={page.pk}", icon_name="warning", priority=6)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator, unused-ignore]
def choosers_of_blocks() -> list[Any]:
    """Where blocks of an article choose a source, a claim or a question."""
    return [choosers.source_chooser, choosers.claim_chooser, choosers.question_chooser]


class EntryFinder(ModelAdminURLFinder):
    """Leads from the uses of a picture to the entry of a ticker."""

    def get_edit_url(self, instance: TickerEntry) -> str | None:
        """Return where an entry is changed; none for a withdrawn one, and for who may not edit the article."""
        if instance.withdrawn_at or (self.user and not instance.ticker.article.permissions_for_user(self.user).can_edit()):
            return None
        return reverse("newsroom-ticker-entry", args=[instance.ticker_id, instance.number])


register_admin_url_finder(TickerEntry, EntryFinder)


class For(MenuItem):
    """A line of the menu for those with a permission."""

    def __init__(self, permission: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def breaking_news() -> MenuItem:
    """Put breaking news into the menu."""
    return For(breaking_desk.PERMISSION, _("Breaking news"), reverse("newsroom-breaking"), name="breaking", icon_name="warning", order=260)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def claims() -> MenuItem:
    """Put the claims into the menu."""
    return For(claim_screens.SEE, _("Claims"), reverse("newsroom-claims"), name="claims", icon_name="openquote", order=242)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def sources() -> MenuItem:
    """Put the sources into the menu."""
    return For(claim_screens.SEE_SOURCES, _("Sources"), reverse("newsroom-sources"), name="sources", icon_name="group", order=244)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def corrections() -> MenuItem:
    """Put corrections into the menu."""
    return For(corrections_desk.LOOK, _("Corrections"), reverse("newsroom-corrections"), name="corrections", icon_name="edit", order=262)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def reports() -> MenuItem:
    """Put readers' reports into the menu."""
    return For(reports_desk.LOOK, _("Readers' reports"), reverse("newsroom-reports"), name="error-reports", icon_name="comment", order=264)


@hooks.register("register_settings_menu_item")  # type: ignore[untyped-decorator, unused-ignore]
def rules_for_sources() -> MenuItem:
    """Put the rules for sources among the settings."""
    return For(gate_desk.PERMISSION, _("Rules for sources"), reverse("newsroom-claim-gate"), name="claim-gate", icon_name="check")
