"""What of the installation needs an administrator now: a ledger that does not verify, and whatever else the doctor found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from depesche.brand.home import keys
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency, asks
from depesche.operations import examining, health_desk
from depesche.operations.doctor import ledger
from depesche.operations.doctor.finding import State
from depesche.operations.examining import Kept


@asks("ledger")
def broken_ledger(user: Any, *, at: datetime) -> Row | None:
    """Tell that the ledger did not verify when it was checked last."""
    found = next((one for one in _last(user) if one.name == ledger.NAME and one.state is State.FAILURE), None)
    if found is None:
        return None
    return Row("ledger", _("The ledger does not verify."), reverse(health_desk.NAME), Urgency.NOW, since=found.since, detail=found.next_step)


@asks("doctor")
def doctor(user: Any, *, at: datetime) -> Row | None:
    """Tell how many checks found something, or that nobody has looked for hours."""
    found = _last(user)
    if found and max(one.at for one in found) < at - examining.OLD:
        silent = max(one.at for one in found)
        return Row("doctor", _("The doctor has not looked for hours: does the scheduler run?"), reverse(health_desk.NAME), Urgency.NOW, since=silent)
    wrong = [one for one in found if one.state is not State.OK and not (one.name == ledger.NAME and one.state is State.FAILURE)]
    if not wrong:
        return None
    failures = sum(one.state is State.FAILURE for one in wrong)
    sentence = ngettext("The doctor found something in %(count)d check.", "The doctor found something in %(count)d checks.", len(wrong))
    detail = ", ".join(str(health_desk.label(one.name)) for one in wrong)
    urgency = Urgency.NOW if failures else Urgency.LATER
    return Row(
        "doctor", sentence % {"count": len(wrong)}, reverse(health_desk.NAME), urgency, len(wrong), min(one.since for one in wrong), detail=detail
    )


def register_keys() -> None:
    """Add the key of this part."""
    keys.register(Key("g z", gettext_lazy("State of the site"), health_desk.NAME, keys.who_may(health_desk.PERMISSION)))


def _last(user: Any) -> list[Kept]:
    return examining.last() if user.has_perm(health_desk.PERMISSION) else []
