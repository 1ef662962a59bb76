"""What a person's story at the desk tells of campaigns: each mail that was meant for them, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from depesche.audience.models import Subscriber
from depesche.audience.timeline import Moment
from depesche.mailing.models import Delivery

MOST = 500  # the newest; a subscriber of ten years has more than anybody reads


def tell(subscriber: Subscriber) -> Iterator[Moment]:
    """Yield the newest deliveries to a person."""
    for row in Delivery.objects.filter(address=subscriber).select_related("campaign__purpose").order_by("-pk")[:MOST]:
        said = {"subject": row.campaign.subject, "state": row.get_state_display()}
        at = row.handed_over_at or row.finished_at or row.campaign.sent_at or row.campaign.created_at
        yield Moment(
            at=at, what=_("Newsletter “%(subject)s”: %(state)s.") % said, detail=" · ".join(filter(None, (row.campaign.purpose.title, row.reply)))
        )
