"""One campaign at the desk: looking at it, testing, submitting, approving, sending, following. Every change is a POST, every view asks the role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from depesche.brand.models import User
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import (
    approval,
    composing,
    first_bulk,
    following,
    next_steps,
    notices,
    preflight,
    rendering,
    report,
    scheduling,
    selection,
    starting,
    stopping,
)
from depesche.mailing.correcting import desk as corrections
from depesche.mailing.first_bulk import Reason
from depesche.mailing.models import Campaign
from depesche.mailing.next_steps import APPROVE, COMPOSE, SEND

NAMESPACE = "campaigns"
LOOK = ("mailing.view_campaign", COMPOSE, APPROVE, SEND)
State = Campaign.State
LIVELY = frozenset({State.WAITING, State.APPROVED, State.SENDING, State.PAUSED})


def address(campaign: Campaign) -> str:
    """Return where a campaign's page stands."""
    return reverse(f"{NAMESPACE}:show", args=[campaign.pk])


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a campaign: state, what stands against it, what to do next, the mail itself, and the numbers."""
    campaign = _campaign(request, pk, *LOOK)
    is_open = campaign.state in composing.EDITABLE
    findings = preflight.findings(campaign) if is_open else []
    of_domain = first_bulk.findings(campaign, at=clock.now()) if is_open else []
    needs_reason = campaign.state == State.APPROVED and any(finding.blocks for finding in of_domain)
    content = _content(campaign) if is_open else None
    is_void = campaign.state == State.APPROVED and content is not None and content.digest != campaign.approved_digest
    against = [*findings, *(of_domain if needs_reason and not is_void else [])]
    view = request.GET.get("view", "desktop")
    context = {
        "campaign": campaign,
        "findings": [*findings, *of_domain],
        "needs_reason": needs_reason and request.user.has_perm(SEND),
        "large": first_bulk.LARGE,
        "least_reason": first_bulk.LEAST_REASON,
        "blocked": any(finding.blocks for finding in findings),
        "teasers": [teaser.article.title for teaser in campaign.teasers.all()],
        "digest": content.digest if content else "",
        "void": is_void,
        "actions": next_steps.of(campaign, request.user, against, is_void=is_void),
        "why_not": _why_not(campaign, request.user),
        "view": view if view in {"desktop", "phone", "text"} else "desktop",
        "views": [("desktop", _("Desktop")), ("phone", _("Phone")), ("text", _("Plain text"))],
        "corrections": corrections.of_campaign(campaign, at=clock.now()),
        **following.context(campaign, at=clock.now()),
        **_frame(campaign, []),
    }
    return TemplateResponse(request, "mailing/show.html", context)


@require_GET
@xframe_options_sameorigin
def mail(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Answer with the mail itself, for the sandboxed frame: HTML or text."""
    campaign = _campaign(request, pk, *LOOK)
    if campaign.sent_at:
        html, text = campaign.html_sent, campaign.text_sent
    else:
        content = rendering.content(campaign)
        html, text = content.html, content.text
    if kind == "text":
        return HttpResponse(rendering.whole(text, at=clock.now()), content_type="text/plain; charset=utf-8")
    return HttpResponse(rendering.whole(html, at=clock.now()))


