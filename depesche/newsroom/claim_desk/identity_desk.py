"""Protected sources at the desk: entering one, and who it is for its two keepers. Its name stands on these screens only, and no answer is kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_desk import screens, source_desk
from depesche.newsroom.claim_desk.source_forms import PersonForm, ProtectedForm
from depesche.newsroom.claims import protecting
from depesche.newsroom.models import Identity, Source


@sensitive_post_parameters("person", "notes")
@never_cache
@permission_required(screens.ADD_SOURCE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a protected source."""
    form = ProtectedForm(request.POST if request.method == "POST" else None, initial={"keepers": [request.user]})
    if request.method == "POST" and form.is_valid():
        try:
            keepers = list(form.cleaned_data["keepers"])
            made = protecting.enter(form.known(), form.who(), keepers, by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The source is entered. Its name is sealed; only its two keepers can read it."))
            return redirect(source_desk.address(made))
    context = {"form": form, "is_protected": True, **source_desk.in_sources(_("New protected source"))}
    return TemplateResponse(request, "newsroom/claims/new_source.html", context)


@sensitive_post_parameters("person", "notes")
@never_cache
@permission_required(screens.SEE_SOURCES)
@require_POST
def identity(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show a keeper who a source is, which is written down; or write it down anew."""
    source = _kept(request, source_id)
    user, form = logged_in(request), PersonForm(request.POST if "person" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            protecting.change(source, form.who(), list(form.cleaned_data["keepers"]), by=user, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sealed anew."))
            return redirect(source_desk.address(source))
    elif not form.is_bound:
        person = protecting.read(source, by=user, at=clock.now())
        keepers = Identity.objects.get(source=source).keepers.all()
        form = PersonForm(initial={"person": person.name, "notes": person.notes, "keepers": list(keepers)})
    context = {"source": source, "form": form, **source_desk.in_sources(_("Who this source is"), source)}
    return TemplateResponse(request, "newsroom/claims/identity.html", context)


@permission_required(screens.SEE_SOURCES)
@require_POST
def forget(request: HttpRequest, source_id: int) -> HttpResponse:
    """Delete who a source is."""
    source = _kept(request, source_id)
    protecting.forget(source, by=logged_in(request), at=clock.now())
    messages.success(request, _("Deleted. Nobody can read it any more, from here or from a later backup."))
    return redirect(source_desk.address(source))


def _kept(request: HttpRequest, source_id: int) -> Source:
    """Return a protected source for one of its keepers.

    :raises PermissionDenied: for everybody else
    """
    source = source_desk.source_of(source_id)
    if not protecting.may_read(source, logged_in(request)):
        raise PermissionDenied
    return source
