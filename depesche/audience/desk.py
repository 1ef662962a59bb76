"""What the desk's screens show of subscribers, forms and sign-ups that wait: plain data for templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.audience import signup
from depesche.audience.models import Consent, FormVersion, SignupRequest, Subscriber
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import address
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.ledger.book import Event

KINDS = {
    "requested": gettext_lazy("signed up"),
    "confirm_mail_handed_over": gettext_lazy("confirmation mail handed over"),
    "confirmed": gettext_lazy("confirmed"),
    "withdrawn": gettext_lazy("withdrew"),
    "refused_not_me": gettext_lazy("“this was not me”"),
    "proof_viewed": gettext_lazy("proof was read"),
}
CHANNELS = {
    "link": gettext_lazy("by the link in a mail"),
    "one-click": gettext_lazy("by one click in the mail program"),
    "preferences": gettext_lazy("on the own page"),
    "not-me": gettext_lazy("“this was not me”"),
    "desk": gettext_lazy("entered at the desk"),
    "shell": gettext_lazy("entered in the shell"),
    "erasure": gettext_lazy("with the erasure"),
}


@dataclass(frozen=True)
class Line:
    """One event of a person's history."""

    at: datetime
    what: str
    purposes: str
    detail: str
    index: int


@dataclass(frozen=True)
class Person:
    """One person's page at the desk."""

    id: str
    mailbox: str
    language: str
    created_at: datetime
    consents: tuple[Consent, ...]
    waiting: tuple[SignupRequest, ...]
    suppressions: tuple[str, ...]
    history: tuple[Line, ...]


def subscribers(query: str) -> QuerySet[Subscriber]:
    """Return subscribers, newest first, with their live consents; a query finds a part of the address."""
    found = Subscriber.objects.order_by("-created_at", "pk").prefetch_related(
        Prefetch("consents", Consent.objects.select_related("purpose").order_by("purpose__position")), "requests"
    )
    text = query.strip()
    return found.filter(Q(mailbox__icontains=text)) if text else found


def by_exact_address(typed: str) -> Subscriber | None:
    """Return the person with exactly this address, for colleagues who may see proofs but not browse addresses."""
    try:
        mailbox = address.parse(typed, message="").mailbox
    except Refusal:
        return None
    return Subscriber.objects.filter(lookup=signup.lookup_of(mailbox)).first()


def person(subscriber: Subscriber) -> Person:
    """Return what one person's page shows; the history comes from the ledger."""
    waiting = SignupRequest.objects.filter(subscriber=subscriber, state=SignupRequest.State.WAITING).prefetch_related("purposes")
    blocked = Suppression.objects.filter(lookup=subscriber.lookup).order_by("since")
    return Person(
        id=str(subscriber.id),
        mailbox=subscriber.mailbox,
        language=subscriber.language,
        created_at=subscriber.created_at,
        consents=tuple(Consent.objects.filter(address=subscriber).select_related("purpose", "grant__form__text").order_by("purpose__position")),
        waiting=tuple(waiting),
        suppressions=tuple(f"{_scope(row.scope)}: {row.get_reason_display()}" for row in blocked),
        history=tuple(_line(event) for event in reversed(book.events(subscriber.id))),
    )


def held() -> QuerySet[OutboxMessage]:
    """Return the confirmation mails that wait for release (B-07), oldest first."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.HELD, kind=signup.KIND).order_by("created_at")


def form_versions() -> QuerySet[FormVersion]:
    """Return all versions of all forms, newest first."""
    return FormVersion.objects.select_related("text").order_by("-published_at", "-number")


def _line(event: Event) -> Line:
    purposes = ", ".join(event.body.get("purposes", ()))
    return Line(at=event.recorded_at, what=str(KINDS.get(event.kind, event.kind)), purposes=purposes, detail=_detail(event), index=event.index)


def _detail(event: Event) -> str:
    if event.kind == "withdrawn":
        return " · ".join(part for part in (str(CHANNELS.get(event.body["channel"], event.body["channel"])), event.body["note"]) if part)
    if event.kind == "requested":
        form = event.body["form"]
        return _("form %(slug)s, version %(number)s, %(page)s") % {"slug": form["slug"], "number": form["number"], "page": event.body["page"] or "–"}
    if event.kind == "confirm_mail_handed_over":
        return str(event.body["reply"])
    return str(event.body.get("reader", ""))


def _scope(scope: str) -> str:
    return {Suppression.EVERYTHING: _("all mail"), Suppression.SIGN_UP: _("sign-ups")}.get(scope, scope)
