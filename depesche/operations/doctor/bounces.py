"""Does mail that comes back get here, and does somebody look at what waits (M-13)?"""

from __future__ import annotations

from datetime import timedelta

from depesche.courier.inbound import reading_ways
from depesche.courier.models import InboundMail, WayIn
from depesche.kernel import clock, option_types, options
from depesche.mailing.models import Delivery
from depesche.operations.doctor.finding import Finding, State

NAME = "bounces"
MUST_HAVE_READ = timedelta(minutes=30)
MUST_HAVE_LOOKED = timedelta(days=7)


def check() -> Finding:
    """Ask how the way in was last, and how long mails wait for a person."""
    now = clock.now()
    if not (options.current().bounce_url or options.current().webhook_providers):
        sends = Delivery.objects.exists()
        return Finding(
            State.WARNING if sends else State.OK,
            "Nothing reads mail that comes back, so addresses that do not exist are written to again and again.",
            "Set DEPESCHE_BOUNCE_URL or DEPESCHE_WEBHOOK_PROVIDERS; docs/guides/bounces.md says how.",
        )
    broken = WayIn.objects.filter(name__in=_ways()).exclude(trouble="").first()
    if broken is not None:
        return Finding(State.FAILURE, f"Mail that comes back cannot be read: {broken.trouble}", "Mend the way in; no mail is lost meanwhile.")
    way = WayIn.objects.filter(name=reading_ways.scheme()).first()
    if reading_ways.is_fetched(at=now) and (way is None or way.read_at < now - MUST_HAVE_READ):
        return Finding(State.WARNING, "Mail that comes back was not read for half an hour.", "See that the worker and the scheduler run.")
    waiting = InboundMail.objects.filter(state=InboundMail.State.REVIEW)
    old = waiting.filter(received_at__lt=now - MUST_HAVE_LOOKED).count()
    if old:
        return Finding(State.WARNING, f"{old} mails wait for a person for more than a week.", "Look at them at the desk (What came back).")
    return Finding(State.OK, f"Mail that comes back is taken from {_places()}; {waiting.count()} mails wait for a person.")


def _ways() -> list[str]:
    return [
        name for name, is_used in ((reading_ways.scheme(), True), (reading_ways.WEBHOOK, options.current().webhook_providers)) if name and is_used
    ]


def _places() -> str:
    """Say where mail comes back from, and when each way worked last."""
    names = {reading_ways.scheme(): option_types.redact(options.current().bounce_url)}
    names[reading_ways.WEBHOOK] = "webhooks of " + ", ".join(options.current().webhook_providers)
    worked = dict(WayIn.objects.exclude(worked_at=None).values_list("name", "worked_at"))
    return " and ".join(f"{names[way]}, {f'last at {worked[way]:%Y-%m-%d %H:%M} UTC' if way in worked else 'never yet'}" for way in _ways())
