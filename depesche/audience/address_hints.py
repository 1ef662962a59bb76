"""What an address's domain gives away: probably mistyped, or made to be thrown away (B-10). Hints only; nothing is corrected or refused."""

from __future__ import annotations

from disposable_email_domains import blocklist

# The mailbox providers that most readers here have; a domain one slip away from one of them is probably meant to be it.
COMMON = (
    "gmail.com",
    "googlemail.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.de",
    "live.de",
    "yahoo.com",
    "yahoo.de",
    "icloud.com",
    "posteo.de",
    "mailbox.org",
    "arcor.de",
    "bluewin.ch",
    "proton.me",
)
# Real providers that look like a slip of another one.
REAL = frozenset(
    {"ymail.com", "email.com", "mail.com", "mail.de", "gmx.com", "gmx.eu", "live.com", "me.com", "yahoo.at", "outlook.at", "freemail.de", "email.de"}
)


def meant(domain: str) -> str:
    """Return the common domain that was probably meant, or nothing."""
    if not domain or domain in COMMON or domain in REAL or len(domain) > 30:
        return ""
    return next((common for common in COMMON if _is_one_slip(domain, common)), "")


def is_disposable(mailbox: str) -> bool:
    """Whether an address belongs to a provider of throw-away addresses, or to a subdomain of one."""
    labels = mailbox.rpartition("@")[2].casefold().split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter too many, too few, another one, or two swapped make the difference (Damerau)."""
    start = next((place for place, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    left, right = typed[start:], meant[start:]
    return bool(
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (len(left) > 1 and len(right) > 1 and left[:2] == right[1::-1] and left[2:] == right[2:])
    )
