"""What comes of a mail that came in. Without a token of ours nothing happens to anybody; what only a person can judge waits for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from depesche.audience import signup, withdrawal
from depesche.audience.withdrawal import Route
from depesche.courier.bouncing import FAILURES, Class, mail_parts
from depesche.courier.bouncing.report_fields import ADDRESS
from depesche.courier.inbound.settling import Settled, Understood
from depesche.courier.models import InboundMail
from depesche.mailing import limits
from depesche.mailing.coming_back import complaining, counting, leaving, replying, whom
from depesche.mailing.coming_back.whom import Concerned

Outcome = InboundMail.Outcome
QUIET = frozenset({Class.AUTO_REPLY, Class.DELIVERED_NOTICE, Class.CHALLENGE})


def settle(understood: Understood, at: datetime) -> Settled:
    """Do what a mail means; runs inside its transaction. A sending service proved who it is, so its Message-IDs and recipients are believed, too."""
    if understood.mail.way != InboundMail.Way.WEBHOOK:
        return _settle(understood, at)
    verdict = understood.verdict
    origin = understood.origin or whom.by_message_ids(verdict.message_ids, verdict.recipients)
    return replace(_told(replace(understood, origin=origin), at), origin=origin)


def _told(understood: Understood, at: datetime) -> Settled:
    """Do what a sending service tells; what names no mail of ours waits for a person."""
    verdict, origin = understood.verdict, understood.origin
    if origin is None:
        return Settled(Outcome.UNCLEAR, lookup=_named(verdict.recipients), needs_person=True)
    concerned = whom.by_origin(origin)
    if verdict.leaves and concerned is not None:
        leave(concerned, route=Route.PROVIDER, note=f"mail {understood.mail.pk}", at=at)
        return Settled(Outcome.LEFT, lookup=concerned.lookup)
    return _settle(understood, at)


def _settle(understood: Understood, at: datetime) -> Settled:
    verdict, origin = understood.verdict, understood.origin
    if verdict.kind is Class.COMPLAINT:
        return _complaint(understood, at=at)
    if verdict.is_failure and origin is None:
        return Settled(Outcome.FOREIGN, lookup=_named(verdict.recipients))
    concerned = whom.by_origin(origin) if origin else None
    if origin is not None and concerned is None:
        return Settled(Outcome.NOBODY)
    if verdict.is_failure and concerned is not None and origin is not None:
        is_suppressed = counting.count(concerned, verdict, origin, at=at)
        needs_person = verdict.kind not in FAILURES
        outcome = Outcome.SUPPRESSED if is_suppressed else Outcome.UNCLEAR if needs_person else Outcome.COUNTED
        return Settled(outcome, lookup=concerned.lookup, needs_person=needs_person)
    if asked := leaving.asked(bytes(understood.mail.raw)):
        return _asked_to_leave(understood, whom.by_origin(asked), at=at)
    if verdict.kind in QUIET or verdict.kind in FAILURES:
        return Settled(Outcome.NOTHING, lookup=concerned.lookup if concerned else _sender(understood))
    return _answer(understood, concerned, at=at)


def _complaint(understood: Understood, *, at: datetime) -> Settled:
    """A complaint counts if a token or a link of ours came along, redacted or not (M-14); else a person finds out whose it is."""
    concerned = whom.by_origin(understood.origin) if understood.origin else None
    concerned = concerned or whom.by_links(understood.verdict.links)
    if concerned is None:
        outcome = Outcome.NOBODY if understood.origin else Outcome.UNCLEAR
        return Settled(outcome, lookup=_named(understood.verdict.recipients), needs_person=understood.origin is None)
    complaining.complain(concerned, source=f"mail {understood.mail.pk}: {understood.verdict.rule}", at=at)
    if concerned.campaign is not None:
        limits.watch(concerned.campaign)
    return Settled(Outcome.COMPLAINED, lookup=concerned.lookup)


def _asked_to_leave(understood: Understood, concerned: Concerned | None, *, at: datetime) -> Settled:
    if concerned is None:
        return Settled(Outcome.NOBODY)
    leave(concerned, route=Route.MAILTO, note=f"mail {understood.mail.pk}", at=at)
    return Settled(Outcome.LEFT, lookup=concerned.lookup)


def _answer(understood: Understood, concerned: Concerned | None, *, at: datetime) -> Settled:
    """An answer of a person: leaving is done at once if the mail proves by its token which newsletter it answers."""
    lookup = concerned.lookup if concerned else _sender(understood)
    if concerned is None or concerned.person is None:
        return Settled(Outcome.UNCLEAR, lookup=lookup, needs_person=True)
    route = replying.route(bytes(understood.mail.raw))
    if route is None:
        return Settled(Outcome.UNCLEAR, lookup=lookup, needs_person=True)
    leave(concerned, route=route, note=f"mail {understood.mail.pk}", at=at)
    return Settled(Outcome.LEFT, lookup=lookup)


def leave(concerned: Concerned, *, route: Route, note: str, at: datetime) -> None:
    """End the consent whose newsletter was answered; an answer to a single mail ends all."""
    if concerned.person is not None:
        purposes = [concerned.purpose] if concerned.purpose else None
        withdrawal.withdraw(concerned.person, purposes=purposes, at=at, route=route, note=note)


def _named(recipients: tuple[str, ...]) -> str:
    """Return the digest of the address that a mail names; nothing follows from it but that an erasure finds the mail."""
    return signup.lookup_of(recipients[0]) if recipients else ""


def _sender(understood: Understood) -> str:
    found = ADDRESS.search(mail_parts.read(bytes(understood.mail.raw)).get("from"))
    return _named((found[0],)) if found else ""
