"""The desk's home: claims that somebody should look at again, and those that are newly disputed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from depesche.kernel import clock
from depesche.newsroom.claim_desk import listing
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Claim

SHOWN = 5
NEW = timedelta(days=7)
DISPUTES = (Status.DISPUTED, Status.CONFIRMED_DENIED, Status.DENIED, Status.WITHDRAWN)


class Claims(Component):
    """Two short lists; nothing is shown when both are empty."""

    name = "newsroom-claims"
    template_name = "newsroom/claims/panel.html"
    order = 30

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return overdue claims, the longest first, and new disputes, the newest first."""
        now = clock.now()
        overdue = listing.overdue(today=timezone.localdate(now))
        disputed = Claim.objects.filter(merged_into__isnull=True, status__in=DISPUTES, changed_at__gte=now - NEW).order_by("-changed_at", "-pk")
        return {"overdue": overdue[:SHOWN], "overdue_count": overdue.count(), "disputed": disputed[:SHOWN]}
