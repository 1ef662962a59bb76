"""Statements of sources on a claim's page: a new one, one in the place of another, one taken back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.newsroom.claim_desk import confirming, screens
from depesche.newsroom.claim_desk.confirming import Step
from depesche.newsroom.claim_desk.fields import Reason
from depesche.newsroom.claim_desk.statement_form import StatementForm, initial
from depesche.newsroom.claims import asserting, foreseeing
from depesche.newsroom.claims.terms import AssertionState
from depesche.newsroom.models import Assertion

TEMPLATE = "newsroom/claims/statement.html"


@permission_required(screens.CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Write down what a source says; it counts at once."""
    claim = screens.claim(claim_id)
    asked = {name: request.GET[name] for name in ("source", "stance") if request.GET.get(name, "").isascii() and name in request.GET}
    form = StatementForm(request.POST if request.method == "POST" else None, claim=claim, initial={"seen": claim.version, **asked})
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: asserting.add(claim, sent.statement(), seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()),
        foresee=lambda sent: foreseeing.with_statement(claim, sent.statement(), at=clock.now()),
        title=_("A source says something"),
        done=_("It counts from now on."),
        template=TEMPLATE,
    )
    return confirming.run(request, step)


@permission_required(screens.CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def supersede(request: HttpRequest, claim_id: int, assertion_id: int) -> HttpResponse:
    """Put a statement into the place of one that counts; the old one stays in the history."""
    claim, old = screens.claim(claim_id), _live(request, claim_id, assertion_id)
    begun = {**initial(old), "seen": claim.version}
    form = StatementForm(request.POST if request.method == "POST" else None, claim=claim, but=old, initial=begun)
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: asserting.supersede(old, sent.statement(), seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()),
        foresee=lambda sent: foreseeing.with_statement(claim, sent.statement(), instead_of=old, at=clock.now()),
        title=_("Replace a statement"),
        done=_("The new statement counts; the old one stays in the history."),
        template=TEMPLATE,
        context={"old": old},
    )
    return confirming.run(request, step)


@permission_required(screens.CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: HttpRequest, claim_id: int, assertion_id: int) -> HttpResponse:
    """Take back a statement that should never have stood here."""
    claim, old = screens.claim(claim_id), _live(request, claim_id, assertion_id)
    form = Reason(request.POST if request.method == "POST" else None, initial={"seen": claim.version})
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: asserting.retract(
            old, reason=sent.cleaned_data["reason"], seen=sent.cleaned_data["seen"], by=logged_in(request), at=clock.now()
        ),
        foresee=lambda _sent: foreseeing.without(claim, [old.pk], at=clock.now()),
        title=_("Take a statement back"),
        done=_("The statement counts no longer; the history says why."),
        context={"old": old},
    )
    return confirming.run(request, step)


def _live(request: HttpRequest, claim_id: int, assertion_id: int) -> Assertion:
    """Return a statement: to read, one that counts; to write, any that did, so that what was typed meanwhile is not lost."""
    found = Assertion.objects.filter(claim_id=claim_id, pk=assertion_id).exclude(state=AssertionState.DRAFT).select_related("source", "claim").first()
    if found is None or (request.method != "POST" and found.state != AssertionState.LIVE):
        raise Http404
    return found