@require_GET
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before sending, with the number of recipients."""
    campaign = _campaign(request, pk, SEND)
    if campaign.state != State.APPROVED:
        return redirect(address(campaign))
    context = {
        "campaign": campaign,
        "number": selection.expected(campaign, at=clock.now()),
        "findings": [*preflight.findings(campaign), *first_bulk.findings(campaign, at=clock.now())],
        **_frame(campaign, [{"url": "", "label": _("Send")}]),
    }
    return TemplateResponse(request, "mailing/confirm.html", context)


@require_GET
def confirm_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before a campaign ends for good, with the numbers of those who have it and those who will not get it."""
    campaign = _campaign(request, pk, SEND)
    if not next_steps.may_end(campaign):
        return redirect(address(campaign))
    context = {
        "campaign": campaign,
        "counts": report.report(campaign),
        "can_pause": campaign.state == State.SENDING,
        **_frame(campaign, [{"url": "", "label": _("Cancel campaign")}]),
    }
    return TemplateResponse(request, "mailing/confirm_cancel.html", context)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the mail to oneself."""
    campaign = _campaign(request, pk, COMPOSE, APPROVE)
    notices.test_mail(campaign, to=person(request), at=clock.now())
    return _done(request, campaign, _("A test mail to %(address)s is on its way.") % {"address": person(request).email})


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for approval."""
    campaign = _campaign(request, pk, COMPOSE)
    approval.submit(campaign, at=clock.now())
    return _done(request, campaign, _("The campaign now waits for approval by a second person."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it a draft again."""
    campaign = _campaign(request, pk, COMPOSE)
    approval.take_back(campaign)
    return _done(request, campaign, _("The campaign is a draft again."))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was seen."""
    campaign = _campaign(request, pk, APPROVE)
    approval.approve(campaign, by=person(request), seen=request.POST.get("digest", ""), at=clock.now())
    return _done(request, campaign, _("The campaign is approved and can be sent."))


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Start sending; a second click changes nothing."""
    campaign = _campaign(request, pk, SEND)
    number = starting.start(campaign, at=clock.now())
    return _done(request, campaign, _("The campaign is being sent to %(number)s candidates.") % {"number": number})


@require_POST
def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it start although the sending domain is not fit, for a reason."""
    campaign = _campaign(request, pk, SEND)
    first_bulk.give_reason(campaign, Reason(request.POST.get("reason", ""), by=person(request)), at=clock.now())
    return _done(request, campaign, _("The campaign can be sent; your reason stands in the log."))


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Have sending begin by itself; the moment comes in the site's time zone."""
    campaign = _campaign(request, pk, SEND)
    moment = parse_datetime(request.POST.get("when", ""))
    if moment is None:
        messages.error(request, _("Name a day and a time."))
        return redirect(reverse(f"{NAMESPACE}:confirm", args=[campaign.pk]))
    scheduling.schedule(campaign, send_at=moment if moment.tzinfo else timezone.make_aware(moment), at=clock.now())
    return _done(request, campaign, _("The campaign will be sent by itself."))


@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not let it begin by itself."""
    campaign = _campaign(request, pk, SEND)
    scheduling.unschedule(campaign)
    return _done(request, campaign, _("The campaign will not be sent by itself."))


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop for now."""
    campaign = _campaign(request, pk, SEND)
    stopping.pause(campaign, reason=_("Paused at the desk by %(person)s.") % {"person": request.user})
    return _done(request, campaign, _("Sending is paused."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on."""
    campaign = _campaign(request, pk, SEND)
    stopping.resume(campaign)
    return _done(request, campaign, _("Sending goes on."))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """End for good."""
    campaign = _campaign(request, pk, SEND)
    stopping.cancel(campaign, at=clock.now())
    return _done(request, campaign, _("The campaign is cancelled."))


DEEDS: Sequence[Callable[..., HttpResponse]] = (test, submit, take_back, approve, send, give_reason, schedule, unschedule, pause, resume, cancel)
urlpatterns = [
    path("<int:pk>/", show, name="show"),
    path("<int:pk>/confirm/", confirm, name="confirm"),
    path("<int:pk>/confirm-cancel/", confirm_cancel, name="confirm_cancel"),
    path("<int:pk>/mail/<slug:kind>/", mail, name="mail"),
    *(path(f"<int:pk>/{deed.__name__.replace('_', '-')}/", deed, name=deed.__name__) for deed in DEEDS),
]


def _why_not(campaign: Campaign, user: Any) -> Refusal | None:
    """Why this person sees no button to approve."""
    return approval.stands_against(campaign, user) if campaign.state == State.WAITING and user.has_perm(APPROVE) else None


def _content(campaign: Campaign) -> rendering.Content | None:
    try:
        return rendering.content(campaign)
    except Refusal:
        return None  # the page shows the same refusal among the findings


def _frame(campaign: Campaign, further: list[dict[str, str]]) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(f"{NAMESPACE}:index"), "label": _("Newsletters")},
        {"url": address(campaign) if further else "", "label": campaign.subject or _("(no subject)")},
        *further,
    ]
    return {"breadcrumbs_items": items, "header_icon": "mail", "header_title": campaign.subject, "page_title": campaign.subject}


def _campaign(request: HttpRequest, pk: int, *permissions: str) -> Campaign:
    """Return a campaign if the person has one of the permissions.

    :raises PermissionDenied: if not
    """
    if not any(person(request).has_perm(permission) for permission in permissions):
        raise PermissionDenied
    return get_object_or_404(Campaign.objects.select_related("purpose", "author", "approved_by", "last_edited_by"), pk=pk)


def person(request: HttpRequest) -> User:
    """Return who is logged in; the desk's addresses ask for a login before."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _done(request: HttpRequest, campaign: Campaign, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(address(campaign))
