"""Login of the team, below /desk/login/: allauth's views, registration closed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
