"""The desk's screen about what is demanded of roles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from depesche.brand import people_desk, second_factors, security
from depesche.brand.people import Role, logged_in
from depesche.brand.people_forms import SecurityForm
from depesche.kernel import clock


@permission_required("brand.change_security")
@require_http_methods(["GET", "HEAD", "POST"])
def demands(request: HttpRequest) -> HttpResponse:
    """Show and change which roles need a second factor, and tell who has none yet."""
    form = SecurityForm(request.POST if request.method == "POST" else None, initial={"roles": security.current().second_factor_roles})
    if request.method == "POST" and form.is_valid():
        wanted = [Role(value) for value in form.cleaned_data["roles"]]
        second_factors.demand(wanted, by=logged_in(request), at=clock.now())
        messages.success(request, _("Saved. It counts from now on."))
        return redirect(reverse("security_demands"))
    told = {
        "form": form,
        "without": [(person, people_desk.roles(person)) for person in second_factors.people_without()],
        "page_title": _("Security"),
        "header_icon": "lock",
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": _("Security")}],
    }
    return render(request, "brand/desk/security.html", told)
