"""Who receives mail for a domain: a big receiver with all its domains is one group; any other domain is a group of its own (M-10)."""

from __future__ import annotations

GROUPS = {
    "gmail": ("gmail.com", "googlemail.com", "google.com"),
    "outlook": ("outlook.*", "hotmail.*", "live.*", "msn.com", "passport.com", "windowslive.com"),
    "gmx/web.de": ("gmx.*", "web.de", "mail.com", "email.de", "caramail.com"),
    "t-online": ("t-online.de", "magenta.de", "t-online.at"),
    "yahoo": ("yahoo.*", "ymail.com", "rocketmail.com", "myyahoo.com", "aol.*", "aim.com", "verizon.net"),
    "icloud": ("icloud.com", "me.com", "mac.com", "privaterelay.appleid.com"),
}
GROUP_OF = {domain: group for group, domains in GROUPS.items() for domain in domains}


def group(recipient: str) -> str:
    """Return the group of an address."""
    domain = recipient.rpartition("@")[2].lower()
    return GROUP_OF.get(domain) or GROUP_OF.get(f"{domain.partition('.')[0]}.*") or domain
