"""A claim itself: a new one, what it says, an editor's own judgement, another look, joining it, taking it apart, deleting it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import claim_uses, remarking
from depesche.newsroom.claim_desk import confirming, screens
from depesche.newsroom.claim_desk.claim_forms import CheckedForm, EditForm, MergeForm, OverrideForm, SplitForm, WantedForm
from depesche.newsroom.claim_desk.confirming import Step
from depesche.newsroom.claims import checking, claiming, foreseeing, merging, overriding
from depesche.newsroom.claims.status import OVERRIDDEN, Verdict
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Claim
from depesche.newsroom.remarking import Parted

EDITED = ["GET", "HEAD", "POST"]


@permission_required(screens.ADD)
@require_http_methods(EDITED)
def new(request: HttpRequest) -> HttpResponse:
    """Make a claim."""
    form = WantedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = claiming.create(form.wanted(), by=logged_in(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The claim is there. Now say who says so."))
            return redirect(screens.address(made))
    return TemplateResponse(request, "newsroom/claims/new.html", {"form": form, **screens.in_claims(_("New claim"))})


@permission_required(screens.CHANGE)
@require_http_methods(EDITED)
def edit(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Change what a claim says, or how it is filed."""
    claim = screens.claim(claim_id)
    form = EditForm(request.POST if request.method == "POST" else None, initial=EditForm.of(claim))

    def foresee(sent: EditForm) -> Verdict:
        wanted = sent.wanted()
        return foreseeing.edited(claim, wanted.kind, is_established=wanted.is_established, at=clock.now())

    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: claiming.edit(claim, sent.wanted(), seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()),
        foresee=foresee,
        title=_("Change the claim"),
        done=_("Changed, on every article that carries it."),
    )
    return confirming.run(request, step)


@permission_required(screens.OVERRIDE)
@require_http_methods(EDITED)
def override(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Set a status by hand, with a reason and an end."""
    claim = screens.claim(claim_id)
    form = OverrideForm(request.POST if request.method == "POST" else None, initial={"seen": claim.version, "status": claim.status})

    def decide(sent: OverrideForm) -> Claim:
        said = sent.cleaned_data
        wanted = {"reason": said["reason"], "until": sent.end(), "seen": said["seen"]}
        return overriding.decide(claim, Status(said["status"]), **wanted, by=logged_in(request), at=clock.now())

    step = Step(
        claim=claim,
        form=form,
        deed=decide,
        foresee=lambda sent: Verdict(Status(sent.cleaned_data["status"]), OVERRIDDEN),
        title=_("Judge it ourselves"),
        done=_("The judgement stands until its end."),
    )
    return confirming.run(request, step)


@permission_required(screens.OVERRIDE)
@require_POST
def end_override(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Let the rules decide again."""
    claim = screens.claim(claim_id)
    overriding.clear(claim, by=logged_in(request), at=clock.now())
    messages.success(request, _("The rules decide again."))
    return redirect(screens.address(claim))


@permission_required(screens.CHANGE)
@require_http_methods(EDITED)
def checked(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Write down that a claim was looked at and still stands."""
    claim = screens.claim(claim_id)
    form = CheckedForm(request.POST if request.method == "POST" else None, initial={"seen": claim.version})
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: checking.look_at(
            claim, again_by=sent.cleaned_data["again_by"], seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()
        ),
        foresee=lambda _sent: foreseeing.without(claim, (), at=clock.now()),
        title=_("Looked at again"),
        done=_("Written down. The claim says when it was last looked at."),
    )
    return confirming.run(request, step)


@permission_required(screens.REMOVE)
@require_http_methods(EDITED)
def merge(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Join a claim to another one."""
    claim = screens.claim(claim_id)
    form = MergeForm(request.POST if request.method == "POST" else None, claim=claim, initial={"seen": claim.version})
    into = form.cleaned_data.get("into") if form.is_bound and form.is_valid() else None
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: merging.merge(claim, sent.cleaned_data["into"], seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()),
        foresee=lambda sent: foreseeing.joined(claim, sent.cleaned_data["into"], at=clock.now()),
        title=_("Merge into another claim"),
        done=_("Merged. Statements and articles have followed; the old address leads on."),
        touches=[into.pk] if into else [],
        context={"into": into},
    )
    return confirming.run(request, step)


@permission_required(screens.CHANGE)
@require_http_methods(EDITED)
def split(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Make a new claim of some statements."""
    claim = screens.claim(claim_id)
    form = SplitForm(request.POST if request.method == "POST" else None, claim=claim, initial={"seen": claim.version})

    def part(sent: SplitForm) -> Claim:
        said = sent.cleaned_data
        moved = [one.pk for one in said["moved"]]
        with transaction.atomic():
            made = merging.split(claim, sent.wanted(), moved, seen=said["seen"], by=logged_in(request), at=clock.now())
            remarking.follow(sent.articles(), Parted.of(claim, made), by=logged_in(request))
        return made

    step = Step(
        claim=claim,
        form=form,
        deed=part,
        foresee=lambda sent: foreseeing.without(claim, [one.pk for one in sent.cleaned_data["moved"]], at=clock.now()),
        title=_("Take the claim apart"),
        done=_("There are two claims now. The marks of the chosen articles follow the new one, all others stay on this one."),
    )
    return confirming.run(request, step)


@permission_required(screens.REMOVE)
@require_POST
def delete(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Delete a claim that was never used; else say where it is used."""
    claim = screens.claim(claim_id)
    try:
        claim_uses.delete_claim(claim, by=logged_in(request), at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{screens.address(claim)}#uses")
    messages.success(request, _("Deleted."))
    return redirect(reverse("newsroom-claims"))
