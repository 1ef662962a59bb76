"""The desk's page with the record of processing activities, to be printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from depesche.audience import record
from depesche.audience.screens import ADDRESSES, PROOF, Screen, Screens


class RecordView(Screen):
    """The record as the configuration is now; no person is in it."""

    asks_for: tuple[str, ...] = (ADDRESSES, PROOF)
    page_title: Any = _("Record of processing activities")
    header_icon = "clipboard-list"
    template_name = "audience/record.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show it."""
        return self.show(record=record.compile_record())


class ProcessingRecord(Screens):
    """The record."""

    name: Any = "processing-record"
    icon: Any = "clipboard-list"
    menu_label: Any = _("Record of processing")
    views = (("", "index", RecordView),)
