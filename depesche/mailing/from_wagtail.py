"""What Wagtail tells mailing by signal: one line each, calling the deed."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_unpublished

from depesche.mailing import breaking


def connect() -> None:
    """Receive; called once, when the process starts."""
    page_unpublished.connect(_unpublished, dispatch_uid="mailing-unpublished")


def _unpublished(instance: Page, **_: Any) -> None:
    breaking.stop(instance)
