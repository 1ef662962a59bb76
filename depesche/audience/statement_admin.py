"""The desk's page on which somebody with the right to do so signs for an import's unproven people, and takes that back (L-28)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms as fields
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from depesche.audience.day_field import DayField
from depesche.audience.importing import reading, stating
from depesche.audience.importing.stating import STANDING, Said
from depesche.audience.models import ImportedRow, ImportRun, Purpose
from depesche.audience.screens import Screen
from depesche.brand.people import logged_in
from depesche.chores import wake
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

SIGN = "audience.sign_statement"


class Statement(fields.Form):
    """What is stated."""

    purposes = fields.ModelMultipleChoiceField(Purpose.objects.none(), label=_("Purposes"), widget=fields.CheckboxSelectMultiple)
    agreed_on = DayField(label=_("Agreed on"), help_text=_("The day on which the last of them had agreed."))
    shown_by = fields.CharField(
        label=_("Shown by"),
        max_length=500,
        help_text=_("Documents, records, witnesses: what you would bring to a court. It becomes part of every proof."),
    )
    wording = fields.CharField(
        label=_("Wording"),
        max_length=reading.LONGEST_WORDING,
        widget=fields.Textarea(attrs={"rows": 6}),
        help_text=_("The text that they agreed to, word for word."),
    )
    is_meant = fields.BooleanField(
        label=_("I state that these people agreed."),
        help_text=_("A false statement makes us send unlawful mail. Your name and the time are recorded for good."),
    )

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purposes"]
        field.queryset = Purpose.objects.filter(key__in=run.purposes)
        self.fields["wording"].initial = run.wording

    def said(self) -> Said:
        """Return the statement."""
        typed = self.cleaned_data
        return Said(
            purposes=tuple(purpose.key for purpose in typed["purposes"]),
            agreed_at=make_aware(datetime.combine(typed["agreed_on"], time.min)),
            shown_by=typed["shown_by"].strip(),
            wording=typed["wording"],
        )


class SignStatement(Screen):
    """Sign for the unproven people of an import."""

    asks_for: tuple[str, ...] = (SIGN,)
    page_title: Any = _("Sign a statement")
    header_icon = "edit"
    template_name = "audience/statement.html"
    above = (("audience-imports:index", _("Imports")),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the import."""
        super().setup(request, *args, **kwargs)
        self.run = get_object_or_404(ImportRun, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the form."""
        return self._show(Statement(self.run))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Sign, or show what is missing; what was typed stays."""
        form = Statement(self.run, request.POST)
        if not form.is_valid():
            return self._show(form)
        user = logged_in(request)
        try:
            stating.sign(self.run, form.said(), by=f"{user.get_full_name()} ({user.get_username()})", at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._show(form)
        wake.wake()
        messages.success(request, _("The statement is signed and recorded."))
        return redirect("audience-imports:show", pk=pk)

    def _show(self, form: Statement) -> HttpResponseBase:
        count = self.run.rows.filter(outcome=ImportedRow.Outcome.UNPROVEN).count()
        return self.show(form=form, run=self.run, count=count)


class EndStatement(SignStatement):
    """Take a statement back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Begin; the worker ends the consents."""
        statement = self.run.statements.filter(state__in=STANDING).first()
        if statement and stating.take_back(statement, by=request.user.get_username(), at=clock.now()):
            wake.wake()
            messages.success(request, _("The statement is taken back; its consents end."))
        return redirect("audience-imports:show", pk=pk)
