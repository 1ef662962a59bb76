"""The form in which a correction is written: what was wrong, what is right, and which claims in which versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser

from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections.drafting import Span, Wanted
from depesche.newsroom.models import ArticlePage, Claim, Correction, ReaderReport
from depesche.newsroom.readable_form import ReadableForm

FIELDS = ("severity", "article", "wrong", "right", "why", "is_by_reader")


class CorrectionForm(ReadableForm):
    """A correction; for each claim that stands to question a box, and the first and last wrong version."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Correction
        fields = FIELDS
        widgets = {
            "article": AdminPageChooser(target_models=[ArticlePage]),
            "wrong": forms.Textarea(attrs={"rows": 3}),
            "right": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, claims: Iterable[Claim] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"] = forms.ChoiceField(
            label=Correction._meta.get_field("severity").verbose_name,
            choices=Severity.choices,  # without the empty choice
            initial=Severity.CORRECTION,
            widget=forms.RadioSelect,
        )
        self.fields["article"].label = _("Article")
        self.fields["wrong"].required = self.fields["why"].required = False  # the deed says when they may be empty
        self.claims = list(claims)
        spans = {one.claim_id: one for one in self.instance.claims.all()} if self.instance.pk else {}
        for claim in self.claims:
            self._add(claim, span=(spans[claim.pk].first, spans[claim.pk].last) if claim.pk in spans else None)

    def rows(self) -> list[tuple[Claim, Any, Any, Any]]:
        """Return each claim with its three fields, for the template."""
        return [(claim, self[f"claim_{claim.pk}"], self[f"first_{claim.pk}"], self[f"last_{claim.pk}"]) for claim in self.claims]

    def wanted(self, *, report: ReaderReport | None = None) -> Wanted:
        """Return what was written; the form is valid."""
        said = self.cleaned_data
        chosen = [claim for claim in self.claims if said[f"claim_{claim.pk}"]]
        return Wanted(
            severity=Severity(said["severity"]),
            article=said["article"],
            wrong=said["wrong"],
            right=said["right"],
            why=said["why"],
            is_by_reader=said["is_by_reader"],
            claims=[Span(claim, said[f"first_{claim.pk}"], said[f"last_{claim.pk}"]) for claim in chosen],
            report=report,
        )

    def _add(self, claim: Claim, *, span: tuple[int, int] | None) -> None:
        versions = [(one.number, f"{one.number}: {one.get_status_display()} – {one.text[:70]}") for one in claim.versions.order_by("number")]
        first, last = span or (1, claim.version)
        ticked = span is not None or (not self.instance.pk and len({one.merged_into_id or one.pk for one in self.claims}) == 1)
        self.fields[f"claim_{claim.pk}"] = forms.BooleanField(label=claim.text, required=False, initial=ticked)
        self.fields[f"first_{claim.pk}"] = forms.TypedChoiceField(label=_("wrong from version"), choices=versions, coerce=int, initial=first)
        self.fields[f"last_{claim.pk}"] = forms.TypedChoiceField(label=_("to version"), choices=versions, coerce=int, initial=last)
