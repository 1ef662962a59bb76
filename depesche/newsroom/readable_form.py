"""A form of the desk that answers what no browser sends with a sentence beside the field."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

DIGITS = 9


class ReadableForm(WagtailAdminModelForm):
    """Wagtail's editors and choosers crash on values that they did not write themselves; here these count as not sent, and are refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unreadable = [name for name in self.fields if self.is_bound and not self._is_readable(name)]
        if self.unreadable:
            sent: Any = copy.copy(self.data)
            for name in self.unreadable:
                sent.pop(self.add_prefix(name), None)
            self.data = sent

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be read."""
        super().clean()
        for name in self.unreadable:
            self.add_error(name, ValidationError(_("This cannot be read. Please enter it again."), code="unreadable"))
        return self.cleaned_data

    def _is_readable(self, name: str) -> bool:
        field = self.fields[name]
        try:
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError):
            return False
        if value and isinstance(field, forms.ModelChoiceField):
            return str(value).isascii() and str(value).isdigit() and len(str(value)) <= DIGITS
        return True
