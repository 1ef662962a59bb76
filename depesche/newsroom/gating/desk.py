"""The rules for sources at the desk: one screen for chiefs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.newsroom.claims.gate_rows import Mode, Work
from depesche.newsroom.gating import setting

PERMISSION = "newsroom.change_claimgate"


class GateForm(forms.Form):
    """A choice for each type of work."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for work, now in setting.modes().items():
            self.fields[work.value] = forms.ChoiceField(label=work.label, choices=Mode.choices, initial=now.value, widget=forms.RadioSelect)


@permission_required(PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Show the modes and how each works; a POST sets them."""
    form = GateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = {Work(work): Mode(mode) for work, mode in form.cleaned_data.items()}
        setting.choose(chosen, by=logged_in(request))
        messages.success(request, _("The rules hold from now on, for everything that is published."))
        return redirect(reverse("newsroom-claim-gate"))
    context = {
        "form": form,
        "page_title": _("Rules for sources"),
        "header_icon": "check",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Rules for sources")}],
    }
    return TemplateResponse(request, "newsroom/claim_gate.html", context)


urlpatterns = [path("claims/rules/", rules, name="newsroom-claim-gate")]
