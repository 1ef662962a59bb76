"""The buttons of a person's own page: each reads its fields, makes one call into the audience and says what the page shows (L-35).

Whoever holds the link reads the mailbox (it came by mail, lives for minutes); that is all the proof of identity there is (Art. 12(6) GDPR).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from depesche.audience import application, erasure, export, intake, preferences, proof, restriction, withdrawal
from depesche.audience.application import BAD_ADDRESS, Incomplete, Sent
from depesche.audience.models import Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import address
from depesche.kernel.refusal import Refusal

TOO_MANY = "too-many"


@dataclass(frozen=True)
class Wish:
    """What was sent in, by whom, from where, when."""

    subscriber: Subscriber
    fields: QueryDict
    network: str
    user_agent_sha256: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """A file to take along, or a page with what it shows."""

    page: str = "preferences"
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    file: bytes = b""
    file_name: str = ""


def answer(wish: Wish) -> Answer:
    """Do what a button says; without a known one, just show the page."""
    name = "leave" if "purpose" in wish.fields else wish.fields.get("button", "")
    deed = DEEDS.get(name)
    return deed(wish) if deed else Answer()


def shown(subscriber: Subscriber, given: Answer) -> dict[str, Any]:
    """Return what the page's template gets."""
    if given.page != "preferences":
        return given.context
    subscriber.refresh_from_db()
    return {"own": preferences.page(subscriber), **given.context}


def _leave(wish: Wish) -> Answer:
    return _withdraw(wish, wish.fields.getlist("purpose"))


def _leave_everything(wish: Wish) -> Answer:
    return _withdraw(wish, None)


def _withdraw(wish: Wish, purposes: list[str] | None) -> Answer:
    return Answer(context={"receipt": withdrawal.withdraw(wish.subscriber, purposes=purposes, at=wish.at, route=Route.PREFERENCES)})


def _more(wish: Wish) -> Answer:
    """Ask for further purposes: a sign-up like any other, confirmed by a mail to the same address."""
    sent = Sent(
        email=wish.subscriber.mailbox,
        purposes=tuple(wish.fields.getlist("more")),
        version=wish.fields.get("version", ""),
        page="/newsletter/preferences/",
        network=wish.network,
        user_agent_sha256=wish.user_agent_sha256,
    )
    try:
        intake.take_signup(application.read(sent), at=wish.at)
    except Incomplete as incomplete:
        return Answer(context={"more_error": " ".join(str(said) for said in incomplete.form.errors.values())}, status=422)
    except Refusal as refusal:
        return Answer(context={"more_error": str(refusal)}, status=429 if refusal.code == TOO_MANY else 409)
    return Answer(context={"done": _("We mailed you a link; with it you confirm that you want more. One such mail leaves a day at most.")})


def _move(wish: Wish) -> Answer:
    typed = wish.fields.get("email", "")
    try:
        mailbox = address.parse(typed, message=BAD_ADDRESS).mailbox
        intake.take_new_address(wish.subscriber, mailbox, network=wish.network, at=wish.at)
    except Refusal as refusal:
        return Answer(context={"email": typed[:320], "move_error": str(refusal)}, status=429 if refusal.code == TOO_MANY else 422)
    told = _(
        "We mail a link to the new address. Once you confirm there, everything moves; until then it stays as it is. "
        "No mail? Look into the spam folder: one such mail a day goes to an address at most."
    )
    return Answer(context={"done": told})


def _proof(wish: Wish) -> Answer:
    return Answer(file=proof.read(wish.subscriber, at=wish.at, reader="person"), file_name=_("proof-of-consent.zip"))


def _export(wish: Wish) -> Answer:
    return Answer(file=export.read(wish.subscriber, at=wish.at, route=Route.PREFERENCES), file_name=_("my-data.zip"))


def _restrict(wish: Wish) -> Answer:
    restriction.restrict(wish.subscriber, at=wish.at, route=Route.PREFERENCES)
    return Answer()  # the page says so from now on


def _lift(wish: Wish) -> Answer:
    restriction.lift(wish.subscriber, at=wish.at, route=Route.PREFERENCES)
    return Answer(context={"done": _("The restriction is lifted.")})


def _erase(wish: Wish) -> Answer:
    erasure.erase_as_asked(wish.subscriber, at=wish.at)
    return Answer(page="erased")


DEEDS: dict[str, Callable[[Wish], Answer]] = {
    "leave": _leave,
    "everything": _leave_everything,
    "more": _more,
    "move": _move,
    "proof": _proof,
    "export": _export,
    "restrict": _restrict,
    "lift": _lift,
    "erase": _erase,
}
