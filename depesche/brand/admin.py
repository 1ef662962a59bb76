"""The desk's screens for the publisher: legal texts, offers."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from depesche.brand.forms import LegalTextForm
from depesche.brand.models import LegalText, Offer


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
    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("kind"), FieldPanel("body")]
    base_form_class = LegalTextForm

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        """Return the form that publishes versions."""
        return LegalTextForm


class OfferViewSet(SnippetViewSet):
    """Offers for articles and newsletters."""

    model: Any = Offer
    icon = "tag"
    menu_label: Any = _("Offers")
    menu_name = "offers"
    menu_order: Any = 260
    add_to_admin_menu = True
    list_display = ["name", "price", "currency", "availability", "valid_until"]
    search_fields = ["name", "text"]
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("text"),
        FieldPanel("picture"),
        FieldPanel("link"),
        MultiFieldPanel([FieldPanel("price"), FieldPanel("currency"), FieldPanel("price_note")], heading=_("Price")),
        FieldPanel("availability"),
        FieldPanel("valid_until"),
    ]


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
