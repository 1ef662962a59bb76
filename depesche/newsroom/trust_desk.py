"""Trust points at the desk: which claim each of them makes."""

from __future__ import annotations

from typing import Any

from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from depesche.newsroom.claims import trusting
from depesche.newsroom.models import TrustClaim


class TrustForm(WagtailAdminModelForm):
    """Offers the claims to which the publisher itself says something; the others are not its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("claim")
        if isinstance(field, ModelChoiceField):
            field.queryset = trusting.own_claims()


class TrustClaimViewSet(SnippetViewSet):
    """Claims of trust points."""

    model: Any = TrustClaim
    icon = "clipboard-list"
    menu_label: Any = _("Trust points and claims")
    menu_name = "trust-claims"
    menu_order: Any = 255
    add_to_admin_menu = True
    list_display = ["point", "claim"]
    edit_handler = ObjectList(
        [
            HelpPanel(_("What the strip at the top of every page says is a statement, too. Readers get from it to the claim's page.")),
            FieldPanel("point"),
            FieldPanel("claim"),
        ],
        base_form_class=TrustForm,
    )
