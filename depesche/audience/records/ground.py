"""What every record says alike: who is responsible, under which law, where the rights are used, how long what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.audience import links
from depesche.brand import identity, legal
from depesche.kernel import options


@dataclass(frozen=True)
class Ground:
    """The publisher and the promises, as they are when a document is written. Addresses are absolute."""

    site: str
    name: str
    address: str
    identifier: str
    contact: tuple[str, ...]
    country: str
    authority: str
    privacy: str
    withdrawal: str
    unconfirmed_days: int
    proof_years: int


def present() -> Ground:
    """Return the ground as brand and options have it now; what was never entered is named by the site's address."""
    now, publisher = options.current(), identity.publisher()
    lines = [line.strip() for line in publisher.postal_address.splitlines() if line.strip()]
    contact = (publisher.privacy_email or publisher.email, publisher.phone, now.address("/"))
    return Ground(
        site=now.site_url,
        name=publisher.legal_name or publisher.name or now.site_url,
        address=", ".join(lines) or links.legal(legal.IMPRINT),
        identifier=publisher.register_entry or now.site_url,
        contact=tuple(one for one in contact if one),
        country=now.country,
        authority=now.authority or links.legal(legal.PRIVACY),
        privacy=links.legal(legal.PRIVACY),
        withdrawal=links.preferences_entry(),
        unconfirmed_days=now.unconfirmed_days,
        proof_years=now.proof_years,
    )
