"""Mailing's panel on the desk's first page: that no mail leaves. What waits for somebody stands in ``needed_now.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from depesche.courier import locking


class LockedPanel(Component):
    """Says to everybody at the desk that no mail leaves, and what to do."""

    name = "sending-locked"
    template_name = "mailing/locked.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the lock's sentence, if one stands."""
        return {"problem": locking.problem()}
