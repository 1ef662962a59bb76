"""Addresses that must not be written to. A suppression beats a consent; it is stored as a keyed digest only (L-36)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q

from depesche.courier.models import Suppression
from depesche.kernel import clock, since_backup

AT_ONCE = 1_000


def suppress(lookup: str, *, scope: str, reason: str, at: datetime, until: datetime | None = None, note: str = "") -> Suppression:
    """Write no more mail of this scope to an address; saying it twice keeps the longer of the two. Also noted in the journal for restores (L-37).

    :param lookup: the address' keyed digest (``kernel.address.lookup_digest``)
    :param scope: ``Suppression.EVERYTHING``, ``Suppression.SIGN_UP`` or the key of a purpose
    :param until: when it ends by itself; ``None`` means never
    """
    ends = "-" if until is None else clock.to_milliseconds(until)
    since_backup.note(since_backup.SUPPRESSED, lookup, scope, str(reason), ends, at=at)
    entry, is_new = Suppression.objects.get_or_create(lookup=lookup, scope=scope, reason=reason, defaults={"since": at, "until": until, "note": note})
    if not is_new:
        _extend(entry, at=at, until=until)
    return entry


def _extend(entry: Suppression, *, at: datetime, until: datetime | None) -> None:
    if entry.until is None:
        return
    if entry.until <= at:
        entry.since = at
    entry.until = None if until is None else max(entry.until, until)
    entry.save(update_fields=["since", "until"])


def lift(lookup: str, *, scope: str, reasons: Collection[str], at: datetime) -> int:
    """End suppressions of one scope after a new act of the person; return how many ended.

    :param reasons: only these end; a complaint, for one, is not lifted by a new sign-up unless named here
    :param at: the moment of the act; suppressions made later stay
    """
    return Suppression.objects.filter(lookup=lookup, scope=scope, reason__in=reasons, since__lte=at).delete()[0]


def is_suppressed(lookup: str, *, scopes: Collection[str], at: datetime) -> bool:
    """Whether any suppression of one of these scopes holds at this moment; name ``Suppression.EVERYTHING`` where it counts."""
    return Suppression.objects.filter(lookup=lookup, scope__in=scopes, since__lte=at).filter(Q(until=None) | Q(until__gt=at)).exists()


def suppress_all(entries: Sequence[tuple[str, str, str]], *, at: datetime, note: str = "") -> None:
    """Write no more to many addresses, without end: (look-up digest, scope, reason) each; what stands already stays as it is.

    Noted in the journal for restores like :func:`suppress`.
    """
    wanted = set(entries)
    since_backup.note_all(since_backup.SUPPRESSED, [(lookup, scope, str(reason), "-") for lookup, scope, reason in sorted(wanted)], at=at)
    present = Suppression.objects.filter(lookup__in={lookup for lookup, _scope, _reason in wanted})
    for entry in present.exclude(until=None):
        if (entry.lookup, entry.scope, entry.reason) in wanted:
            _extend(entry, at=at, until=None)
    new = [Suppression(lookup=lookup, scope=scope, reason=reason, since=at, note=note) for lookup, scope, reason in sorted(wanted)]
    Suppression.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
