"""One person's story, newest first: what the log holds, in plain sentences, and the mails that were meant for them.

Parts above tell what they know by :func:`register`; campaigns do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from depesche.audience import desk, following
from depesche.audience.models import FormVersion, Purpose, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.ledger import book
from depesche.ledger.book import Event

PERSON = "person"


@dataclass(frozen=True)
class Moment:
    """Something that happened: a sentence, what else is known of it, the entry that holds it, and the wording that it names."""

    at: datetime
    what: str
    detail: str = ""
    index: int | None = None
    form: str = ""


Source = Callable[[Subscriber], Iterable[Moment]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Have ``source(subscriber)`` tell what else happened to a person."""
    _sources.append(source)


def of(subscriber: Subscriber) -> list[Moment]:
    """Return everything that is known to have happened, newest first; what the log holds stands in its order."""
    titles = dict(Purpose.objects.values_list("key", "title"))
    rows = following.rows(subscriber)
    logged = [_moment(event, titles) for row in rows for event in book.events(row.id)]
    others = [moment for row in rows for source in (_mails, *_sources) for moment in source(row)]
    return sorted([*logged, *others], key=lambda moment: (moment.at, inf if moment.index is None else moment.index), reverse=True)


def wordings(moments: Iterable[Moment]) -> list[FormVersion]:
    """Return the form versions that moments name, in their order."""
    named = dict.fromkeys(moment.form for moment in moments if moment.form)
    found = {str(form): form for form in FormVersion.objects.filter(slug__in={name.partition(" v")[0] for name in named}).select_related("text")}
    return [found[name] for name in named if name in found]


def _mails(subscriber: Subscriber) -> Iterator[Moment]:
    """Tell of single mails; what was recorded of a confirmation mail tells the log."""
    for mail in OutboxMessage.objects.filter(subject_id=subscriber.id, recorded_at=None).defer("content"):
        label = KINDS_OF_MAIL.get(mail.kind, mail.kind)
        said = _("%(mail)s: %(state)s.") % {"mail": label, "state": mail.get_state_display()}
        yield Moment(at=mail.finished_at or mail.created_at, what=said, detail=mail.reply)


KINDS_OF_MAIL: Mapping[str, Any] = {
    "confirmation": gettext_lazy("Confirmation mail"),
    "welcome": gettext_lazy("Welcome mail"),
    "already-subscribed": gettext_lazy("Mail “You are subscribed”"),
    "preferences": gettext_lazy("Mail with a link to the own page"),
}


def _moment(event: Event, titles: Mapping[str, str]) -> Moment:
    body = event.body
    purposes = ", ".join(titles.get(key, key) for key in body.get("purposes", ()))
    tell = TOLD.get(event.kind)
    what, detail = tell(body, purposes) if tell else (_label(event.kind, purposes), _by_channel(body))
    form = f"{body['form']['slug']} v{body['form']['number']}" if "form" in body else ""
    return Moment(at=event.recorded_at, what=what, detail=detail, index=event.index, form=form)


def _label(kind: str, purposes: str) -> str:
    label = str(desk.KINDS.get(kind, kind))
    return f"{label}: {purposes}" if purposes else label


def _by_channel(body: Mapping[str, Any]) -> str:
    channel = body.get("channel", "")
    return " · ".join(part for part in (str(desk.CHANNELS.get(channel, channel)), str(body.get("note", ""))) if part)


Told = tuple[str, str]


def _requested(body: Mapping[str, Any], purposes: str) -> Told:
    form = body["form"]
    said = {"purposes": purposes, "form": form["slug"], "number": form["number"]}
    detail = _("on the page %(page)s") % {"page": body["page"]} if body["page"] else ""
    return _("Signed up for %(purposes)s with form %(form)s, version %(number)s.") % said, detail


def _handed_over(body: Mapping[str, Any], purposes: str) -> Told:
    return _("The mail server took the confirmation mail."), str(body["reply"])


def _confirmed(body: Mapping[str, Any], purposes: str) -> Told:
    minutes = int(body["seconds_since_request"]) // 60
    detail = ngettext("%(count)s minute after signing up", "%(count)s minutes after signing up", minutes) % {"count": minutes}
    return _("Confirmed by the button in the mail: %(purposes)s.") % {"purposes": purposes}, detail


def _withdrawn(body: Mapping[str, Any], purposes: str) -> Told:
    said = {"purposes": purposes, "channel": desk.CHANNELS.get(body["channel"], body["channel"])}
    return _("Left: %(purposes)s (%(channel)s).") % said, str(body["note"])


def _viewed(body: Mapping[str, Any], purposes: str) -> Told:
    if body["reader"] == PERSON:
        return _("The person read the own proof."), ""
    return _("%(reader)s read the proof.") % {"reader": body["reader"]}, ""


def _imported(body: Mapping[str, Any], purposes: str) -> Told:
    said = {"number": body["import"], "source": body["source"]}
    grade = str(desk.GRADES.get(body["grade"], body["grade"]))
    if not purposes:
        return _("Taken in by import %(number)s from “%(source)s”, not mailable.") % said, grade
    return _("Taken in by import %(number)s from “%(source)s”: %(purposes)s.") % {**said, "purposes": purposes}, grade


def _stated(body: Mapping[str, Any], purposes: str) -> Told:
    said = {"purposes": purposes, "name": body["signed_by"]}
    return _("Mailable by a signed statement: %(purposes)s. Signed: %(name)s.") % said, _("entry %(number)s of the log") % {
        "number": body["statement"]
    }


TOLD: Mapping[str, Callable[[Mapping[str, Any], str], Told]] = {
    "requested": _requested,
    "confirm_mail_handed_over": _handed_over,
    "confirmed": _confirmed,
    "withdrawn": _withdrawn,
    "proof_viewed": _viewed,
    "imported": _imported,
    "stated": _stated,
}
