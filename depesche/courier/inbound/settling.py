"""Reading what was stored and having it settled: one mail, one transaction. A mail that breaks the settling three times waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from depesche.courier import bouncing, envelope
from depesche.courier.bouncing import Class, Verdict
from depesche.courier.envelope import Origin
from depesche.courier.inbound.providers import reading
from depesche.courier.models import InboundMail

MOST_AT_ONCE, MOST_ATTEMPTS = 500, 3
State = InboundMail.State


@dataclass(frozen=True)
class Settled:
    """What came of a mail. ``lookup`` is whom it is about, as a keyed digest; with ``needs_person`` somebody at the desk looks at it.

    ``origin``: the mail of ours that it is about, where that was found by something else than a token.
    """

    outcome: InboundMail.Outcome
    lookup: str = ""
    needs_person: bool = False
    origin: Origin | None = None


@dataclass(frozen=True)
class Understood:
    """A mail with what was read of it; ``origin`` is the mail of ours that it names by a token that was checked, if it does."""

    mail: InboundMail
    verdict: Verdict
    origin: Origin | None


Settle = Callable[[Understood, datetime], Settled]
_settle: list[Settle] = []


def register(settle: Settle) -> None:
    """Have ``settle(understood, at)`` decide what comes of each mail, inside the mail's transaction. There is one who does.

    :raises ValueError: if somebody does already
    """
    if _settle:
        raise ValueError("mail that comes in is settled by somebody else")
    _settle.append(settle)


def is_due(*, at: datetime) -> bool:
    """Whether a mail waits to be read."""
    return InboundMail.objects.filter(state=State.NEW).exists()


def run(*, at: datetime) -> int:
    """Settle what is new; return how many mails were."""
    _give_up(at=at)
    waiting = InboundMail.objects.filter(state=State.NEW).order_by("attempts", "received_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    return sum(_one(pk, at=at) for pk in list(waiting))


def understand(mail: InboundMail) -> Understood:
    """Read a mail; only a token that we made ourselves names an origin (M-13)."""
    read = reading.read if mail.way == InboundMail.Way.WEBHOOK else bouncing.read
    verdict = read(bytes(mail.raw))
    origins = (envelope.read(token) for token in verdict.tokens)
    return Understood(mail, verdict, next((origin for origin in origins if origin is not None), None))


def _one(pk: int, *, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        taken = InboundMail.objects.filter(pk=pk, state=State.NEW).update(attempts=F("attempts") + 1)
    if not taken:
        return False
    with transaction.atomic(durable=True):
        # Not locked here: people's rows are locked first (audience/holding.py), and an erasure removes mails while it holds its person.
        mail = InboundMail.objects.filter(pk=pk, state=State.NEW).first()
        if mail is None:
            return False
        understood = understand(mail)
        settled = _settle[0](understood, at) if _settle else Settled(InboundMail.Outcome.UNCLEAR, needs_person=True)
        is_ours = _record(understood, settled, at=at)
        transaction.set_rollback(not is_ours)
    return is_ours


def _record(understood: Understood, settled: Settled, *, at: datetime) -> bool:
    """Write down what came of a mail; ``False`` if somebody else did meanwhile, or the mail is gone."""
    verdict, origin = understood.verdict, understood.origin or settled.origin
    is_kept = settled.outcome != InboundMail.Outcome.NOBODY  # somebody who was erased has to stay so (Art. 17 GDPR)
    written = InboundMail.objects.filter(pk=understood.mail.pk, state=State.NEW).update(
        state=State.REVIEW if settled.needs_person else State.DONE,
        kind=verdict.kind.value,
        rule=verdict.rule[:120],
        code=verdict.code[:16],
        diagnostic=_storable(verdict.diagnostic)[:500] if is_kept else "",
        **({} if is_kept else {"raw": b""}),
        delivery=origin.delivery if origin else None,
        message=origin.message if origin else None,
        lookup=settled.lookup,
        outcome=settled.outcome,
        settled_at=None if settled.needs_person else at,
    )
    return bool(written)


def _give_up(*, at: datetime) -> None:
    """Leave to a person what broke the settling again and again, so that it does not stand before the others for ever."""
    stuck = InboundMail.objects.filter(state=State.NEW, attempts__gte=MOST_ATTEMPTS)
    stuck.update(state=State.REVIEW, outcome=InboundMail.Outcome.UNCLEAR, kind=Class.UNKNOWN.value, rule="could not be settled")


def _storable(text: str) -> str:
    """PostgreSQL stores no NUL."""
    return text.replace("\x00", "")
