"""What the history of a page says about deeds that are not Wagtail's own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

from depesche.newsroom import breaking, publishing, ticker
from depesche.newsroom.claims.gate_rows import Mode, Work
from depesche.newsroom.gating import bypassing, setting

MARKS = {"important": _("important"), "pinned": _("pinned")}
CHOSEN = {**dict(Work.choices), **dict(Mode.choices)}
WHY = {"replaced": _("by newer ones"), "by hand": _("by hand"), "time": _("its time was over")}


def register(actions: LogActionRegistry) -> None:
    """Name every deed, and say for each line of the history what was done."""
    actions.register_action(ticker.OPENED, _("Open the ticker"), _("Ticker opened"))
    actions.register_action(ticker.CLOSED, _("Close the ticker"), _("Ticker closed"))
    _sentence(actions, ticker.PUBLISHED, _("Publish a ticker entry"), _("Ticker entry %(number)s published: %(headline)s"))
    _sentence(actions, ticker.CHANGED, _("Change a ticker entry"), _("Ticker entry %(number)s changed: %(headline)s"))
    _sentence(actions, ticker.MARKED, _("Mark a ticker entry"), _("Ticker entry %(number)s marked: %(headline)s (%(marks)s)"))
    _sentence(actions, ticker.WITHDRAWN, _("Withdraw a ticker entry"), _("Ticker entry %(number)s withdrawn: %(headline)s"))
    _sentence(actions, breaking.SET, _("Announce breaking news"), _("Breaking news announced for %(minutes)s minutes: %(headline)s"))
    _sentence(actions, breaking.TAKEN_DOWN, _("End breaking news"), _("Breaking news ended (%(why)s): %(headline)s"))
    _sentence(actions, publishing.SCHEDULE_REFUSED, _("Not published as scheduled"), _("Not published as scheduled: %(reason)s"))
    _sentence(
        actions,
        bypassing.BYPASSED,
        _("Publish without a source for a reason"),
        _("Published with statements without a source (%(count)s): %(reason)s"),
    )
    _sentence(actions, bypassing.WARNED, _("Publish without a source"), _("Published with statements without a source (%(count)s)"))
    _sentence(actions, setting.SET, _("Set a rule for sources"), _("Rule for sources, %(work)s: %(to)s instead of %(from)s"))


def _sentence(actions: LogActionRegistry, action: str, label: Any, sentence: Any) -> None:  # noqa: PLR0917 - a line of a table
    """Register a deed whose line is made from what the deed told."""

    class Formatter(LogFormatter):
        def format_message(self, log_entry: Any) -> str:
            told = {"reason": "", "number": "", **log_entry.data, "headline": log_entry.data.get("headline") or "…"}
            told["why"] = WHY.get(told["reason"], "")
            told |= {key: CHOSEN[told[key]] for key in ("work", "from", "to") if told.get(key) in CHOSEN}
            told["marks"] = ", ".join(str(name) for key, name in MARKS.items() if told.get(key)) or _("neither important nor pinned")
            return str(sentence % told)

    Formatter.label = label
    actions.register_action(action)(Formatter)
