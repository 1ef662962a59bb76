"""What the list of subscribers can be narrowed down to, as conditions that stay fast with a million people.

What most people have (a consent) is asked for each row as it comes, so the first page ends the work. What few have (a suppression, a waiting
sign-up) is gathered first. The list walks along an index in either order: ``(created_at, id)`` or ``(mailbox, id)``; a whole address is found by its
digest, ``@domain`` by the index on domains; only a part of an address has to be looked for from row to row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from depesche.audience import signup
from depesche.audience.models import Consent, ImportedRow, SignupRequest, Subscriber
from depesche.courier.models import Suppression
from depesche.kernel import address, options
from depesche.kernel.refusal import Refusal

IMPORTED = "imported"  # the form that wordings of other systems belong to
HERE, STATEMENT = "here", "operator-statement"
Reason = Suppression.Reason


class Standing(StrEnum):
    """How somebody stands: what the list shows and filters by."""

    LIVE = "live"
    WAITING = "waiting"
    WITHDREW = "withdrew"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNPROVEN = "unproven"
    RESTRICTED = "restricted"
    NOTHING = "nothing"


REASONS = {
    Standing.WITHDREW: (Reason.WITHDRAWN, Reason.OBJECTED),
    Standing.BOUNCED: (Reason.HARD_BOUNCE, Reason.UNREACHABLE),
    Standing.COMPLAINED: (Reason.COMPLAINT,),
}


@dataclass(frozen=True)
class Wanted:
    """What was asked for; empty means everything.

    ``evidence`` is ``here``, ``operator-statement`` or a grade of imports; ``form`` the key of a form version.
    """

    text: str = ""
    purpose: str = ""
    standing: str = ""
    evidence: str = ""
    form: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows it down."""
        return self == Wanted()


def people(wanted: Wanted, *, at: datetime) -> QuerySet[Subscriber]:
    """Return who fits, in no order."""
    found = _searched(Subscriber.objects.all(), wanted.text.strip())
    if wanted.first is not None:
        found = found.filter(created_at__gte=_midnight(wanted.first))
    if wanted.last is not None:
        found = found.filter(created_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.standing:
        found = _standing(found, Standing(wanted.standing), wanted.purpose, at=at)
    elif wanted.purpose:
        found = found.filter(_has_consent(wanted.purpose))
    if wanted.form is not None:
        # As a value instead of a column, so that no database begins at the index on forms, once for each person.
        under = Consent.objects.filter(address=OuterRef("pk")).annotate(form=Coalesce(F("grant__form"), 0))
        found = found.filter(Exists(under.filter(form=wanted.form)))
    return _evidenced(found, wanted) if wanted.evidence else found


def _searched(found: QuerySet[Subscriber], text: str) -> QuerySet[Subscriber]:
    if not text:
        return found
    if text.startswith("@") and "." in text:
        return found.filter(domain=text[1:].lower())
    exact = _exact(text)
    by_digest = found.filter(lookup=exact) if exact else None
    return by_digest if by_digest is not None and by_digest.exists() else found.filter(mailbox__icontains=text)


def _exact(text: str) -> str:
    try:
        return signup.lookup_of(address.parse(text, message="").mailbox)
    except Refusal:
        return ""


def _standing(found: QuerySet[Subscriber], standing: Standing, purpose: str, *, at: datetime) -> QuerySet[Subscriber]:
    if standing is Standing.LIVE:
        stopped = suppressed((Suppression.EVERYTHING, purpose) if purpose else (Suppression.EVERYTHING,), at=at)
        return found.filter(_has_consent(purpose), ~Exists(stopped.filter(lookup=OuterRef("lookup"))), is_restricted=False)
    if standing is Standing.WAITING:
        waiting = SignupRequest.objects.filter(state=SignupRequest.State.WAITING)
        return found.filter(pk__in=(waiting.filter(purposes__key=purpose) if purpose else waiting).values("subscriber"))
    if standing is Standing.RESTRICTED:
        return found.filter(pk__in=Subscriber.objects.filter(is_restricted=True).values("pk"))  # few: not looked for along the list
    if standing is Standing.UNPROVEN:
        rows = ImportedRow.objects.filter(outcome=ImportedRow.Outcome.UNPROVEN, subject=OuterRef("pk"))
        return found.filter(Exists(rows)).exclude(_has_consent(purpose))
    if standing is Standing.NOTHING:
        return found.exclude(_has_consent(purpose))
    scopes = (Suppression.EVERYTHING, purpose) if purpose else ()
    gone = suppressed(scopes, at=at).filter(reason__in=REASONS[standing])
    if standing is Standing.WITHDREW:
        return found.filter(~_has_consent(purpose), Exists(gone.filter(lookup=OuterRef("lookup"))))
    return found.filter(lookup__in=gone.values("lookup"))


def suppressed(scopes: tuple[str, ...], *, at: datetime) -> QuerySet[Suppression]:
    """Return suppressions that hold now; of all scopes if none is named."""
    holding = Suppression.objects.filter(Q(until=None) | Q(until__gt=at))
    return holding.filter(scope__in=scopes) if scopes else holding


def _evidenced(found: QuerySet[Subscriber], wanted: Wanted) -> QuerySet[Subscriber]:
    if wanted.evidence == HERE:
        consents = Consent.objects.filter(address=OuterRef("pk")).exclude(grant__form__slug=IMPORTED)
        return found.filter(Exists(consents.filter(purpose__key=wanted.purpose) if wanted.purpose else consents))
    rows = ImportedRow.objects.filter(subject=OuterRef("pk"))
    is_stated = wanted.evidence == STATEMENT
    return found.filter(Exists(rows.filter(outcome=ImportedRow.Outcome.STATED) if is_stated else rows.filter(grade=wanted.evidence)))


def _has_consent(purpose: str) -> Exists:
    consents = Consent.objects.filter(address=OuterRef("pk"))
    return Exists(consents.filter(purpose__key=purpose) if purpose else consents)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(options.current().time_zone))
