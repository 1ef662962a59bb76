"""The desk's first page, asked as a person would: which rows stand there, and what a click on them leads to."""

from __future__ import annotations

import importlib
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from lxml import html as lxml

from depesche.brand.home import waiting
from depesche.brand.home.waiting import Row
from depesche.brand.people import User
from depesche.kernel import clock

PARTS = ("brand", "newsroom", "audience", "mailing", "operations")


def rows_of(user: User, *, at: datetime | None = None) -> dict[str, Row]:
    """Return the rows of a person by their keys; permissions are read afresh."""
    for part in PARTS:
        importlib.import_module(f"depesche.{part}.needed_now")
    fresh: Any = get_user_model().objects.get(pk=user.pk)
    return {row.key: row for row in waiting.rows(fresh, at=at or clock.now())}


def keys_on(page: str) -> list[str]:
    """Return the keys of the rows on a page, in their order."""
    return [str(key) for key in lxml.fromstring(page).xpath("//*[@data-row]/@data-row")]


def words(page: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(" ".join(lxml.fromstring(page).itertext()).split())
