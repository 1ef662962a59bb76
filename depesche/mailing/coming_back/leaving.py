"""A mail to the address for leaving, as mail programs write it (RFC 2369), ends the consent of the delivery that it names (L-32)."""

from __future__ import annotations

from depesche.courier import envelope
from depesche.courier.bouncing import mail_parts, ours
from depesche.courier.envelope import Origin


def asked(raw: bytes) -> Origin | None:
    """Return the delivery whose address for leaving a mail was sent to.

    What stands inside does not matter: each mail program writes something else. A mail that only quotes such an address, as bounces and forwarded
    newsletters do, asks for nothing.
    """
    fields = mail_parts.read(raw).fields
    sent_to = "\n".join(value for name in ours.SENT_TO for value in fields.get(name, ()))
    origins = (envelope.read(address) for address in ours.TOKEN.findall(sent_to))
    return next((origin for origin in origins if origin is not None and origin.leaves), None)
