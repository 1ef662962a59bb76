"""One's own sessions: where somebody is logged in, ended one by one or all but this."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from depesche.brand import sessions
from depesche.brand.people import logged_in
from depesche.kernel import clock


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List them; POST with ``end`` (a number) ends one, with ``end_others`` all but this."""
    person = logged_in(request)
    if request.method != "POST":
        return render(request, "account/sessions.html", {"places": sessions.places(person, this=request.session.session_key or "")})
    if "end_others" in request.POST:
        sessions.end_others(request, at=clock.now())
        messages.success(request, _("You are logged out everywhere else."))
    else:
        sessions.end(person, _number(request.POST.get("end", "")), by=person, at=clock.now())
        messages.success(request, _("The session is ended."))
    return redirect(reverse("account_sessions"))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
