"""Questions to the DNS with short timeouts: what is there, what surely is not, and what nobody answered are three things."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import dns.exception
import dns.resolver
import dns.reversename
from dns.rdatatype import RdataType

SECONDS = 2.0
ALTOGETHER = 6.0


class Unanswered(Exception):
    """The DNS did not say whether something is there; ``name`` is what was asked for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


@dataclass
class Names:
    """Asks the resolver of this machine; each answer may take two seconds, all together six, so that a dead resolver holds up nobody for long."""

    altogether: float = ALTOGETHER
    _began: float = field(default_factory=time.monotonic)

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each as one text; none if it has none.

        :raises Unanswered: if the DNS does not say
        """
        return [b"".join(record.strings).decode("ascii", "replace") for record in self._ask(name, RdataType.TXT)]

    def addresses(self, name: str) -> list[str]:
        """Return the IPv4 and IPv6 addresses of a host.

        :raises Unanswered: if the DNS does not say
        """
        return [record.address for kind in (RdataType.A, RdataType.AAAA) for record in self._ask(name, kind)]

    def hosts(self, address: str) -> list[str]:
        """Return the names that an IP address says it has (PTR).

        :raises Unanswered: if the DNS does not say
        """
        name = dns.reversename.from_address(address).to_text()
        return [record.target.to_text(omit_final_dot=True).lower() for record in self._ask(name, RdataType.PTR)]

    def _ask(self, name: str, kind: RdataType) -> list[Any]:
        left = self.altogether - (time.monotonic() - self._began)
        if left <= 0:
            raise Unanswered(name, "no time left")
        try:
            return list(dns.resolver.resolve(name, kind, lifetime=min(SECONDS, left)))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, UnicodeError, OSError) as error:
            raise Unanswered(name, type(error).__name__) from error
