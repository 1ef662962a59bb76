"""What a person at the desk decides about a mail that nobody else understood; every deed is written down with who did it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from depesche.audience import people
from depesche.audience.withdrawal import Route
from depesche.courier.envelope import Origin
from depesche.courier.models import InboundMail, Suppression
from depesche.kernel.refusal import Refusal
from depesche.mailing.coming_back import complaining, counting, settling, whom
from depesche.mailing.coming_back.whom import Concerned

State, Outcome = InboundMail.State, InboundMail.Outcome


class Deed(StrEnum):
    """What can be done with a mail in review."""

    CLOSE = "close"
    LEAVES = "leaves"
    COMPLAINS = "complains"
    DEAD = "dead"


OUTCOMES = {Deed.CLOSE: Outcome.CLOSED, Deed.LEAVES: Outcome.LEFT, Deed.COMPLAINS: Outcome.COMPLAINED, Deed.DEAD: Outcome.SUPPRESSED}


def waiting() -> QuerySet[InboundMail]:
    """Return the mails that wait for a person, oldest first."""
    return InboundMail.objects.filter(state=State.REVIEW).order_by("received_at", "pk")


def decide(mail: InboundMail, deed: Deed, *, by: str, address: str = "", at: datetime) -> None:
    """Do what was decided.

    :param address: whom it is about, where the mail itself does not prove it
    :raises Refusal: ``decided-already``, ``nobody-named``, or what :func:`depesche.audience.people.by_address` says
    """
    with transaction.atomic():
        note = f"mail {mail.pk}, {by}"
        concerned = None
        if deed is not Deed.CLOSE:
            concerned = _whom(mail, address)
            _act(concerned, deed, note=note, at=at)
        written = InboundMail.objects.filter(pk=mail.pk, state=State.REVIEW).update(
            state=State.DONE,
            outcome=OUTCOMES[deed],
            settled_at=at,
            settled_by=by[:150],
            lookup=concerned.lookup if concerned else mail.lookup,
        )
        if not written:
            raise Refusal(code="decided-already", message=_("A colleague has decided about this mail meanwhile."))


def _act(concerned: Concerned, deed: Deed, *, note: str, at: datetime) -> None:
    if deed is Deed.LEAVES:
        settling.leave(concerned, route=Route.REPLY, note=note, at=at)
    elif deed is Deed.COMPLAINS:
        complaining.complain(concerned, source=note, at=at)
    else:
        counting.suppress(concerned, Suppression.Reason.HARD_BOUNCE, source=note, at=at)


def _whom(mail: InboundMail, address: str) -> Concerned:
    if address.strip():
        person = people.by_address(address)
        return Concerned(person.lookup, person.domain, person)
    proven = whom.by_origin(Origin(message=mail.message, delivery=mail.delivery)) if mail.message or mail.delivery is not None else None
    if proven is None:
        raise Refusal(
            code="nobody-named", message=_("This mail does not prove whom it is about."), help=_("Enter the address of the person."),
        )  # fmt: skip
    return proven
