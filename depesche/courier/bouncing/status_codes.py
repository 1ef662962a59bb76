"""What status codes mean: enhanced ones of RFC 3463 and its registry (RFC 5248), and bare replies of SMTP (RFC 5321).

A 4.x.x never says that an address is dead, and no x.7.x ever does (S-23).
"""

from __future__ import annotations

import re

from depesche.courier.bouncing.classes import HARD, Class

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]\d|\d)")
REPLY = re.compile(r"(?<![\d.:/\-])([45][0-5]\d)(?=[ \-:]|\Z)")

# Subject and detail of a permanent failure; a detail that is not named falls to the subject's line "subject.*".
MEANINGS: dict[str, Class] = {
    "1.1": Class.HARD_ADDRESS,  # bad destination mailbox address
    "1.2": Class.HARD_DOMAIN,  # bad destination system address
    "1.3": Class.HARD_ADDRESS,  # bad destination mailbox address syntax
    "1.4": Class.HARD_ADDRESS,  # ambiguous
    "1.6": Class.HARD_ADDRESS,  # has moved, no forwarding address
    "1.7": Class.POLICY,  # it is our sender's address that is not liked
    "1.8": Class.POLICY,
    "1.9": Class.CONTENT,
    "1.10": Class.HARD_ADDRESS,  # null MX (RFC 7505); Exchange Online: recipient not found
    "2.1": Class.MAILBOX,  # disabled
    "2.2": Class.MAILBOX,  # full
    "2.3": Class.CONTENT,  # longer than the mailbox takes
    "2.4": Class.TEMPORARY,  # the receiver's mailing list is broken
    "3.1": Class.TEMPORARY,  # the whole system is full
    "3.2": Class.TEMPORARY,
    "3.3": Class.CONTENT,
    "3.4": Class.CONTENT,  # too big for the system
    "3.5": Class.TEMPORARY,
    "4.1": Class.TEMPORARY,
    "4.2": Class.TEMPORARY,
    "4.3": Class.TEMPORARY,
    "4.4": Class.HARD_DOMAIN,  # unable to route: no such host
    "4.5": Class.TEMPORARY,
    "4.6": Class.TEMPORARY,  # loops are the receiver's fault in settings
    "4.7": Class.TEMPORARY,
    "4.8": Class.TEMPORARY,
    "4.14": Class.TEMPORARY,
    "4.310": Class.HARD_DOMAIN,  # Exchange Online: the domain does not exist
    "4.300": Class.TEMPORARY,
    "4.312": Class.TEMPORARY,
    "4.316": Class.TEMPORARY,
    "6.*": Class.CONTENT,
    "7.8": Class.AUTH,
    "7.20": Class.AUTH,  # DKIM (RFC 7372)
    "7.21": Class.AUTH,
    "7.22": Class.AUTH,
    "7.23": Class.AUTH,  # SPF
    "7.24": Class.AUTH,
    "7.25": Class.AUTH,  # reverse DNS
    "7.26": Class.AUTH,  # several checks
    "7.27": Class.AUTH,  # Gmail: SPF
    "7.30": Class.AUTH,  # Gmail: DKIM
    "7.32": Class.AUTH,
    "7.40": Class.AUTH,
    "7.57": Class.AUTH,
    "7.509": Class.AUTH,  # Exchange Online: DMARC
    "7.515": Class.AUTH,  # Outlook.com: bulk mail without authentication
    "7.*": Class.POLICY,
}
REPLIES: dict[str, Class] = {
    "421": Class.TEMPORARY,
    "450": Class.TEMPORARY,
    "451": Class.TEMPORARY,
    "452": Class.TEMPORARY,
    "454": Class.TEMPORARY,
    "523": Class.CONTENT,
    "530": Class.AUTH,
    "535": Class.AUTH,
    "551": Class.HARD_ADDRESS,
    "552": Class.MAILBOX,
}


def code_in(text: str) -> str:
    """Return the most telling enhanced code in a text: one that means something before one that does not, else the first, else nothing."""
    found = [match[0] for match in ENHANCED.finditer(text) if match[1] != "2"]
    return next((code for code in found if meaning(code) is not None), found[0] if found else "")


def meaning(code: str) -> Class | None:
    """Return what an enhanced code says by itself, or ``None``: ``5.0.0`` and its like say nothing."""
    level, _, rest = code.partition(".")
    found = MEANINGS.get(rest) or MEANINGS.get(rest.partition(".")[0] + ".*")
    return tempered(found, code) if found else (Class.TEMPORARY if level == "4" else None)


def tempered(kind: Class, code: str) -> Class:
    """Keep a class within what its code allows: a 4.x.x kills no address, an x.7.x neither."""
    if kind in HARD and code.startswith("4."):
        return Class.TEMPORARY
    if kind in HARD and code[1:3] == ".7":
        return Class.POLICY
    return kind


def reply_meaning(text: str) -> Class | None:
    """Return what the first bare reply in a text says that says something, or ``None``; a bare 550 or 554 does not."""
    return next((REPLIES[code] for code in REPLY.findall(text) if code in REPLIES), None)
