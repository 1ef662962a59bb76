"""The page behind an invitation's link: choose a password, and be in."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from depesche.brand import identity, invitations
from depesche.brand.entrance_forms import NewPasswordForm
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

PAGE = "account/welcome.html"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a password, then log the colleague in. Somebody who is logged in has to log out first: this is another person's account."""
    try:
        invitation = invitations.find(token, at=clock.now())
    except Refusal as refusal:
        return render(request, PAGE, {"refusal": refusal}, status=410)
    if request.user.is_authenticated:
        return render(request, PAGE, {"invited": invitation.person.email, "is_somebody_else": True})
    form = NewPasswordForm(request.POST if request.method == "POST" else None, person=invitation.person)
    if request.method == "POST" and form.is_valid():
        return _enter(request, token, form.cleaned_data["password1"])
    return render(request, PAGE, {"form": form, "invited": invitation.person.email, "publisher": identity.publisher().name})


def _enter(request: HttpRequest, token: str, password: str) -> HttpResponse:
    try:
        person = invitations.accept(token, password, at=clock.now())
    except Refusal as refusal:
        return render(request, PAGE, {"refusal": refusal}, status=410)
    record_authentication(request, person, method="password", reauthenticated=True)
    entered: HttpResponse = perform_login(request, Login(user=person))
    return entered
