"""Where somebody is logged in: listed, ended one by one, ended all at once.

Rows are those of allauth's ``usersessions``. They keep no whole network address: the last part is cut off before it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from depesche.brand import audit, browsers
from depesche.brand.audit import Deed
from depesche.brand.people import User, logged_in
from depesche.kernel.refusal import Refusal

SEEN_AGAIN = timedelta(minutes=5)
IPV4_KEPT, IPV6_KEPT = 24, 48
NOWHERE = "::"


@dataclass(frozen=True)
class Place:
    """One device on which a person is logged in; ``network`` ends in zeros."""

    number: int
    browser: str
    network: str
    first_seen: datetime
    last_seen: datetime
    is_this: bool


def places(person: User, *, this: str = "") -> list[Place]:
    """Return where a person is logged in, newest first; rows of sessions that are over are removed on the way.

    :param this: the session key of the one who looks
    """
    found = sorted(UserSession.objects.purge_and_list(person), key=lambda row: row.last_seen_at, reverse=True)
    return [
        Place(row.pk, browsers.name(row.user_agent), shown_network(row.ip), row.created_at, row.last_seen_at, row.session_key == this)
        for row in found
    ]


def end(person: User, number: int, *, by: User | None, at: datetime) -> None:
    """End one session of a person.

    :raises Refusal: code ``no-such-session``, also for a session of somebody else
    """
    with transaction.atomic():
        row = UserSession.objects.filter(user=person, pk=number).first()
        if row is None:
            raise Refusal(code="no-such-session", message=_("This session is over already."))
        row.end()
        audit.record(Deed.SESSIONS_ENDED, person, by=by, at=at, count=1, browser=browsers.name(row.user_agent))


def end_all(person: User, *, by: User | None, at: datetime) -> int:
    """End every session of a person, also those that no row tells of; return how many rows there were."""
    with transaction.atomic():
        count = next_round(person)
        audit.record(Deed.SESSIONS_ENDED, person, by=by, at=at, count=count)
    return count


def end_others(request: HttpRequest, *, at: datetime) -> int:
    """End all sessions of the person who asks, except the one that asks; return how many rows there were."""
    person = logged_in(request)
    with transaction.atomic():
        count = go_on_alone(request, person)
        audit.record(Deed.SESSIONS_ENDED, person, by=person, at=at, count=count)
    return count


def go_on_alone(request: HttpRequest, person: User) -> int:
    """Begin a person's next round with this request's session as the only one, under a new key."""
    old = request.session.session_key or ""
    count = next_round(person, keep=old)
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
    return count


def next_round(person: User, *, keep: str = "") -> int:
    """Make every session of a person invalid and delete what is known of them; return how many rows there were."""
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
        person.refresh_from_db(fields=["session_round"])
        return sweep(person, keep=keep)


def sweep(person: User, *, keep: str = "") -> int:
    """Delete the rows of sessions that are invalid already, because the password or the round is another one."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=keep)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    return int(rows.delete()[0])


def seen(request: HttpRequest, *, at: datetime) -> None:
    """Note that a logged-in person is here; writes at most every five minutes."""
    row = UserSession.objects.filter(session_key=request.session.session_key).only("user_id", "last_seen_at").first()
    if row is None or row.user_id != request.user.pk or row.last_seen_at < at - SEEN_AGAIN:
        UserSession.objects.create_from_request(request)


def shorten(address: str) -> str:
    """Return a network address with its last part cut off: IPv4 after 24 bits, IPv6 after 48; what is none becomes ``::``."""
    try:
        found = ip_address(address)
    except ValueError:
        return NOWHERE
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, IPV4_KEPT if found.version == 4 else IPV6_KEPT), strict=False).network_address)


def shown_network(address: str) -> str:
    """Return a shortened address as people read it: ``203.0.113.…``."""
    if address == NOWHERE:
        return ""
    return f"{address.rpartition('.')[0]}.…" if "." in address else f"{address.rstrip(':')}:…"


def purge(*, at: datetime) -> int:
    """Delete sessions that expired, and rows whose session is gone; return how many rows."""
    Session.objects.filter(expire_date__lt=at).delete()
    return int(UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0])
