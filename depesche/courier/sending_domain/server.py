"""The mail server that DEPESCHE_SMTP_URL names: is the way to it encrypted, and does its address say its name (PTR)? Nothing is guessed."""

from __future__ import annotations

from ipaddress import ip_address

from django.utils.translation import gettext_lazy as _

from depesche.courier.sending_domain.finding import AGAIN, Found, Light
from depesche.courier.sending_domain.names import Names, Unanswered
from depesche.courier.transport import smtp
from depesche.courier.transport.smtp import Target
from depesche.kernel import option_types

REVERSE, ENCRYPTION = "PTR", "TLS"


def look(url: str, names: Names) -> list[Found]:
    """Say what is known of the server behind an SMTP address."""
    target = smtp.target(url)
    if option_types.is_loopback(target.host):
        return [
            Found(ENCRYPTION, Light.NOTED, _("Mail goes to a mail server on this machine; it must use TLS towards receivers itself.")),
            Found(REVERSE, Light.NOTED, _("By which address the mail server on this machine sends is not known here; it must have a PTR record.")),
        ]
    try:
        addresses = _addresses(target.host, names)
    except Unanswered as error:
        return [_encryption(target, []), _unanswered(target, error)]
    return [_encryption(target, addresses), _reverse(target, addresses, names)]


def _encryption(target: Target, addresses: list[str]) -> Found:
    """Addresses with smtps and smtp+starttls send nothing unless the server offers TLS with a certificate that is right."""
    values = {"host": target.host}
    if target.scheme != "smtp":
        said = _("Mail goes to %(host)s encrypted, or not at all; whether it goes on so is the business of that server.")
        return Found(ENCRYPTION, Light.GREEN, said, values=values)
    if addresses and _are_private(addresses):
        return Found(ENCRYPTION, Light.NOTED, _("Mail goes to %(host)s unencrypted, inside your own network."), values=values)
    mend = _("Use smtp+starttls:// or smtps:// in DEPESCHE_SMTP_URL.")
    return Found(ENCRYPTION, Light.RED, _("Mail goes to %(host)s unencrypted."), mend, values)


def _reverse(target: Target, addresses: list[str], names: Names) -> Found:
    """Only a server that takes mail without a login from port 25 is taken for the one that sends; a relay has addresses of its own for that."""
    if target.user or target.scheme != "smtp" or _are_private(addresses):
        said = _("By which addresses %(host)s sends on is not known here; they must have PTR records.")
        return Found(REVERSE, Light.NOTED, said, values={"host": target.host})
    try:
        nameless = [address for address in addresses if not _says_its_name(address, names)]
    except Unanswered as error:
        return _unanswered(target, error)
    if nameless:
        said = _("The mail server's address %(address)s has no PTR record with a name that leads back to it.")
        mend = _("Whoever rents you the address sets its PTR record; the name there needs an A or AAAA record.")
        return Found(REVERSE, Light.RED, said, mend, {"address": ", ".join(nameless)})
    return Found(REVERSE, Light.GREEN, _("The mail server's addresses say their names, and the names lead back (PTR)."))


def _says_its_name(address: str, names: Names) -> bool:
    """Whether a name of the address leads back to it (RFC 8601, iprev)."""
    return any(ip_address(back) == ip_address(address) for host in names.hosts(address) for back in names.addresses(host))


def _addresses(host: str, names: Names) -> list[str]:
    """Return a host's addresses.

    :raises Unanswered: if the DNS does not say, or knows none; the machine may know it from elsewhere
    """
    try:
        return [str(ip_address(host))]
    except ValueError:
        found = names.addresses(host)
    if not found:
        raise Unanswered(host, "no address")
    return found


def _are_private(addresses: list[str]) -> bool:
    return all(ip_address(address).is_private for address in addresses)


def _unanswered(target: Target, error: Unanswered) -> Found:
    said = _("Whether the mail server %(host)s has PTR records is unknown: the DNS did not answer for %(name)s.")
    return Found(REVERSE, Light.UNKNOWN, said, AGAIN, {"host": target.host, "name": error.name})
