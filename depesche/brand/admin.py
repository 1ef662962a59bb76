"""The desk's screens for the publisher: people, legal texts, requests to be called back."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.users.views.users import UserViewSet

from depesche.brand.forms import LegalTextForm, NewPersonForm, PersonForm
from depesche.brand.models import CallbackRequest, LegalText


class PeopleViewSet(UserViewSet):
    """Colleagues and their roles."""

    menu_label: Any = _("People")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        """Return the form for a new or a known colleague."""
        return PersonForm if for_update else NewPersonForm


class LegalTextViewSet(SnippetViewSet):
    """Imprint, privacy notice and others; every save of a changed text is a new version."""

    model: Any = LegalText
    icon = "doc-full"
    menu_label: Any = _("Legal texts")
    menu_name = "legal-texts"
    menu_order: Any = 820
    add_to_settings_menu = True
    list_display = ["title", "slug"]
    copy_view_enabled = False
    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("body")]
    base_form_class = LegalTextForm

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        """Return the form that publishes versions."""
        return LegalTextForm


class Without(ModelPermissionPolicy):
    """Some deeds are nobody's, whatever their role: a list to work off is not written into, a published text is not deleted."""

    def __init__(self, model: Any, *, deeds: frozenset[str]) -> None:
        super().__init__(model)
        self.deeds = deeds

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Refuse the deeds that are nobody's."""
        return action not in self.deeds and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Refuse the deeds that are nobody's."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Refuse them for each row, too."""
        return self.user_has_permission(user, action)


class CallbackViewSet(SnippetViewSet):
    """Requests to be called back."""

    model: Any = CallbackRequest
    icon = "mobile-alt"
    menu_label: Any = _("Call back")
    menu_name = "call-back"
    menu_order: Any = 350
    add_to_admin_menu = True
    list_display = ["name", "phone", "best_time", "message", "requested_at", "delete_at"]
    ordering = ["requested_at"]
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "phone", "best_time", "message", "requested_at", "delete_at"]
    add_to_reference_index = False
