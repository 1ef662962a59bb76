"""What failed and why: a campaign's mails that were not taken, by receiver and by what the reply means (M-12)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Min
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from depesche.courier.transport.reply import ADDRESS
from depesche.mailing.models import Campaign, Delivery

State = Delivery.State
SHOWN = (State.FAILED, State.DEFERRED, State.UNKNOWN)
CODE = 9  # characters: "550 5.1.1"
MOST = 200
NO_ANSWER = _("no answer")
MEANINGS: tuple[tuple[str, object], ...] = (
    (r"5\.1\.(1|2|3|10)|5\.4\.4", _("the address does not exist")),
    (r"[45]\.2\.2", _("the mailbox is full")),
    (r"[45]\.2\.", _("the mailbox does not take mail")),
    (r"[45]\.7\.", _("refused by the receiver's policy")),
    (r"[45]\.6\.|[45]\.3\.4", _("the content was refused")),
    (r"^4", _("temporary")),
    (r"^5", _("refused")),
)


@dataclass
class Reason:
    """One meaning at one receiver: how many mails, and one reply as an example, without any address in it."""

    meaning: str
    state: str
    number: int
    example: str


@dataclass
class Receiver:
    """A receiver's domain and what went wrong there, the most frequent first."""

    domain: str
    number: int = 0
    reasons: list[Reason] = field(default_factory=list)


def by_receiver(campaign: Campaign) -> list[Receiver]:
    """Group in one query; return at most 200 receivers, those with most mails first."""
    rows = Delivery.objects.filter(campaign=campaign, state__in=SHOWN).order_by()
    grouped = rows.values_list(F("address__domain"), "state", Substr("reply", 1, CODE)).annotate(Count("pk"), Min("reply"))
    found: dict[str, Receiver] = {}
    for domain, state, code, number, example in grouped:
        receiver = found.setdefault(domain or "–", Receiver(domain or "–"))
        receiver.number += number
        receiver.reasons.append(Reason(meaning(state, code), str(State(state).label), number, ADDRESS.sub("…", example)))
    for receiver in found.values():
        receiver.reasons = _merged(receiver.reasons)
    return sorted(found.values(), key=lambda one: (-one.number, one.domain))[:MOST]


def meaning(state: str, code: str) -> str:
    """Say in words what the beginning of a reply means."""
    if state == State.UNKNOWN:
        return str(NO_ANSWER)
    known = next((said for pattern, said in MEANINGS if re.search(pattern, code)), None)
    return str(known or (_("temporary") if state == State.DEFERRED else _("it could not be written")))


def _merged(reasons: list[Reason]) -> list[Reason]:
    together: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for one in reasons:
        together[one.meaning, one.state].append(one)
    merged = [Reason(*key, number=sum(one.number for one in group), example=group[0].example) for key, group in together.items()]
    return sorted(merged, key=lambda one: (-one.number, one.meaning))
