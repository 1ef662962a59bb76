"""Choosing a known claim in a form, such as for headline and lead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from depesche.newsroom.claims.claim_rows import Claim


class ClaimFilter(BaseFilterForm):
    """Looks for words in what claims say."""

    q = forms.CharField(label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")}))

    def filter(self, objects: Any) -> Any:
        """Return those that hold every word."""
        typed = self.cleaned_data.get("q") or ""
        for word in typed.split():
            objects = objects.filter(text__icontains=word)
        self.is_searching, self.search_query = bool(typed), typed
        return objects


class _Columns:
    """What the list of claims shows beside what they say."""

    filter_form_class = ClaimFilter

    @property
    def columns(self) -> list[Any]:
        """Add the status."""
        return [*super().columns, Column("status", label=_("Status"), accessor="get_status_display")]


class ClaimChoices(_Columns, ChooseView):
    """The list of claims."""


class ClaimResults(_Columns, ChooseResultsView):
    """The list of claims that were searched for."""


class ClaimChooser(ChooserViewSet):
    """The chooser; merged claims are not offered."""

    model: Any = Claim
    icon = "success"
    choose_one_text: Any = _("Choose a claim")
    choose_another_text: Any = _("Choose another claim")
    edit_item_text: Any = _("Open the claim")
    choose_view_class = ClaimChoices
    choose_results_view_class = ClaimResults

    def get_object_list(self) -> Any:
        """Return what can be chosen, the newest first."""
        return Claim.objects.filter(merged_into__isnull=True)

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses; none makes a claim, which is done in the text or at the claims' own screens."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


chooser = ClaimChooser("newsroom_claim_chooser")
