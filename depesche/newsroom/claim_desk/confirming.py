"""A change of a claim in two steps: what it touches first, then the change. Nothing that was typed is lost on the way.

Somebody may have changed the claim meanwhile: then the form stays as it was typed, the answer is 409, and above it stands what happened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_desk import screens, touching
from depesche.newsroom.claims import deriving, protecting
from depesche.newsroom.claims.status import Verdict
from depesche.newsroom.models import Claim, ClaimVersion

APART = {"csrfmiddlewaretoken", "confirm", "previewed", "again"}
CHANGED = "claim-changed-meanwhile"


@dataclass(frozen=True)
class Step:
    """A change: its claim, its form (bound for a POST), the deed, what the status would be, and the words around it.

    ``may_be_merged`` says that it is about the history of a claim, which stays where it is when the claim is merged into another one.
    """

    claim: Claim
    form: Form
    deed: Callable[[Any], object]
    foresee: Callable[[Any], Verdict | None]
    title: str
    done: str
    template: str = "newsroom/claims/form.html"
    touches: Collection[int] = ()
    may_be_merged: bool = False
    context: dict[str, Any] = field(default_factory=dict)


def run(request: HttpRequest, step: Step) -> HttpResponse:
    """Show the form; a POST shows what would change; a confirmed one changes it."""
    status, shown = 200, {}
    if request.method == "POST" and step.form.is_valid():
        try:
            deriving.queue({step.claim.pk, *step.touches})
            deriving.hold(step.claim.pk, seen=step.form.cleaned_data["seen"], may_be_merged=step.may_be_merged)
            if "again" not in request.POST and request.POST.get("previewed") == _digest(request.POST):
                step.deed(step.form)
                messages.success(request, step.done)
                return redirect(screens.address(step.claim))
            shown = _foreseen(request, step)
        except Refusal as refusal:
            protecting.note(refusal, by=logged_in(request), at=clock.now())
            status = 409 if refusal.code == CHANGED else 200
            shown = _refused(step, refusal)
    elif request.method == "POST":
        shown = {"problem": _("Please look at the fields marked below.")}
    frame = screens.in_claims(step.title, step.claim)
    return TemplateResponse(request, step.template, {"claim": step.claim, "form": step.form, **step.context, **shown, **frame}, status=status)


def _foreseen(request: HttpRequest, step: Step) -> dict[str, Any]:
    verdict = step.foresee(step.form)
    return {
        "previewed": _digest(request.POST),
        "verdict": verdict,
        "after": verdict.status.label if verdict else "",
        "is_same": verdict is not None and verdict.status == step.claim.status,
        "touched": touching.of({step.claim.pk, *step.touches}),
    }


def _refused(step: Step, refusal: Refusal) -> dict[str, Any]:
    """Say what was refused; after a change by somebody else, go on from the claim as it is now, with everything that was typed."""
    step.form.add_error(None, str(refusal))
    if refusal.code != CHANGED:
        return {}
    seen = step.form.cleaned_data.get("seen", 0)
    step.form.data = typed = cast("QueryDict", step.form.data).copy()
    typed["seen"] = str(Claim.objects.values_list("version", flat=True).get(pk=step.claim.pk))
    versions = ClaimVersion.objects.filter(claim=step.claim, number__gt=seen).order_by("number")
    return {"meanwhile": list(versions), "claim": screens.claim(step.claim.pk)}


def _digest(sent: QueryDict) -> str:
    """Return what ties the confirmation to what was shown: who edits on after the preview sees another one."""
    said = sorted((name, sorted(values)) for name, values in sent.lists() if name not in APART)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
