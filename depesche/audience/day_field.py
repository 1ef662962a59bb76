"""A field for a day at the desk: what no calendar here can mean is refused, before any reckoning stumbles over it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as fields
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1990, 1, 1), date(2999, 12, 31)


class DayField(fields.DateField):
    """A day that can be right: nobody agreed to mail, or asked for anything, before there was any."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=fields.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> date | None:
        """Refuse a day of another age."""
        day: date | None = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            raise fields.ValidationError(_("This day cannot be right."))
        return day
