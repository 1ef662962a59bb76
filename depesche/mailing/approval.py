"""The second pair of eyes. An approval binds the digest of everything that decides the mail's bytes; it is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.brand.models import User
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing import notices, preflight, rendering, starting
from depesche.mailing.models import Campaign

State = Campaign.State
PERMISSION = "mailing.approve_campaign"


@dataclass(frozen=True)
class Shell:
    """Who asks from the shell: the name of the operating system's user, shown at the desk beside the approval."""

    user: str


def submit(campaign: Campaign, *, at: datetime) -> None:
    """Ask for approval; asking twice changes nothing.

    :raises Refusal: what ``preflight.check`` finds, or ``campaign-closed``
    """
    with transaction.atomic():
        present = _locked(campaign)
        if present.state != State.DRAFT:
            _require(present, State.WAITING, State.APPROVED)
            return
        preflight.check(present)
        present.state = State.WAITING
        present.save(update_fields=["state"])
    campaign.refresh_from_db()


def take_back(campaign: Campaign) -> None:
    """Make a campaign a draft again, for further work; an approval ends.

    :raises Refusal: ``campaign-closed``
    """
    with transaction.atomic():
        present = _locked(campaign)
        _require(present, State.DRAFT, State.WAITING, State.APPROVED)
        present.state, present.send_at, present.pause_reason = State.DRAFT, None, ""
        present.approved_by, present.approved_at = None, None
        present.approved_digest = present.approved_route = present.approved_note = ""
        present.save()
    campaign.refresh_from_db()


def approve(campaign: Campaign, *, by: User, seen: str, at: datetime) -> None:
    """Approve what the person has seen; approving twice changes nothing.

    :param seen: the content digest of the page on which the button stood
    :raises Refusal: ``may-not-approve``, ``own-campaign``, ``content-changed``, ``not-waiting`` or a finding of the pre-flight
    """
    with transaction.atomic():
        present = _locked(campaign)
        if present.state == State.APPROVED and present.approved_by_id == by.pk and starting.is_approval_valid(present):
            return
        _require(present, State.WAITING, State.APPROVED)
        digest = _checked(present, by)
        if digest != seen:
            raise Refusal(
                code="content-changed",
                message=_("The content has changed while you were reading."),
                help=_("Please look at it once more and approve again."),
            )
        _record(present, by=by, digest=digest, route=Campaign.Route.DESK, at=at)
    campaign.refresh_from_db()


def approve_from_shell(campaign: Campaign, *, naming: User, shell: Shell, at: datetime) -> None:
    """Approve from the command line, naming a person who may; it is shown so at the desk and mailed to the person.

    :raises Refusal: ``shell-approval-off``, or as :func:`approve`
    """
    if not options.current().shell_approval:
        raise Refusal(
            code="shell-approval-off",
            message=_("Approving from the shell is switched off."),
            help=_("Approve at the desk, or set DEPESCHE_SHELL_APPROVAL=on."),
        )
    with transaction.atomic():
        present = _locked(campaign)
        _require(present, State.DRAFT, State.WAITING, State.APPROVED)
        digest = _checked(present, naming)
        present.approved_note = f"{shell.user}"[:255]
        _record(present, by=naming, digest=digest, route=Campaign.Route.SHELL, at=at)
        notices.approved_from_shell(present, to=naming, user=shell.user, at=at)
    campaign.refresh_from_db()


def approve_in_advance(campaign: Campaign, *, by: User, route: Campaign.Route, at: datetime) -> None:
    """Approve what a person agreed to send before it was there: an issue of a digest, or breaking news.

    Whether the person may, the caller knows: for a digest a second person switched it on, breaking news are confirmed a second time.

    :raises Refusal: a finding of the pre-flight, or ``campaign-closed``
    """
    with transaction.atomic():
        present = _locked(campaign)
        _require(present, State.DRAFT)
        preflight.check(present)
        _record(present, by=by, digest=rendering.content(present).digest, route=route, at=at)
    campaign.refresh_from_db()


def stands_against(campaign: Campaign, person: User) -> Refusal | None:
    """Return why this person cannot approve this campaign, or ``None``."""
    if not person.is_active or not person.has_perm(PERMISSION):
        return Refusal(
            code="may-not-approve",
            message=_("%(person)s may not approve campaigns.") % {"person": person},
            help=_("Chiefs may; an administrator gives the role at the desk."),
        )
    if person.pk in {campaign.author_id, campaign.last_edited_by_id}:
        return Refusal(
            code="own-campaign",
            message=_("%(person)s wrote or changed this campaign and so cannot approve it.") % {"person": person},
            help=_("A second person has to look at it."),
        )
    return None


def _checked(campaign: Campaign, person: User) -> str:
    problem = stands_against(campaign, person)
    if problem is not None:
        raise problem
    preflight.check(campaign)
    return rendering.content(campaign).digest


def _record(campaign: Campaign, *, by: User, digest: str, route: Campaign.Route, at: datetime) -> None:
    campaign.state, campaign.send_at, campaign.pause_reason = State.APPROVED, None, ""
    campaign.approved_by, campaign.approved_at, campaign.approved_digest = by, at, digest
    campaign.approved_route = route
    campaign.approved_note = campaign.approved_note if route == Campaign.Route.SHELL else ""
    campaign.save()
    body = {"campaign": campaign.pk, "content": digest, "purpose": campaign.purpose.key, "route": str(campaign.approved_route)}
    book.append(Fact("campaign_approved", body), at=at)


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _require(campaign: Campaign, *states: Campaign.State) -> None:
    if campaign.state in states:
        return
    code = "not-waiting" if campaign.state == State.DRAFT else "campaign-closed"
    raise Refusal(
        code=code,
        message=_("The campaign “%(subject)s” is: %(state)s.") % {"subject": campaign.subject, "state": campaign.get_state_display()},
        help=_("Look at it again; somebody may have been faster."),
    )
