"""Breaking news at the desk: one screen for chiefs to set a banner, to take it down, and to see the earlier ones."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminPageChooser

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import breaking
from depesche.newsroom.breaking import Breaking
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.readable_form import ReadableForm

PERMISSION = "newsroom.add_breaking"
SHOWN = 20
MINUTES = (
    (30, gettext_lazy("30 minutes")),
    (60, gettext_lazy("1 hour")),
    (120, gettext_lazy("2 hours")),
    (240, gettext_lazy("4 hours")),
    (720, gettext_lazy("12 hours")),
    (1440, gettext_lazy("24 hours")),
)


class BreakingForm(ReadableForm):
    """What a chief chooses."""

    minutes = forms.TypedChoiceField(label=gettext_lazy("Ends by itself after"), choices=MINUTES, coerce=int, initial=120)

    class Meta:
        model = Breaking
        fields = ("article", "text", "link")
        widgets = {"article": AdminPageChooser(target_models=[ArticlePage])}


@permission_required(PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Show the banner in force, a form for the next, and the earlier ones; a POST sets it. What was refused stays in the form."""
    form = BreakingForm(request.POST if request.method == "POST" else None, initial={"article": _asked(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        lasts = timedelta(minutes=said["minutes"])
        try:
            breaking.announce(article=said["article"], text=said["text"], link=said["link"], lasts=lasts, by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands on every page now."))
            return redirect(reverse("newsroom-breaking"))
    context = {
        "form": form,
        "media": form.media,
        "now": breaking.now(at=clock.now()),
        "earlier": Breaking.objects.filter(ended_at__isnull=False).select_related("article", "set_by")[:SHOWN],
        "page_title": _("Breaking news"),
        "header_icon": "warning",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Breaking news")}],
    }
    return TemplateResponse(request, "newsroom/breaking.html", context)


@permission_required(PERMISSION)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Take the banner down."""
    breaking.end(by=logged_in(request), at=clock.now())
    messages.success(request, _("The banner is taken down."))
    return redirect(reverse("newsroom-breaking"))


def _asked(request: HttpRequest) -> ArticlePage | None:
    """Return the article from whose screen somebody came."""
    asked = request.GET.get("article", "")
    found: ArticlePage | None = ArticlePage.objects.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 12 else None
    return found


urlpatterns = [path("breaking/", announce, name="newsroom-breaking"), path("breaking/end/", end, name="newsroom-breaking-end")]
