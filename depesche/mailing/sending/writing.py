"""The mails of a group as bytes: a campaign is compiled once, for each set of corrections that some recipients get (M-07).

What a person gets says the same as ``letters.letter``; rendering it twice gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from depesche.audience import links
from depesche.courier import compiling, envelope, message, signing_keys
from depesche.courier.compiling import Compiled, Values
from depesche.courier.header_text import BadLetter
from depesche.courier.signing import Signer
from depesche.courier.transport.mail import Mail
from depesche.kernel import keyring, options
from depesche.mailing import rendering
from depesche.mailing.correcting import handing
from depesche.mailing.sending import letters
from depesche.mailing.sending.marked import Marked

LEAVE, BY_MAIL, SENDER = "leave", "leave_by_mail", "sender"
MARKS = {LEAVE: rendering.UNSUBSCRIBE, BY_MAIL: rendering.LEAVE_BY_MAIL, SENDER: letters.SENDER}
SIGNING_THREADS = 2


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A mail that cannot be written, for example for an address that an import let in, and why."""

    delivery: Marked
    reason: str


class Writer:
    """Writes the mails of one run; it reads the options and the signing keys once."""

    def __init__(self) -> None:
        self._domain = options.current().envelope_domain
        self._keys = signing_keys.current()
        self._compiled: dict[tuple[int, str, str], tuple[Compiled, Signer | None]] = {}
        self._threads = ThreadPoolExecutor(SIGNING_THREADS, "signing") if self._keys else None

    def write(self, deliveries: Sequence[Marked]) -> tuple[list[Mail], list[Unwritten]]:
        """Return the mails with their envelopes, ready for DATA, and those that cannot be written."""
        with keyring.hold():
            prepared = map(self._prepared, deliveries)
            found = list(self._threads.map(self._try, prepared) if self._threads else map(self._try, prepared))
        return [one for one in found if isinstance(one, Mail)], [one for one in found if isinstance(one, Unwritten)]

    def close(self) -> None:
        """End the threads that sign."""
        if self._threads is not None:
            self._threads.shutdown(wait=False)

    def _prepared(self, delivery: Marked) -> tuple[Marked, Compiled, Signer | None]:
        """Find what the mail is made of; this asks the database and so belongs to the store's thread."""
        campaign = delivery.campaign
        html, text = handing.cut(campaign.pk, delivery.person, campaign.html_sent, campaign.text_sent)
        key = (campaign.pk, html, text)
        if key not in self._compiled:
            compiled = compiling.compile_letter(letters.of_campaign(campaign, html=html, text=text), MARKS)
            self._compiled[key] = compiled, Signer(self._keys, compiled.names) if self._keys else None
        return (delivery, *self._compiled[key])

    def _try(self, prepared: tuple[Marked, Compiled, Signer | None]) -> Mail | Unwritten:
        delivery, compiled, signer = prepared
        person, campaign = delivery.person, delivery.campaign
        if person is None:
            return Unwritten(delivery, "the address is gone")
        try:
            sender = envelope.of_delivery(delivery.pk)
            recipient = message.parse_mailbox(delivery.mailbox).address
            values = {
                compiling.TO: delivery.mailbox,
                compiling.ID: message.message_id(f"delivery:{delivery.pk}", self._domain),
                BY_MAIL: envelope.for_leaving(delivery.pk) if BY_MAIL in compiled.slots else "",
                SENDER: sender,
                LEAVE: links.unsubscribe(person, campaign.purpose.key, campaign_id=campaign.pk),
            }
            content = _content(compiled, signer, values)
        except BadLetter as refusal:
            return Unwritten(delivery, str(refusal))
        return Mail(delivery.pk, sender, recipient, content, not recipient.isascii(), ready=True)


def _content(compiled: Compiled, signer: Signer | None, values: Values) -> bytes:
    return compiled.ready(values) if signer is None else signer.signed(compiled.rendered(values, ready=True))
