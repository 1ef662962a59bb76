"""Do the DNS records say the keys that sign mail, and does the signature count for the sender's domain?"""

from __future__ import annotations

from depesche.brand import identity
from depesche.courier import signing_keys
from depesche.courier.sending_domain import dmarc, keys, looking
from depesche.courier.sending_domain.finding import Light
from depesche.courier.sending_domain.names import Names, Unanswered
from depesche.operations.doctor.finding import Finding, State

NAME = "dkim"


def check() -> Finding:
    """Look up the record of each key, and whether the sender's domain is the one that signs.

    :raises Refusal: code ``dkim-key-missing`` or ``dkim-key-unfit``
    """
    signing = signing_keys.current()
    if not signing and not looking.is_wanted():
        return Finding(State.OK, "Mail is not signed here; that is left to the mail server.")
    names = Names()
    found = keys.look(names)
    if found.light is not Light.GREEN:
        return Finding(State.FAILURE if found.light is Light.RED else State.WARNING, found.message, found.help)
    domain, sender = signing[0].domain, identity.sender_domain()
    if sender and not _is_aligned(domain, sender, names):
        return Finding(
            State.WARNING,
            f"Mail is signed by {domain}, but its sender is of {sender}: receivers that check DMARC do not count the signature.",
            f"Set DEPESCHE_DKIM_DOMAIN={sender} and put its records into that domain, or change the sender.",
        )
    return Finding(State.OK, found.message)


def _is_aligned(domain: str, sender: str, names: Names) -> bool:
    try:
        return dmarc.is_aligned(domain, sender, names.texts, strict=False)
    except Unanswered:
        return True  # nobody knows; the check of the sending domain says so
