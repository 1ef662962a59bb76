"""Do the DNS records say the keys that sign mail? A signature that does not verify is worse than none."""

from __future__ import annotations

import re

import dns.exception
import dns.resolver

from depesche.brand import identity
from depesche.courier import signing_keys
from depesche.courier.signing import Key
from depesche.operations.doctor.finding import Finding, State

NAME = "dkim"
SECONDS = 5.0


def check() -> Finding:
    """Look up the record of each key, and whether the sender's domain is the one that signs.

    :raises Refusal: code ``dkim-key-missing`` or ``dkim-key-unfit``
    """
    keys = signing_keys.current()
    if not keys:
        return Finding(State.OK, "Mail is not signed here; that is left to the mail server.")
    for key in keys:
        found = _problem(key)
        if found:
            return Finding(State.FAILURE, found, "Put what `depesche dkim` prints into your DNS, or empty DEPESCHE_DKIM_SELECTOR until it is there.")
    domain, sender = keys[0].domain, _sender_domain()
    if sender and not (sender == domain or sender.endswith(f".{domain}") or domain.endswith(f".{sender}")):
        return Finding(
            State.WARNING,
            f"Mail is signed by {domain}, but its sender is of {sender}: receivers that check DMARC do not count the signature.",
            f"Set DEPESCHE_DKIM_DOMAIN={sender} and put its records into that domain, or change the sender.",
        )
    return Finding(State.OK, f"Mail is signed by {domain}, and the DNS says the same keys.")


def _problem(key: Key) -> str:
    try:
        answer = dns.resolver.resolve(key.place, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return f"Mail is signed, but there is no TXT record at {key.place}."
    except dns.exception.DNSException as error:
        return f"Whether mail is signed rightly cannot be told: {key.place} could not be looked up ({type(error).__name__})."
    records = [b"".join(record.strings).decode("ascii", "replace") for record in answer]
    if any(tags(record) == tags(key.record) for record in records):
        return ""
    return f"Mail is signed with another key than the TXT record at {key.place} says."


def tags(record: str) -> tuple[str, str]:
    """Return the kind of a record's key and the key itself (RFC 6376, 3.6.1: without a kind it is RSA; spaces do not count)."""
    pairs = [pair.partition("=") for pair in record.split(";")]
    found = {name.strip(): re.sub(r"\s", "", value) for name, _, value in pairs}
    return found.get("k", "rsa"), found.get("p", "")


def _sender_domain() -> str:
    publisher = identity.publisher()
    return (publisher.newsletter_sender or publisher.email).rpartition("@")[2].lower()
