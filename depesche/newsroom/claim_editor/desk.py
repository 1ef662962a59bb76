"""What the panel at the selected words asks the server: proposals, known claims, entering. Who may write articles may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_POST, require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import row_path
from depesche.newsroom.claim_editor import asked, entering, proposals, saying
from depesche.newsroom.claim_editor.shown import shown, standing
from depesche.newsroom.claims import protecting
from depesche.newsroom.claims.claim_rows import Claim

WRITING = ("add", "change", "publish")
View = Callable[..., HttpResponse]
pages = PagePermissionPolicy()


def for_writers(view: View) -> View:
    """Let only those ask who may write articles; a refusal is answered as JSON, so that nothing typed is lost."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not pages.user_has_any_permission(request.user, WRITING):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            protecting.note(refusal, by=logged_in(request), at=clock.now())
            return JsonResponse({"code": refusal.code, "message": refusal.message, "help": refusal.help}, status=400)

    return answer


@require_POST
@for_writers
def propose(request: HttpRequest) -> HttpResponse:
    """Answer with what the panel is filled with."""
    filled = proposals.fill(asked.passage(request.body), by=logged_in(request))
    return JsonResponse(asdict(filled))


@require_POST
@for_writers
def enter(request: HttpRequest) -> HttpResponse:
    """Enter what the panel holds; answer with what the words carry from now on."""
    entered = entering.enter(asked.entry(request.body), by=logged_in(request), at=clock.now())
    status = str(entered.claim.get_status_display())
    return JsonResponse({"claim": entered.claim.pk, "assertion": entered.assertion.pk if entered.assertion else None, "status": status})


@require_safe
@for_writers
def look(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Answer with a claim as a mark shows it."""
    return JsonResponse(asdict(shown(get_object_or_404(standing(Claim.objects.all()), pk=claim_id))))


@require_safe
@for_writers
def sources(request: HttpRequest) -> HttpResponse:
    """Answer with the names of known sources that hold what was typed."""
    return JsonResponse({"names": saying.like(request.GET.get("q", ""))})


row_path.register()
urlpatterns = [
    path("marking/propose/", propose, name="newsroom-marking-propose"),
    path("marking/enter/", enter, name="newsroom-marking-enter"),
    path("marking/sources/", sources, name="newsroom-marking-sources"),
    path("marking/claims/<row:claim_id>/", look, name="newsroom-marking-claim"),
]
