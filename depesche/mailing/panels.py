"""Mailing's panel on the desk's home: campaigns that wait for approval, or are being sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from depesche.courier import locking
from depesche.mailing import desk
from depesche.mailing.models import Campaign

SHOWN = (Campaign.State.WAITING, Campaign.State.APPROVED, Campaign.State.SENDING, Campaign.State.PAUSED)


class LockedPanel(Component):
    """Says to everybody at the desk that no mail leaves, and what to do."""

    name = "sending-locked"
    template_name = "mailing/locked.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the lock's sentence, if one stands."""
        return {"problem": locking.problem()}


class CampaignsPanel(Component):
    """What of the campaigns needs somebody."""

    name = "campaigns"
    template_name = "mailing/panel.html"
    order = 150

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the campaigns, those that wait for approval first."""
        if not any(self.user.has_perm(permission) for permission in desk.LOOK):
            return {"rows": []}
        found = Campaign.objects.filter(state__in=SHOWN).select_related("purpose", "author")
        rows = sorted(found[:20], key=lambda campaign: SHOWN.index(Campaign.State(campaign.state)))
        return {"rows": [(campaign, desk.address(campaign)) for campaign in rows]}
