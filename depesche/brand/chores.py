"""What the publisher's part does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.brand import audit, callback, callback_notices, invitations, offers, password_requests, sessions
from depesche.chores import periodic


@periodic.every(minutes=10)
def delete_old_callback_requests(*, at: datetime) -> None:
    """Delete requests to be called back whose time is over."""
    callback.delete_due(at=at)


@periodic.every(seconds=1, when=callback_notices.is_due)
def tell_of_callback_requests(*, at: datetime) -> None:
    """Tell the team that somebody wants to be called."""
    callback_notices.announce(at=at)


@periodic.every(seconds=1, when=offers.is_due)
def end_offers(*, at: datetime) -> None:
    """Take offers whose time is over off the pages."""
    offers.end_due(at=at)


@periodic.every(seconds=1, when=password_requests.is_waiting)
def mail_new_passwords(*, at: datetime) -> None:
    """Answer those who forgot their password."""
    password_requests.work_off(at=at)


@periodic.every(minutes=60)
def end_old_sessions(*, at: datetime) -> None:
    """Delete sessions that are over."""
    sessions.purge(at=at)


@periodic.every(minutes=24 * 60)
def withdraw_forgotten_invitations(*, at: datetime) -> None:
    """Withdraw invitations that nobody answered."""
    invitations.withdraw_forgotten(at=at)


@periodic.every(minutes=24 * 60)
def forget_old_history(*, at: datetime) -> None:
    """Delete old entries about accounts."""
    audit.purge(at=at)
