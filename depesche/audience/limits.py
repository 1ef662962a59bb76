"""How often something may happen (B-07). Counts are kept by keyed digests in time windows, never by addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from depesche.audience.models import SignupCount
from depesche.kernel import address, digest, keyring

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
WINDOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` within ``span``."""

    most: int
    span: timedelta


def bucket(what: str, of: str) -> str:
    """Return the name that something is counted under: what it is, and a keyed digest of whom it concerns."""
    key = keyring.ring().current(keyring.LOOKUP).secret
    return f"{what}:{digest.keyed(key, b'limit ' + of.encode()).hex()}"


def mailbox_bucket(what: str, mailbox: str) -> str:
    """Return the name for counting by mailbox: dots and tags do not make another one."""
    return bucket(what, address.limiting_form(mailbox))


def take(name: str, *limits: Limit, at: datetime) -> bool:
    """Count one more if every limit still allows it, and say whether it did."""
    with transaction.atomic():
        row = _locked(name, at)
        if any(used(name, span=limit.span, at=at) >= limit.most for limit in limits):
            return False
        SignupCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return True


def used(name: str, *, span: timedelta, at: datetime) -> int:
    """Return how often something was counted in the time before ``at``."""
    total: int | None = SignupCount.objects.filter(bucket=name, window__gt=at - span - WINDOW, window__lte=at).aggregate(total=Sum("count"))["total"]
    return total or 0


def note(name: str, *, at: datetime) -> None:
    """Count one more, whatever the number."""
    with transaction.atomic():
        SignupCount.objects.filter(pk=_locked(name, at).pk).update(count=F("count") + 1)


def concentration(what: str, *, span: timedelta, at: datetime) -> tuple[int, int]:
    """Return how often something was counted in all, and how often under the name that was counted most."""
    counted = SignupCount.objects.filter(bucket__startswith=f"{what}:", window__gt=at - span - WINDOW, window__lte=at)
    totals = sorted(counted.values_list("bucket").annotate(total=Sum("count")).values_list("total", flat=True))
    return sum(totals), totals[-1] if totals else 0


def forget_old(*, at: datetime) -> int:
    """Delete counts that no limit looks at any more; return how many."""
    return SignupCount.objects.filter(window__lt=at - MONTH - DAY).delete()[0]


def _locked(name: str, at: datetime) -> SignupCount:
    # Two workers on PostgreSQL must not both see room for one more: the second waits for the first one's row.
    row, _made = SignupCount.objects.get_or_create(bucket=name, window=_window(at))
    return SignupCount.objects.select_for_update().get(pk=row.pk)


def _window(at: datetime) -> datetime:
    seconds = int(at.timestamp()) // int(WINDOW.total_seconds()) * int(WINDOW.total_seconds())
    return datetime.fromtimestamp(seconds, tz=UTC)
