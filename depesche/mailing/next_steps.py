"""What can be done with a campaign next, by its state and by what a person may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.mailing import approval
from depesche.mailing.models import Campaign
from depesche.mailing.preflight import Finding

COMPOSE, APPROVE, SEND = "mailing.change_campaign", "mailing.approve_campaign", "mailing.send_campaign"
State = Campaign.State


@dataclass(frozen=True)
class Action:
    """Something a person can do now; ``name`` is the last part of its address."""

    name: str
    label: object
    is_main: bool = False
    is_serious: bool = False
    is_link: bool = False


TEST = Action("test", gettext_lazy("Send me a test mail"))
TAKE_BACK = Action("take_back", gettext_lazy("Back to draft"))
CANCEL = Action("confirm_cancel", gettext_lazy("Cancel campaign …"), is_serious=True, is_link=True)
BY_STATE: dict[str, tuple[tuple[str, Action], ...]] = {
    State.DRAFT: ((COMPOSE, Action("submit", gettext_lazy("Submit for approval"), is_main=True)), (COMPOSE, TEST)),
    State.WAITING: ((APPROVE, Action("approve", gettext_lazy("Approve"), is_main=True)), (COMPOSE, TEST), (COMPOSE, TAKE_BACK)),
    State.APPROVED: (
        (SEND, Action("confirm", gettext_lazy("Send …"), is_main=True, is_link=True)),
        (COMPOSE, TEST),
        (COMPOSE, TAKE_BACK),
        (SEND, CANCEL),
    ),
    State.SENDING: ((SEND, Action("pause", gettext_lazy("Pause"))), (SEND, CANCEL)),
    State.PAUSED: ((SEND, Action("resume", gettext_lazy("Go on"), is_main=True)), (SEND, CANCEL)),
}


def of(campaign: Campaign, user: Any, findings: Sequence[Finding], *, is_void: bool) -> list[Action]:
    """Return what a person can do with a campaign.

    :param findings: what stands against sending it
    :param is_void: whether its content has changed since it was approved
    """
    allowed = [action for permission, action in BY_STATE.get(campaign.state, ()) if user.has_perm(permission)]
    if is_void:
        allowed = [Action("approve", _("Approve again"), is_main=True) if action.name == "confirm" else action for action in allowed]
    if any(finding.blocks for finding in findings):
        allowed = [action for action in allowed if not action.is_main and action is not TEST]
    if campaign.send_at and campaign.state == State.APPROVED and user.has_perm(SEND):
        allowed.append(Action("unschedule", _("Do not send by itself")))
    return [action for action in allowed if action.name != "approve" or approval.stands_against(campaign, user) is None]


def may_end(campaign: Campaign) -> bool:
    """Whether a campaign is in a state in which it can be cancelled."""
    return CANCEL in [action for _permission, action in BY_STATE.get(campaign.state, ())]
