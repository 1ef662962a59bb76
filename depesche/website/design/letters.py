"""Sample pages about the newsletter, forms, corrections and mishaps."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from depesche.audience.forms import PurposeBox, SignupForm, SignupValues
from depesche.audience.preferences import Agreed, OwnPage
from depesche.mailing.archive import Line
from depesche.website.callback import CallbackForm, CallbackPage
from depesche.website.corrections import Month
from depesche.website.design import articles, words
from depesche.website.design.lists import Context


def signup(values: SignupValues | None = None, **errors: str) -> SignupForm:
    """Return the sign-up form, as it is found or with what was wrong."""
    wording = _("With “Subscribe” I agree to get what I ticked by e-mail. I can leave at any time with one click.")
    return SignupForm(
        action="/newsletter/",
        form_slug="sample",
        form_number=1,
        language=spoken(),
        wording=f"<p>{wording}</p>",
        purposes=(PurposeBox("news", _("The morning letter, daily")), PurposeBox("offers", _("Offers of our house"))),
        button_label=_("Subscribe"),
        values=values or SignupValues(),
        errors=errors,
    )


def newsletter() -> Context:
    """Return the newsletter's page."""
    sample = Line(words.headline(), words.lead(), _("The morning letter, daily"), "sample", words.MOMENT)
    return {"signup": signup(), "sample": sample}


def newsletter_wrong() -> Context:
    """Return it with every field refused."""
    wrong = {
        "form": _("Please look at the marked fields."),
        "email": _("Please write your whole address."),
        "purpose": _("Please tick at least one box."),
    }
    return {"signup": signup(SignupValues("anna@", frozenset({"news"})), **wrong)}


def preferences() -> Context:
    """Return somebody's own page."""
    consents = (Agreed("news", _("The morning letter, daily"), words.MOMENT), Agreed("offers", _("Offers of our house"), words.MOMENT))
    own = OwnPage("anna@example.org", consents, has_proof=True, is_restricted=False, more=signup())
    return {"own": own, "spoken": spoken(), "done": _("Done."), "email": "anna@", "move_error": _("Please write your whole address.")}


def restricted() -> Context:
    """Return the page of somebody whose data are restricted."""
    return {"own": OwnPage("anna@example.org", (), has_proof=False, is_restricted=True, more=None), "spoken": spoken()}


def thanks() -> Context:
    """Return what stands there after the sign-up."""
    return {"language": spoken()}


def corrections() -> Context:
    """Return the log of corrections."""
    months = (Month(words.MOMENT.date(), words.HERE, is_shown=True), Month(words.MOMENT.date().replace(month=10), words.HERE, is_shown=False))
    return {"notes": (articles.note(), articles.note(is_mistake=False)), "month": None, "months": months}


def callback_wrong() -> Context:
    """Return the form to be called back, refused."""
    form = CallbackForm("Anna Beispiel", "", "", "", _("Please write your number."), "phone")
    return {"page": CallbackPage(form, days=30, phone="040 0000000", phone_link="tel:+49400000000", opening_hours=_("Mon to Fri"))}


def gone() -> Context:
    """Return what stands in the place of a page that was withdrawn."""
    return {"since": words.MOMENT}


def spoken() -> str:
    """Return the language of whoever looks."""
    return get_language() or "en"
