"""The first large campaign does not start while big receivers would refuse it (S-20), unless somebody says why it may.

The DNS is asked before the transaction of the start, which holds locks; in it only the database is asked whether the answer still fits.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.brand import identity
from depesche.brand.models import User
from depesche.courier.sending_domain import looking
from depesche.courier.sending_domain.finding import Found, Light
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing import header_coverage, selection
from depesche.mailing.models import Campaign
from depesche.mailing.preflight import Finding

LARGE = 5_000  # recipients; Gmail's bulk senders send "close to 5,000 messages or more" within a day (support.google.com/mail/answer/81126)
LEAST_REASON = 20  # characters
REASON_GIVEN = "sending_domain_reason"
Verdict = Campaign.DomainVerdict
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Permit:
    """What the look at the sending domain said, for the start that follows."""

    verdict: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a campaign may go although something is red: the words, and who says so; ``shell`` names the operating system's user."""

    text: str
    by: User | None = None
    shell: str = ""


def concerns(campaign: Campaign, *, at: datetime) -> bool:
    """Whether this would be the first campaign to more than :data:`LARGE` people that really leaves; asks the database only."""
    if not looking.is_wanted() or Campaign.objects.exclude(domain_verdict="").exclude(pk=campaign.pk).exists():
        return False
    return selection.is_more_than(campaign, LARGE, at=at)


def findings(campaign: Campaign, *, at: datetime) -> list[Finding]:
    """Return for the desk and the shell what is not green, what keeps the campaign from starting first; asks the DNS, so never under a lock."""
    if not concerns(campaign, at=at):
        return []
    shown = [one for one in _look(campaign, at=at) if one.hinders or one.light is Light.WARNING]
    open_sides = {one.side for one in _hindering(campaign, shown)}
    made = [Finding(f"sending-domain-{one.side.lower()}", one.message, one.help, blocks=one.side in open_sides) for one in shown]
    return sorted(made, key=lambda finding: not finding.blocks)


def permit(campaign: Campaign, *, at: datetime) -> Permit:
    """Ask whether a campaign may start; asks the DNS, so never under a lock.

    :raises Refusal: ``sending-domain``, with a sentence for each side that is red or unknown
    """
    if not concerns(campaign, at=at):
        return Permit()
    found = [one for one in _look(campaign, at=at) if one.hinders]
    hindering = _hindering(campaign, found)
    if not hindering:
        return Permit(Verdict.DESPITE if found else Verdict.FIT)
    message = _("This would be the first newsletter to more than %(number)s people, and big receivers would refuse it: %(said)s")
    help = _("%(mend)s Or say why it may go nevertheless, at the desk or with --despite-domain.")
    mend = " ".join(dict.fromkeys(one.help for one in hindering))
    raise Refusal(
        code="sending-domain",
        message=message % {"number": LARGE, "said": " ".join(one.message for one in hindering)},
        help=help % {"mend": mend},
    )


def require(campaign: Campaign, permitted: Permit, *, at: datetime) -> None:
    """In the transaction of the start: see that a campaign that concerns this was looked at.

    :raises Refusal: ``sending-domain-not-asked`` if it has grown large since
    """
    if not permitted.verdict and concerns(campaign, at=at):
        raise Refusal(
            code="sending-domain-not-asked",
            message=_("Meanwhile the campaign has more than %(number)s recipients.") % {"number": LARGE},
            help=_("Start it once more; the sending domain is looked at first."),
        )


def give_reason(campaign: Campaign, reason: Reason, *, at: datetime) -> None:
    """Let an approved campaign start although something is red or unknown: for just these sides, with a reason in the log.

    Where nothing stands against it, nothing is recorded.

    :raises Refusal: ``reason-too-short`` or ``not-approved``
    """
    text = " ".join(reason.text.split())
    if len(text) < LEAST_REASON:
        raise Refusal(
            code="reason-too-short",
            message=_("The reason is too short."),
            help=_("Say in at least %(number)s characters why the campaign may go nevertheless.") % {"number": LEAST_REASON},
        )
    if not concerns(campaign, at=at):
        return
    sides = [one.side for one in _look(campaign, at=at) if one.hinders]
    if sides:
        _record(campaign, sides, Reason(text, reason.by, reason.shell), at=at)


def _record(campaign: Campaign, sides: list[str], reason: Reason, *, at: datetime) -> None:
    who = str(reason.by) if reason.by else f"{reason.shell} (shell)"
    with transaction.atomic():
        changed = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.APPROVED).update(
            domain_despite=",".join(sides), domain_reason=reason.text[:500], domain_reason_by=who[:255]
        )
        if not changed:
            raise Refusal(
                code="not-approved",
                message=_("The campaign “%(subject)s” is not approved.") % {"subject": campaign.subject},
                help=_("A second person has to approve it first."),
            )
        body = {
            "campaign": campaign.pk,
            "sides": sides,
            "reason": reason.text[:500],
            "by": reason.by.pk if reason.by else None,
            "shell": reason.shell,
        }
        book.append(Fact(REASON_GIVEN, body), at=at)
    log.warning("campaign %s may start although the sending domain is not fit (%s): %s, says %s", campaign.pk, ", ".join(sides), reason.text, who)
    campaign.refresh_from_db()


def _look(campaign: Campaign, *, at: datetime) -> list[Found]:
    return [*looking.look(identity.sender_domain()), header_coverage.look(campaign, at=at)]


def _hindering(campaign: Campaign, found: list[Found]) -> list[Found]:
    """Return what hinders and was given no reason for."""
    despite = campaign.domain_despite.split(",")
    return [one for one in found if one.hinders and one.side not in despite]
