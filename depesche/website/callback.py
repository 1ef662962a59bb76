"""Public addresses, to be filled in."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
