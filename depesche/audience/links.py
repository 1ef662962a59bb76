"""The addresses that mails carry; absolute, made from the option ``site_url`` only, and never with an e-mail address inside (B-05)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from depesche.audience import tokens
from depesche.kernel import options


def unsubscribe(subscriber_id: UUID, purpose_key: str | Iterable[str], *, campaign_id: int | None = None) -> str:
    """Return the address for leaving, for List-Unsubscribe and for the visible link alike (RFC 8058, L-30).

    :param purpose_key: the purpose that the mail is about, or several
    """
    keys = (purpose_key,) if isinstance(purpose_key, str) else tuple(purpose_key)
    token = tokens.unsubscribe(tokens.Unsubscribe(subscriber_id, keys, campaign_id))
    return options.current().address(f"/newsletter/unsubscribe/{token}/")


def preferences_entry() -> str:
    """Return the address of the page that asks for an address and mails a fresh link to the preferences."""
    return options.current().address("/newsletter/preferences/")


def preferences(token: str) -> str:
    """Return the address of a person's own page."""
    return options.current().address(f"/newsletter/preferences/{token}/")


def confirm(token: str) -> str:
    """Return the address that confirms a sign-up."""
    return options.current().address(f"/newsletter/confirm/{token}/")


def not_me(request_id: UUID) -> str:
    """Return the address that says "this was not me"."""
    return options.current().address(f"/newsletter/not-me/{tokens.not_me(request_id)}/")


def legal(slug: str) -> str:
    """Return the address of a legal text."""
    return options.current().address(f"/legal/{slug}/")
