"""Anymail's reader for each sending service; it checks who sends and knows each one's form. Imported only when the first event comes."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from typing import Any

from depesche.kernel import options
from depesche.kernel.option_types import PROVIDERS

USER = "depesche"  # the name in front of the secret, in the address that the service calls
VIEWS = {
    "amazon_ses": "AmazonSESTrackingWebhookView",
    "brevo": "BrevoTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
}
assert set(VIEWS) == set(PROVIDERS)


def view(provider: str) -> Any:
    """Return a reader that knows the secrets of the options.

    :raises ValueError: for a key that is none
    """
    found = options.current()
    more: dict[str, str] = {}
    if provider == "mailgun":
        more["webhook_signing_key"] = found.webhook_mailgun_key
    if provider == "sendgrid" and found.webhook_sendgrid_key:
        more["tracking_webhook_verification_key"] = found.webhook_sendgrid_key
    return _class(provider)(webhook_secret=f"{USER}:{found.webhook_secret}", **more)


@cache
def _class(provider: str) -> Any:
    warnings.filterwarnings("ignore", message=".*dropped official support for SendGrid.*")  # its form has not changed for years; tests hold it
    found = getattr(import_module(f"anymail.webhooks.{provider}"), VIEWS[provider])
    return _without_boto(found) if provider == "amazon_ses" else found


def _without_boto(ses: Any) -> Any:
    """Amazon's own library is needed only to confirm a subscription by itself; here a person does that."""

    class Ses(ses):  # type: ignore[misc]
        def __init__(self, **settings: Any) -> None:
            self.auto_confirm_enabled = False
            super(ses.__mro__[1], self).__init__(**settings)

    return Ses
