"""Forms of the desk for legal texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.rich_text import get_rich_text_editor_widget

from depesche.brand import legal
from depesche.brand.models import LegalText
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

LEGAL_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class LegalTextForm(WagtailAdminModelForm):
    """A legal text with the body that readers see; saving a changed body publishes a new version."""

    body = forms.CharField(
        label=_("Text"),
        widget=get_rich_text_editor_widget(features=LEGAL_FEATURES),
        help_text=_("Saving publishes a new version at once; earlier ones stay readable."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = LegalText
        fields = ["title", "slug", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            present = self.instance.versions.first()
            self.fields["body"].initial = present.body if present else ""

    def clean_body(self) -> str:
        """Refuse an empty text while it is still on the screen."""
        try:
            return legal.check(self.cleaned_data["body"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> LegalText:
        """Save the text and publish the version."""
        text: LegalText = super().save(commit=commit)
        legal.publish(text, body=self.cleaned_data["body"], by=self.for_user, at=clock.now())
        return text
