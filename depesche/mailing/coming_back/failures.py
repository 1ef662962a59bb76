"""What of a campaign failed, and why, by receiver: refused at once, put off, without an answer, or come back later (M-12, M-15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from depesche.courier import bouncing
from depesche.courier.bouncing import Class
from depesche.courier.bouncing.report_fields import ADDRESS
from depesche.courier.models import Bounce, InboundMail
from depesche.mailing.coming_back import class_words
from depesche.mailing.models import Campaign, Delivery

State = Delivery.State
SHOWN = (State.FAILED, State.DEFERRED, State.UNKNOWN)
NEWEST = 20
MOST = 300  # lines
BEGINNING = 40  # characters of a reply: code and first words, by which replies are counted together
NO_ANSWER, UNWRITTEN = "no answer", "unwritten"


@dataclass(frozen=True)
class Line:
    """Mails to one receiver that failed for one class of reasons, by what became of them, and what one reply said, without addresses."""

    receiver: str
    kind: str
    refused: int = 0
    put_off: int = 0
    unknown: int = 0
    came_back: int = 0
    example: str = ""

    @property
    def number(self) -> int:
        """How many in all."""
        return self.refused + self.put_off + self.unknown + self.came_back


@dataclass(frozen=True)
class Lines:
    """The first lines, and how many further ones there are."""

    shown: list[Line] = field(default_factory=list)
    further: int = 0


@dataclass(frozen=True)
class Beside:
    """Counted beside the accepted ones, of which they are a part: mails that came back, and people who complained."""

    bounced: int
    complained: int


def beside(campaign: Campaign) -> Beside:
    """Count what came back of a campaign."""
    return Beside(bounced=_bounces(campaign).values("delivery").distinct().count(), complained=complaints_of(campaign))


def lines(campaign: Campaign) -> Lines:
    """Return what failed, most first."""
    found: dict[tuple[str, str], Line] = defaultdict(lambda: Line("", ""))
    for domain, state, reply, number in _at_once(campaign).iterator(chunk_size=2000):
        _add(found, (domain or "", _class_of(state, reply)), reply, **{_COLUMN[state]: number})
    back = _bounces(campaign).order_by().values_list("receiver", "kind").annotate(Count("pk"), Min("diagnostic"))
    for domain, kind, number, said in back.iterator(chunk_size=2000):
        _add(found, (domain, kind), said, came_back=number)
    every = sorted(found.items(), key=lambda one: (-one[1].number, one[0]))
    shown = [replace(line, receiver=domain, kind=_word(kind)) for (domain, kind), line in every[:MOST]]
    return Lines(shown, len(every) - len(shown))


def newest() -> list[tuple[Campaign, Beside]]:
    """Return the newest sent campaigns with what came back of them."""
    sent = Campaign.objects.exclude(sent_at=None).order_by("-sent_at")[:NEWEST]
    return [(campaign, beside(campaign)) for campaign in sent]


def complaints_of(campaign: Campaign) -> int:
    """Return how many recipients of a campaign complained about it."""
    complained = InboundMail.objects.filter(_mine(campaign), outcome=InboundMail.Outcome.COMPLAINED)
    return complained.values("lookup").distinct().count()


_COLUMN = {State.FAILED.value: "refused", State.DEFERRED.value: "put_off", State.UNKNOWN.value: "unknown"}


def _at_once(campaign: Campaign) -> QuerySet[Delivery, tuple[str | None, str, str, int]]:
    """Count replies together that begin alike: receiver, state, one of the replies, number."""
    rows = (
        Delivery.objects.filter(campaign=campaign, state__in=SHOWN)
        .order_by()
        .annotate(domain=F("address__domain"), begins=Substr("reply", 1, BEGINNING))
    )
    counted = rows.values("domain", "state", "begins").annotate(said=Min("reply"), number=Count("pk"))
    return counted.values_list("domain", "state", "said", "number")


def _bounces(campaign: Campaign) -> QuerySet[Bounce]:
    return Bounce.objects.filter(_mine(campaign))


def _mine(campaign: Campaign) -> Exists:
    """Ask row by row: few mails come back, and a campaign may have a million deliveries."""
    return Exists(Delivery.objects.filter(pk=OuterRef("delivery"), campaign=campaign))


def _add(found: dict[tuple[str, str], Line], key: tuple[str, str], said: str, **numbers: int) -> None:
    line = found[key]
    more = {name: getattr(line, name) + number for name, number in numbers.items()}
    found[key] = replace(line, example=line.example or _impersonal(said), **more)


@lru_cache(maxsize=4096)
def _class_of(state: str, reply: str) -> str:
    if state == State.UNKNOWN:
        return NO_ANSWER
    if state == State.FAILED and not reply[:1].isdigit():
        return UNWRITTEN
    kind = bouncing.of_reply(reply).kind
    return Class.TEMPORARY.value if state == State.DEFERRED and kind is Class.UNKNOWN else kind.value


def _word(kind: str) -> str:
    own = {NO_ANSWER: _("no answer after the mail"), UNWRITTEN: _("it could not be written")}
    return own.get(kind) or class_words.word(kind)


def _impersonal(said: str) -> str:
    return ADDRESS.sub("…@…", said)[:200]
