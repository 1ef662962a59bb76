"""The desk's first page: claims that are newly disputed. Those that somebody should look at again are told of in ``needed_now.py``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wagtail.admin.ui.components import Component

from depesche.kernel import clock
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Claim

SHOWN = 5
NEW = timedelta(days=7)
DISPUTES = (Status.DISPUTED, Status.CONFIRMED_DENIED, Status.DENIED, Status.WITHDRAWN)


class Claims(Component):
    """A short list; nothing is shown when it is empty."""

    name = "newsroom-claims"
    template_name = "newsroom/claims/panel.html"
    order = 30

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return new disputes, the newest first."""
        now = clock.now()
        disputed = Claim.objects.filter(merged_into__isnull=True, status__in=DISPUTES, changed_at__gte=now - NEW).order_by("-changed_at", "-pk")
        return {"disputed": disputed[:SHOWN]}
