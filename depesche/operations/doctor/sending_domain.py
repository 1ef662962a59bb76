"""Is the sending domain fit for many mails: SPF, DMARC, alignment, TLS, PTR (S-10, S-20)? DKIM has a check of its own."""

from __future__ import annotations

from depesche.brand import identity
from depesche.courier.sending_domain import keys, looking
from depesche.courier.sending_domain.finding import Light
from depesche.operations.doctor.finding import Finding, State

NAME = "sending_domain"


def check() -> Finding:
    """Look up what big receivers ask of the domain."""
    domain = identity.sender_domain()
    if not (looking.is_wanted() and domain):
        return Finding(State.OK, "Mail goes to no real receivers yet, so the sending domain is not looked at.")
    found = [one for one in looking.look(domain) if one.side != keys.SIDE]
    wrong = [one for one in found if one.hinders or one.light is Light.WARNING]
    if not wrong:
        return Finding(State.OK, " ".join(one.message for one in found))
    state = State.FAILURE if any(one.light is Light.RED for one in wrong) else State.WARNING
    return Finding(state, " ".join(one.message for one in wrong), " ".join(dict.fromkeys(one.help for one in wrong)))
