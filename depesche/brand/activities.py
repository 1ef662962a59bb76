"""What this part does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from depesche.kernel import options, processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("callbacks", callbacks)
    processing.register("team", team)


def callbacks() -> Activity:
    """Describe requests to be called back."""
    days = options.current().callback_days
    return Activity(
        title=_("Requests to be called back"),
        aim=_("Calling people who asked for it."),
        basis=_("Steps before a contract at the person's request, Art. 6(1)(b) GDPR."),
        persons=_("People who ask for a call."),
        data=_("Name, phone number, the best time, a message, the team's note."),
        recipients=(),
        kept=(Kept("brand_callbackrequest", _("the request"), ngettext("%(days)s day", "%(days)s days", days) % {"days": days}),),
    )


def team() -> Activity:
    """Describe the accounts of those who work here."""
    days = ngettext("%(days)s day", "%(days)s days", options.current().audit_days) % {"days": options.current().audit_days}
    account = _("as long as the account exists")
    return Activity(
        title=_("Accounts of the team"),
        aim=_("Letting in only those who may, and being able to say who did what."),
        basis=_("Employment or contract, Art. 6(1)(b) GDPR; security, Art. 6(1)(f) and Art. 32 GDPR."),
        persons=_("Employees and freelancers with access to the desk."),
        data=_("Name, e-mail address, roles, password as a digest, second factors, sessions with a truncated network address, deeds."),
        recipients=(),
        kept=(
            Kept("brand_user", _("accounts"), account),
            Kept("account_emailaddress", _("their addresses"), account),
            Kept("mfa_authenticator", _("second factors, encrypted"), account),
            Kept("brand_invitation", _("invitations"), _("until they are accepted or over")),
            Kept("brand_passwordrequest", _("requests for a new password"), _("until they are answered")),
            Kept("django_session", _("sessions"), _("14 days after the last login")),
            Kept("usersessions_usersession", _("where people are logged in, network address truncated"), _("14 days after the last login")),
            Kept("wagtailcore_modellogentry", _("who did what: logins and accounts"), days),
            Kept("wagtailcore_pagelogentry", _("who did what: articles"), _("as long as the article exists")),
        ),
    )
