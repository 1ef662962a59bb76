"""What of a campaign failed, and why, by receiver: refused at once by a mail server, or come back later (M-15)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from depesche.courier import bouncing
from depesche.courier.bouncing.report_fields import ADDRESS
from depesche.courier.models import Bounce, InboundMail
from depesche.mailing.coming_back import class_words
from depesche.mailing.models import Campaign, Delivery

SHOWN = 20


@dataclass(frozen=True)
class Line:
    """Mails to one receiver that failed for one class of reasons: how many at once, how many later, and what one said, without addresses."""

    receiver: str
    kind: str
    refused: int
    came_back: int
    example: str


@dataclass(frozen=True)
class Beside:
    """Counted beside the accepted ones, of which they are a part: mails that came back, and people who complained."""

    bounced: int
    complained: int


def beside(campaign: Campaign) -> Beside:
    """Count what came back of a campaign."""
    mine = Bounce.objects.filter(delivery__in=Delivery.objects.filter(campaign=campaign).values("pk"))
    return Beside(bounced=mine.values("delivery").distinct().count(), complained=complaints_of(campaign))


def lines(campaign: Campaign) -> list[Line]:
    """Return what failed, most first."""
    refused: Counter[tuple[str, str]] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    failed = Delivery.objects.filter(campaign=campaign, state=Delivery.State.FAILED).values_list("address__domain", "reply")
    for domain, reply in failed.iterator(chunk_size=2000):
        key = (domain or "", _class_of(reply))
        refused[key] += 1
        examples.setdefault(key, reply)
    mine = Bounce.objects.filter(delivery__in=Delivery.objects.filter(campaign=campaign).values("pk"))
    for domain, kind, said in mine.values_list("receiver", "kind", "diagnostic").iterator(chunk_size=2000):
        back[domain, kind] += 1
        examples.setdefault((domain, kind), said)
    keys = sorted({*refused, *back}, key=lambda key: (-(refused[key] + back[key]), key))
    return [_line(key, refused=refused[key], came_back=back[key], example=examples[key]) for key in keys]


def _line(key: tuple[str, str], *, refused: int, came_back: int, example: str) -> Line:
    return Line(key[0], class_words.word(key[1]), refused, came_back, _impersonal(example))


def newest() -> list[tuple[Campaign, Beside]]:
    """Return the newest sent campaigns with what came back of them."""
    sent = Campaign.objects.exclude(sent_at=None).order_by("-sent_at")[:SHOWN]
    return [(campaign, beside(campaign)) for campaign in sent]


@lru_cache(maxsize=4096)
def _class_of(reply: str) -> str:
    return bouncing.of_reply(reply).kind.value


def _impersonal(said: str) -> str:
    return ADDRESS.sub("…@…", said)[:200]


def complaints_of(campaign: Campaign) -> int:
    """Return how many recipients of a campaign complained about it."""
    mine = Delivery.objects.filter(campaign=campaign).values("pk")
    return InboundMail.objects.filter(outcome=InboundMail.Outcome.COMPLAINED, delivery__in=mine).values("lookup").distinct().count()
