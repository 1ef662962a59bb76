"""Whether mail for a purpose is allowed at this moment. What sends asks here, or in SQL by the same two tables."""

from __future__ import annotations

from datetime import datetime

from depesche.audience import staleness
from depesche.audience.models import Consent, Subscriber
from depesche.courier import suppression
from depesche.courier.models import Suppression


def allows(subscriber: Subscriber, purpose: str, *, at: datetime) -> bool:
    """Tell whether a live consent stands, used within its time (L-09), of somebody who is not restricted (L-35) and not suppressed (I-7)."""
    live = Consent.objects.filter(staleness.fresh(at=at), address=subscriber, purpose__key=purpose, address__is_restricted=False)
    if not live.exists():
        return False
    return not suppression.is_suppressed(subscriber.lookup, scopes=(Suppression.EVERYTHING, purpose), at=at)
