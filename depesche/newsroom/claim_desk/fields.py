"""Fields that the forms of claims have in common."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.terms import FIRST_YEAR, LAST_YEAR


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Hour(forms.TimeInput):
    """A time of day, with the browser's own picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Number(forms.Field):
    """A number as it is written in the language of the desk: 12.000,5 in German, 12,000.5 in English. What could mean both is refused."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput({"inputmode": "decimal", "maxlength": 30}), **more)

    def to_python(self, value: Any) -> Decimal | None:
        """Read a number."""
        text = "".join(str(value or "").split())
        if not text:
            return None
        point, group = (",", ".") if (get_language() or "").startswith("de") else (".", ",")
        found = re.fullmatch(rf"-?(?:\d{{1,3}}(?:\{group}\d{{3}})+|\d{{1,15}})(?:\{point}\d{{1,4}})?", text)
        number = Decimal(text.replace(group, "").replace(point, ".")) if found and text.isascii() else None
        if number is None or abs(number) >= Decimal(10) ** 15:
            raise ValidationError(_("This is no number. Please write it like %(one)s."), code="no-number", params={"one": f"12{group}000{point}5"})
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number as it is written."""
        if not isinstance(value, Decimal):
            return value
        plain = format(value.normalize(), "f")
        return number_format(Decimal(plain), use_l10n=True, force_grouping=True)


def day(label: object, help_text: object = "", *, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=Day(), validators=[_check_day])  # type: ignore[arg-type]


def _check_day(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        message = _("Please choose a day between the years %(first)s and %(last)s.")
        raise ValidationError(message, code="day-far-off", params={"first": str(FIRST_YEAR), "last": str(LAST_YEAR)})


def line(label: object, most: int, help_text: object = "", *, required: bool = False) -> forms.CharField:
    """Return a field for one line of text."""
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required)  # type: ignore[arg-type]


def lines(label: object, most: int, help_text: object = "", *, required: bool = False) -> forms.CharField:
    """Return a field for some lines of text."""
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=forms.Textarea({"rows": 3}))  # type: ignore[arg-type]


class Seen(forms.Form):
    """A form that changes a claim; ``seen`` is the version that its editor began with."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class Reason(Seen):
    """Why something is taken back."""

    reason = lines(_("Reason"), 300, _("One sentence. It stays in the claim's history."), required=True)
