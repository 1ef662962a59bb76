"""The addresses below /api/v1/."""

from __future__ import annotations

from depesche.api import newsletter

urlpatterns = [*newsletter.urlpatterns]
