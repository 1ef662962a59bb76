"""What happened, event by event: when, what, how, and where the log has it; plain data in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from depesche.audience import desk
from depesche.audience.paper.printable import Exact
from depesche.audience.records import chain
from depesche.kernel import clock
from depesche.ledger.book import Event

Facts = list[tuple[str, str]]
TIMES = {**chain.TIMES, "confirm_mail_handed_over": "handed_over_at", "refused_not_me": "refused_at"}


def moment(at: datetime) -> str:
    """Return a time as people here read it, with its zone."""
    here = localtime(at)
    return f"{date_format(here, 'DATE_FORMAT')}, {here:%H:%M:%S} {here.tzname()}"


def happened(events: Iterable[Event], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return each event for the paper, oldest first.

    :param titles: the purposes' titles as they were shown
    """
    return [_line(event, titles) for event in events]


def handed_over(events: Iterable[Event]) -> list[Facts]:
    """Return the facts of each confirmation mail that a server took (L-21)."""
    return [_mail(event.body) for event in events if event.kind == "confirm_mail_handed_over"]


def _line(event: Event, titles: Mapping[str, str]) -> dict[str, Any]:
    at = clock.from_milliseconds(event.body.get(TIMES.get(event.kind, ""), "") or clock.to_milliseconds(event.recorded_at))
    details = DETAILS.get(event.kind)
    return {
        "what": capfirst(str(desk.KINDS.get(event.kind, event.kind))),
        "when": moment(at),
        "utc": clock.to_milliseconds(at),
        "purposes": " · ".join(titles.get(key, key) for key in event.body.get("purposes", ())),
        "facts": [fact for fact in details(event.body) if fact[1]] if details else [],
        "entry": str(event.index),
        "digest": Exact(event.commitment.hex()),
    }


def _requested(body: Mapping[str, Any]) -> Facts:
    form = body["form"]
    return [
        (_("Address as typed"), body["typed"]),
        (_("Form"), _("%(name)s, version %(number)s") % {"name": form["slug"], "number": form["number"]}),
        (_("Button"), form["button_label"]),
        (_("Page"), body["page"]),
        (_("Consent text"), f"{body['text']['name']} v{body['text']['number']}"),
        (_("Network (shortened)"), body["network"]),
    ]


def _confirmed(body: Mapping[str, Any]) -> Facts:
    return [
        (_("How"), _("the button on the page that the link in the confirmation mail opens (HTTP POST)")),
        (_("After the sign-up"), _("%(seconds)s seconds") % {"seconds": body["seconds_since_request"]}),
        (_("Network (shortened)"), body["network"]),
    ]


def _withdrawn(body: Mapping[str, Any]) -> Facts:
    return [(_("How"), str(desk.CHANNELS.get(body["channel"], body["channel"]))), (_("Note"), body["note"])]


def _stated(body: Mapping[str, Any]) -> Facts:
    return [(_("Statement"), body["sentence"]), (_("Signed by"), body["signed_by"])]


def _moved(body: Mapping[str, Any]) -> Facts:
    entries = ", ".join(str(index) for index in sorted(set(body["first_given"].values())))
    return [
        (_("How"), _("the button on the page that the link in the mail to the new address opens (HTTP POST)")),
        (_("First given by"), _("entry %(number)s of the log") % {"number": entries}),
    ]


def _unused(body: Mapping[str, Any]) -> Facts:
    return [(_("Unused since"), body["unused_since"])]


def _imported(body: Mapping[str, Any]) -> Facts:
    return [(_("Where from"), body["source"]), (_("Evidence"), str(desk.GRADES.get(body["grade"], body["grade"])))]


def _read(body: Mapping[str, Any]) -> Facts:
    return [(_("By whom"), _("the person") if body["reader"] == "person" else body["reader"])]


def _taken(body: Mapping[str, Any]) -> Facts:
    return [("Message-ID", body["message_id"]), (_("The server's answer"), body["reply"])]


def _mail(body: Mapping[str, Any]) -> Facts:
    return [
        (_("Recipient"), body["recipient"]),
        ("Message-ID", body["message_id"]),
        (_("Handed over"), body["handed_over_at"]),
        (_("The server's answer"), body["reply"]),
        ("SHA-256", Exact(body["mail_sha256"])),
    ]


DETAILS: dict[str, Callable[[Mapping[str, Any]], Facts]] = {
    "requested": _requested,
    "confirm_mail_handed_over": _taken,
    "confirmed": _confirmed,
    "withdrawn": _withdrawn,
    "restricted": _withdrawn,
    "unrestricted": _withdrawn,
    "exported": _withdrawn,
    "address_changed": _moved,
    "expired_stale": _unused,
    "stated": _stated,
    "imported": _imported,
    "proof_viewed": _read,
}
