"""Choosing a source, a claim or a question: in a block of an article, and a claim in any form that asks for one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from depesche.newsroom.claims.claim_rows import Claim, Question
from depesche.newsroom.claims.source_rows import Source


class WordsForm(BaseFilterForm):
    """Looks for words; ``looked_at`` names the columns in which every one of them is looked for."""

    looked_at: ClassVar[tuple[str, ...]] = ("text",)
    q = forms.CharField(label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")}))

    def filter(self, objects: Any) -> Any:
        """Return those that hold every word."""
        typed = self.cleaned_data.get("q") or ""
        for word in typed.split():
            anywhere = Q()
            for column in self.looked_at:
                anywhere |= Q(**{f"{column}__icontains": word})
            objects = objects.filter(anywhere)
        self.is_searching, self.search_query = bool(typed), typed
        return objects


class SourceForm(WordsForm):
    """Looks for sources by all their names."""

    looked_at = ("name", "name_en", "aliases", "role", "speaks_for")


class _Sources:
    filter_form_class = SourceForm

    @property
    def columns(self) -> list[Any]:
        """Add who it is."""
        return [*super().columns, Column("role", label=_("Role"), accessor="role")]


class _Claims:
    filter_form_class = WordsForm

    @property
    def columns(self) -> list[Any]:
        """Add the status."""
        return [*super().columns, Column("status", label=_("Status"), accessor="get_status_display")]


class _Questions:
    filter_form_class = WordsForm


class SourceChoices(_Sources, ChooseView):
    """The list of sources."""


class SourceResults(_Sources, ChooseResultsView):
    """The list of sources that were searched for."""


class ClaimChoices(_Claims, ChooseView):
    """The list of claims."""


class ClaimResults(_Claims, ChooseResultsView):
    """The list of claims that were searched for."""


class QuestionChoices(_Questions, ChooseView):
    """The list of questions."""


class QuestionResults(_Questions, ChooseResultsView):
    """The list of questions that were searched for."""


class Choosing(BaseChooser):
    """Wagtail's button that opens the list, whose hidden field is not required and describes nothing (HTML, 4.10.5.1.1)."""

    def get_hidden_input_context(self, name: str, value: Any, attrs: Any) -> Any:
        """Return what the hidden field is made of."""
        kept = {key: said for key, said in (attrs or {}).items() if key != "required" and not key.startswith("aria-")}
        return super().get_hidden_input_context(name, value, kept)


class OnlyChoosing(ChooserViewSet):
    """A chooser that makes nothing new, which is done at the desk's own screens."""

    base_widget_class = Choosing

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses, without the one that makes a row."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class SourceChooser(OnlyChoosing):
    """The chooser of sources; merged ones are not offered."""

    model: Any = Source
    icon = "user"
    choose_one_text: Any = _("Choose a source")
    choose_another_text: Any = _("Choose another source")
    choose_view_class, choose_results_view_class = SourceChoices, SourceResults
    register_widget = False

    def get_object_list(self) -> Any:
        """Return what can be chosen, the last used first."""
        return Source.objects.filter(merged_into__isnull=True).order_by("-used_at", "name")


class ClaimChooser(OnlyChoosing):
    """The chooser of claims, in blocks and in every form that asks for one; merged ones are not offered."""

    model: Any = Claim
    icon = "success"
    choose_one_text: Any = _("Choose a claim")
    choose_another_text: Any = _("Choose another claim")
    edit_item_text: Any = _("Open the claim")
    choose_view_class, choose_results_view_class = ClaimChoices, ClaimResults

    def get_object_list(self) -> Any:
        """Return what can be chosen, the last changed first."""
        return Claim.objects.filter(merged_into__isnull=True)


class QuestionChooser(OnlyChoosing):
    """The chooser of questions."""

    model: Any = Question
    icon = "help"
    choose_one_text: Any = _("Choose a question")
    choose_another_text: Any = _("Choose another question")
    choose_view_class, choose_results_view_class = QuestionChoices, QuestionResults
    register_widget = False


source_chooser = SourceChooser("newsroom_block_sources")
claim_chooser = ClaimChooser("newsroom_block_claims")
question_chooser = QuestionChooser("newsroom_block_questions")
SourceChooserBlock: Any = source_chooser.get_block_class(name="SourceChooserBlock", module_path=__name__)
ClaimChooserBlock: Any = claim_chooser.get_block_class(name="ClaimChooserBlock", module_path=__name__)
QuestionChooserBlock: Any = question_chooser.get_block_class(name="QuestionChooserBlock", module_path=__name__)
