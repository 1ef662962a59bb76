"""Probes, below /health/: alive (the process answers) and ready (the database answers and is up to date)."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from depesche.operations import schema


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer that this process is alive."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and no migration waits, else 503 with the reason in one word."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_current = _is_current()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "reason": "database"}, status=503)
    if not is_current:
        _is_current.cache_clear()
        return JsonResponse({"status": "unavailable", "reason": "migrations"}, status=503)
    return JsonResponse({"status": "ok"})


@cache
def _is_current() -> bool:
    return not schema.pending()


urlpatterns: list[URLPattern] = [path("live", live, name="health-live"), path("ready", ready, name="health-ready")]
