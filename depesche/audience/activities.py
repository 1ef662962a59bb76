"""What this part does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from depesche.kernel import options, processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("newsletter-consent", consent)
    processing.register("newsletter-import", moving_in)
    processing.register("newsletter-rights", rights)


def consent() -> Activity:
    """Describe sign-up, consent, withdrawal and their proof."""
    now = options.current()
    proof = _("until the end of the year and %(years)s more years after the last consent ended (proof), or until erasure") % {
        "years": now.proof_years
    }
    waiting = ngettext("%(days)s day without a confirmation", "%(days)s days without a confirmation", now.unconfirmed_days) % {
        "days": now.unconfirmed_days
    }
    network = _("a truncated network address") if now.keep_ip else _("no network address")
    return Activity(
        title=_("Newsletter: sign-up, consent, withdrawal and proof"),
        aim=_("Sending newsletters to people who asked for them, and being able to prove each consent and each withdrawal."),
        basis=_("Consent, Art. 6(1)(a) GDPR; the proof: Art. 6(1)(c) with Art. 7(1) GDPR; suppressions: Art. 6(1)(f) GDPR."),
        persons=_("Subscribers, and people whose address somebody entered."),
        data=_("E-mail address, purposes, times, the wording and form seen, the page, a digest of the browser's name, %(network)s.")
        % {"network": network},
        recipients=(),
        kept=(
            Kept("audience_subscriber", _("address and language"), proof),
            Kept("audience_signuprequest", _("sign-ups that wait"), waiting),
            Kept("audience_signuprequest_purposes", _("what was ticked"), waiting),
            Kept("audience_consent", _("live consents"), _("until withdrawal")),
            Kept("audience_grant", _("consents as given, by random number"), _("for good; after erasure nothing says whose they were")),
            Kept("audience_intake", _("forms sent in"), _("until they are taken up, seconds as a rule; %(waiting)s at most") % {"waiting": waiting}),
            Kept("audience_spentform", _("which fresh forms were sent, by keyed digest"), _("a day")),
            Kept("audience_signupcount", _("counts by keyed digest, for limits"), _("31 days")),
            Kept("ledger_body", _("what happened, with address, in the consent log"), proof),
            Kept("courier_outboxmessage", _("single mails"), _("30 days; confirmation mails as long as the proof")),
            Kept("courier_suppression", _("who must not be written to, as keyed digests"), _("for good, or as long as “this was not me” blocks")),
        ),
    )


def rights() -> Activity:
    """Describe how people's requests about their data are answered."""
    return Activity(
        title=_("Newsletter: requests about personal data"),
        aim=_("Answering access, correction, erasure, restriction and objection within a month, and showing that it was done."),
        basis=_("Art. 6(1)(c) with Art. 12 and 15 to 22 GDPR."),
        persons=_("Subscribers who asked."),
        data=_("Which right, when it was received and answered, where the letter is kept, what was answered."),
        recipients=(),
        kept=(
            Kept("audience_datarequest", _("requests and their answers"), _("for good; after erasure without the person, the place and the answer")),
        ),
    )


def moving_in() -> Activity:
    """Describe imports."""
    return Activity(
        title=_("Newsletter: moving in from another system"),
        aim=_("Taking over consents with their evidence, and the wishes of those who left there."),
        basis=_("Consent, Art. 6(1)(a) GDPR; leavers: Art. 6(1)(f) GDPR."),
        persons=_("Subscribers of the earlier system."),
        data=_("E-mail address, times and network addresses of sign-up and confirmation as the earlier system kept them, the wording."),
        recipients=(),
        kept=(
            Kept("audience_importrun", _("who imported what, and counts"), _("for good; nobody who was imported is in it")),
            Kept("audience_importedrow", _("which line became whom, by random number and keyed digest"), _("as long as the proof")),
            Kept("audience_importstatement", _("who signed for unproven lines"), _("for good")),
        ),
    )
