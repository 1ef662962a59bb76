"""Sample pages that links in mails lead to: confirming, leaving, one's own page; and the form in a frame of a foreign page."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from depesche.audience.confirmation import Confirmed, Question
from depesche.audience.reception import Received
from depesche.audience.unsubscribing import Left, Offer
from depesche.audience.withdrawal import Receipt
from depesche.kernel.refusal import Refusal
from depesche.website.design import letters, words
from depesche.website.design.lists import Context


def confirm() -> Context:
    """Return the one button that confirms a sign-up."""
    return _with("question", Question(_titles(), is_confirmed=False, is_live=False, is_move=False, seen="sample", language=letters.spoken()))


def confirm_move() -> Context:
    """Return the one that confirms a new address."""
    return _with("question", Question(_titles(), is_confirmed=False, is_live=False, is_move=True, seen="sample", language=letters.spoken()))


def used() -> Context:
    """Return what a link shows that confirmed once, and whose person has left since."""
    return _with("question", Question(_titles(), is_confirmed=True, is_live=False, is_move=False, seen="", language=letters.spoken()))


def confirmed() -> Context:
    """Return the answer to the button."""
    return _with("confirmed", Confirmed(_titles(), letters.spoken(), is_new=True, is_live=True))


def confirmed_again() -> Context:
    """Return the answer to pressing it twice."""
    return _with("confirmed", Confirmed(_titles(), letters.spoken(), is_new=False, is_live=True))


def moved() -> Context:
    """Return the answer to somebody with another address, whose data are restricted."""
    return _with("confirmed", Confirmed(_titles(), letters.spoken(), is_new=True, is_live=True, is_move=True, is_restricted=True))


def not_me() -> Context:
    """Return the button of somebody who never asked for mail, and what comes after it."""
    return _with("days", 30)


def unsubscribe() -> Context:
    """Return the one button that ends a subscription."""
    return _with("offer", Offer(_titles(), is_live=True, language=letters.spoken()))


def unsubscribe_again() -> Context:
    """Return what the link shows when nothing is left to end."""
    return _with("offer", Offer(_titles(), is_live=False, language=letters.spoken()))


def unsubscribed() -> Context:
    """Return the receipt, with what is still in force."""
    return _with("left", Left(_receipt(), _titles(), (_("Offers of our house"),), letters.spoken()))


def unsubscribed_again() -> Context:
    """Return the answer when nothing was left to end."""
    return _with("left", Left(Receipt(words.MOMENT, (), ()), _titles(), (), letters.spoken()))


def left() -> Context:
    """Return one's own page after the last subscription ended there, with the receipt."""
    found = letters.preferences()
    return {"own": replace(found["own"], consents=()), "spoken": letters.spoken(), "receipt": _receipt()}  # type: ignore[type-var]  # an OwnPage


def erased() -> Context:
    """Return the last thing that somebody sees who is erased."""
    return {"spoken": letters.spoken()}


def entry_wrong() -> Context:
    """Return the way to one's own page, with an address that is none."""
    return {"email": "anna@", "error": _("Please write your whole address.")}


def entry_late() -> Context:
    """Return the same for a link that is too old."""
    return {"refusal": _refusal()}


def entry_sent() -> Context:
    """Return the answer to it."""
    return {"minutes": 45}


def refused() -> Context:
    """Return what stands there when a link of a mail cannot be followed."""
    return {"refusal": _refusal()}


def embedded() -> Context:
    """Return the form in a frame of a foreign page."""
    return {"signup": letters.signup()}


def embedded_wrong() -> Context:
    """Return it with every field refused."""
    return {"signup": letters.newsletter_wrong()["signup"]}


def mistyped() -> Context:
    """Return the thanks for an address whose domain looks mistyped."""
    return {"language": letters.spoken(), "received": Received("gmial.com", "gmail.com"), "again": "/newsletter/"}


def _with(name: str, thing: object) -> Context:
    return {name: thing, "spoken": letters.spoken()}


def _titles() -> tuple[str, ...]:
    return (_("The morning letter, daily"),)


def _receipt() -> Receipt:
    return Receipt(words.MOMENT, ("news",), _titles(), 4711, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")


def _refusal() -> Refusal:
    return Refusal(code="link-expired", message=_("This link has expired."), help=_("Please ask for a new one."))
