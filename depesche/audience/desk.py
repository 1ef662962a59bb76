"""What the desk's screens show of subscribers, forms and sign-ups that wait: plain data for templates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.audience import address_hints, signup
from depesche.audience.models import Consent, SignupRequest, Subscriber
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import address
from depesche.kernel.refusal import Refusal

IMPORTED = "imported"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GRADES = {
    "confirmed-time-and-ip": gettext_lazy("time and IP address of the confirmation"),
    "confirmed-time": gettext_lazy("time of the confirmation"),
    "opt-in-time": gettext_lazy("time of the sign-up only"),
    "none": gettext_lazy("no evidence"),
    "operator-statement": gettext_lazy("signed statement of the operator"),
}
KINDS = {
    "requested": gettext_lazy("signed up"),
    "confirm_mail_handed_over": gettext_lazy("confirmation mail handed over"),
    "confirmed": gettext_lazy("confirmed"),
    "withdrawn": gettext_lazy("withdrew"),
    "refused_not_me": gettext_lazy("“this was not me”"),
    "proof_viewed": gettext_lazy("proof was read"),
    "list_exported": gettext_lazy("list of subscribers taken away"),
    "imported": gettext_lazy("imported"),
    "import_undone": gettext_lazy("import undone"),
    "stated": gettext_lazy("mailable by a signed statement"),
    "statement_undone": gettext_lazy("statement taken back"),
    "suppression_added": gettext_lazy("imported as somebody who is not written to"),
    "expired_stale": gettext_lazy("ended, as nobody used it for years"),
    "restricted": gettext_lazy("restricted"),
    "unrestricted": gettext_lazy("restriction ended"),
    "address_change_requested": gettext_lazy("asked for as a new address"),
    "address_changed": gettext_lazy("moved here from another address"),
    "exported": gettext_lazy("data were handed out"),
    "suppression_removed": gettext_lazy("is written to again"),
    "hard_bounce_suppressed": gettext_lazy("address does not exist: nothing more is sent"),
    "unreachable_suppressed": gettext_lazy("mailbox full or unused for long: nothing more is sent"),
    "objected": gettext_lazy("complained: nothing more is sent"),
}
CHANNELS = {
    "link": gettext_lazy("by the link in a mail"),
    "one-click": gettext_lazy("by one click in the mail program"),
    "preferences": gettext_lazy("on the own page"),
    "not-me": gettext_lazy("“this was not me”"),
    "desk": gettext_lazy("entered at the desk"),
    "shell": gettext_lazy("entered in the shell"),
    "erasure": gettext_lazy("with the erasure"),
    "import": gettext_lazy("left elsewhere, by an import"),
    "restore": gettext_lazy("carried over after a restore"),
    "mailto": gettext_lazy("by a mail to the address for leaving"),
    "reply": gettext_lazy("by a reply"),
    "complaint": gettext_lazy("by a complaint to the mail provider"),
    "provider": gettext_lazy("by the link of the sending service"),
    "api": gettext_lazy("by another program"),
    "sign-up": gettext_lazy("by a new sign-up"),
    "address-changed": gettext_lazy("moved to another address"),
}


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
    is_disposable: bool = False


@dataclass(frozen=True)
class Held:
    """A confirmation mail that waits for release."""

    pk: UUID
    recipient: str
    created_at: datetime
    is_disposable: bool


def by_exact_address(typed: str) -> Subscriber | None:
    """Return the person with exactly this address, for colleagues who may see proofs but not browse addresses."""
    try:
        mailbox = address.parse(typed, message="").mailbox
    except Refusal:
        return None
    return Subscriber.objects.filter(lookup=signup.lookup_of(mailbox)).first()


def person(subscriber: Subscriber) -> Person:
    """Return what one person's page shows; the history is ``timeline.py``'s."""
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
        is_disposable=address_hints.is_disposable(subscriber.mailbox),
    )


def held() -> QuerySet[OutboxMessage]:
    """Return the confirmation mails that wait for release (B-07), oldest first."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.HELD, kind=signup.KIND).order_by("created_at")


def held_named(typed: Iterable[str]) -> QuerySet[OutboxMessage]:
    """Return those of the mails that wait whose keys were sent; what is no key names none."""
    return held().filter(pk__in=[UUID(key) for key in typed if _UUID.fullmatch(key)])


def held_lines(most: int) -> list[Held]:
    """Return the first of the mails that wait, with what their addresses give away (B-10)."""
    return [Held(mail.pk, mail.recipient, mail.created_at, address_hints.is_disposable(mail.recipient)) for mail in held()[:most]]


def _scope(scope: str) -> str:
    return {Suppression.EVERYTHING: _("all mail"), Suppression.SIGN_UP: _("sign-ups")}.get(scope, scope)
