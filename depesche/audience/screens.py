"""What the audience's screens at the desk have in common: who may open them, and their lines in the menu."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

ADDRESSES, PROOF, TEXTS = "audience.view_addresses", "audience.view_proof", "audience.publish_texts"
PAGE_SIZE = 50


class Screen(WagtailAdminTemplateMixin, View):
    """A page of the desk that some permissions open; any one of ``asks_for`` is enough."""

    asks_for: tuple[str, ...] = ()
    above: tuple[tuple[str, Any], ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may not look."""
        if not any(request.user.has_perm(permission) for permission in self.asks_for):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        way = [{"url": reverse(name), "label": label} for name, label in self.above]
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]

    def show(self, **context: Any) -> HttpResponseBase:
        """Answer with the page."""
        return self.render_to_response(self.get_context_data(**context))


class Item(MenuItem):
    """A line of the menu for those who may open its screen."""

    def __init__(self, *args: Any, asks_for: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_for = asks_for

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may open it."""
        return any(request.user.has_perm(permission) for permission in self.asks_for)


class Screens(ViewSet):
    """Some screens under one line of the menu."""

    views: tuple[tuple[str, str, type[Screen]], ...] = ()

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses of the screens."""
        return [path(route, view.as_view(), name=name) for route, name, view in self.views]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Return the line of the menu."""
        return Item(self.menu_label, self.menu_url, name=self.name, icon_name=self.icon, order=order, asks_for=self.views[0][2].asks_for)
