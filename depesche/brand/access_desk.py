"""The desk's screen about how a colleague gets in: invitation, second factors, sessions, and what an administrator may do about each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from depesche.brand import invitations, people_desk, second_factors, sessions
from depesche.brand.people import User, logged_in
from depesche.courier import way
from depesche.kernel import clock

PEOPLE = "brand.change_user"


@permission_required(PEOPLE)
@require_GET
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it."""
    person = get_object_or_404(User.objects.select_related("invitation__invited_by"), pk=pk)
    told = {
        "person": person,
        "state": people_desk.state(person),
        "roles": people_desk.roles(person),
        "invitation": person.invitation if person.is_invited else None,
        "mail_problem": way.problem() if person.is_invited else None,
        "is_link_valid": person.is_invited and person.invitation.is_valid(at=clock.now()),
        "factors": second_factors.of(person),
        "is_factor_missing": not person.is_invited and second_factors.is_missing(person),
        "places": sessions.places(person),
        "is_self": person == request.user,
        "page_title": _("Access"),
        "page_subtitle": person.get_full_name(),
        "header_icon": "key",
        "breadcrumbs_items": _trail(person),
    }
    return render(request, "brand/desk/access.html", told)


def _trail(person: User) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailusers_users:index"), "label": _("People")},
        {"url": reverse("wagtailusers_users:edit", args=[person.pk]), "label": person.get_full_name()},
        {"url": "", "label": _("Access")},
    ]


@permission_required(PEOPLE)
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a new link."""
    person = get_object_or_404(User, pk=pk)
    invitations.send_again(person, by=logged_in(request), at=clock.now())
    return _done(request, person, _("%(name)s is invited again; the earlier link no longer works."))


@permission_required(PEOPLE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the invitation back."""
    person = get_object_or_404(User, pk=pk)
    invitations.withdraw(User.objects.get(pk=pk), by=logged_in(request), at=clock.now())
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": person.get_full_name()})
    return redirect(reverse("wagtailusers_users:index"))


@permission_required(PEOPLE)
@require_POST
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factors of somebody who lost them."""
    person = get_object_or_404(User, pk=pk)
    second_factors.reset(person, by=logged_in(request), at=clock.now())
    return _done(request, person, _("The second factors of %(name)s are reset. A mail tells it."))


@permission_required(PEOPLE)
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Log somebody out everywhere."""
    person = get_object_or_404(User, pk=pk)
    if person == request.user:
        return redirect(reverse("account_sessions"))
    sessions.end_all(person, by=logged_in(request), at=clock.now())
    return _done(request, person, _("%(name)s is logged out everywhere."))


def _done(request: HttpRequest, person: User, said: str) -> HttpResponse:
    messages.success(request, said % {"name": person.get_full_name()})
    return redirect(people_desk.access_address(person))
