"""The audience's panel on the desk's home: requests whose month is nearly over, and consents that nobody uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from depesche.audience import answering, staleness
from depesche.audience.rights_admin import RIGHTS
from depesche.kernel import clock, options


class DuePanel(Component):
    """What of people's rights needs somebody."""

    name = "data-requests"
    template_name = "audience/due_panel.html"
    order = 120

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the requests that are due within a week, and how many consents are stale (L-09)."""
        if not self.user.has_perm(RIGHTS):
            return {"rows": [], "stale": 0}
        now = clock.now()
        months = {"stale_months": options.current().consent_stale_months, "end_months": options.current().consent_end_months}
        return {"rows": list(answering.pressing(at=now)[:20]), "stale": staleness.stale(at=now), "now": now, **months}
