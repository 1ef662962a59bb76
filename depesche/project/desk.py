"""Each POST below /desk/ runs in one transaction; a refusal becomes a message (ARCHITECTURE: Wagtail's entrances)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey

from depesche.kernel import body_sizes
from depesche.kernel.refusal import Refusal
from depesche.newsroom.gating import notices

DESK = body_sizes.DESK
SHOWN = 5
View = Callable[..., HttpResponseBase]


def in_one_transaction(view: View) -> View:
    """Decorate a view of the desk: a POST is one transaction, rolled back when a deed refuses or the view crashes."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if callable(render) else response

    return wrapped


class Refusals:
    """Middleware: what the desk expects to go wrong becomes a sentence; everything else stays a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; what it left to say becomes messages."""
        with notices.collecting() as found:
            response = self.get_response(request)
            for text in found:
                messages.warning(request, text)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a refusal, the deletion of what is in use, and a form that arrived in pieces."""
        if not request.path.startswith(DESK):
            return None
        notices.drop()
        if isinstance(exception, Refusal):
            return _answer(request, exception)
        if isinstance(exception, ProtectedError):
            return _answer(request, _in_use(exception.protected_objects))
        if isinstance(exception, RestrictedError):
            return _answer(request, _in_use(exception.restricted_objects))
        if isinstance(exception, MultiValueDictKeyError) and request.method == "POST":
            return _answer(request, Refusal(code="form-incomplete", message=_("The form arrived incomplete."), help=_("Please send it again.")))
        return None


def _in_use(users: set[Any]) -> Refusal:
    """Say where something is used that somebody wants to delete."""
    named = sorted({_("%(kind)s “%(name)s”") % {"kind": owner._meta.verbose_name, "name": owner} for owner in map(_owner, users)})
    where = "; ".join(named[:SHOWN]) + (" …" if len(named) > SHOWN else "")
    return Refusal(code="in-use", message=_("This is still in use and was not deleted: %(where)s.") % {"where": where})


def _owner(row: Any) -> Any:
    """Return what people know a row by: the campaign of a teaser, the article of a claim in its headline; else the row itself."""
    return next((getattr(row, field.name) for field in row._meta.concrete_fields if isinstance(field, ParentalKey)), row)


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponseBase:
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"success": False, "error_code": refusal.code, "error_message": str(refusal)}, status=400)
    messages.error(request, str(refusal))
    return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest) -> str:
    """Return the address that somebody came from, if it is ours, else that of the desk."""
    back = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if is_ours else DESK
