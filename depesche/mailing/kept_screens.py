"""The desk's list and form of rows that are never deleted: they end or are switched off. Looking and deeds have addresses of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.viewsets.model import ModelViewSet


class KeptViewSet(ModelViewSet):
    """List and form below one address, without deleting, history (the ledger and the Chronik have it) and usage."""

    # Of Wagtail, which leaves them without a type or with one too narrow.
    model: Any
    name: Any
    menu_label: Any
    panels: ClassVar[Sequence[Panel]]
    form: ClassVar[type[WagtailAdminModelForm]]
    pages: ClassVar[Sequence[URLPattern]]
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False

    @cached_property
    def _edit_handler(self) -> ObjectList:
        bound: ObjectList = ObjectList(self.panels, base_form_class=self.form).bind_to_model(self.model)
        return bound

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        """Return the form that the panels make."""
        found: type[WagtailAdminModelForm] = self._edit_handler.get_form_class()
        return found

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out deleting, history and usage."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**found, "delete_url_name": None, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of list and form, and ``pages``."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            *self.pages,
        ]
