"""Whether mail for a purpose is allowed at this moment. What sends asks here, or in SQL by the same two tables."""

from __future__ import annotations

from datetime import datetime

from depesche.audience.models import Consent, Subscriber
from depesche.courier import suppression
from depesche.courier.models import Suppression


def allows(subscriber: Subscriber, purpose: str, *, at: datetime) -> bool:
    """Tell whether a live consent stands and nothing suppresses the address; a suppression beats a consent (I-7)."""
    if not Consent.objects.filter(address=subscriber, purpose__key=purpose).exists():
        return False
    return not suppression.is_suppressed(subscriber.lookup, scopes=(Suppression.EVERYTHING, purpose), at=at)
