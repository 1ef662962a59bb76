"""Parts of a rendered mail that only some recipients get: rendered once with all the others, and cut out for whoever does not get them.

A slot stands between marks that no text of a person can hold: comments in HTML, a control character in plain text. What is approved is the mail
with all its slots, so nothing can be put in that was not seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

KEY = "[a-z0-9-]+"
SLOT = re.compile(rf"<!--slot ({KEY})-->(.*?)<!--/slot \1-->|\x1e\+({KEY})\x1e(.*?)\x1e-\3\x1e", re.DOTALL)
CLOSED = re.compile(rf"(\x1e-{KEY}\x1e)\n\n")


def html_marks(key: str) -> tuple[str, str]:
    """Return what stands before and after a slot in HTML."""
    return f"<!--slot {key}-->", f"<!--/slot {key}-->"


def in_text(key: str, text: str) -> str:
    """Return a slot of a plain text; the empty line after it belongs to it."""
    return f"\x1e+{key}\x1e{text}\n\n\x1e-{key}\x1e"


def joined(text: str) -> str:
    """Return a plain text whose parts were joined by empty lines: none follows a slot, as the slot brings its own."""
    return CLOSED.sub(r"\1", text)


def keys(mail: str) -> list[str]:
    """Return the slots of a mail, in their order."""
    return [found[1] or found[3] for found in SLOT.finditer(mail)] if has_any(mail) else []


@lru_cache(maxsize=16)  # a campaign asks for each of its mails
def has_any(mail: str) -> bool:
    """Whether a mail has slots at all; a cheap look."""
    return "<!--slot " in mail or "\x1e+" in mail


def only(mail: str, wanted: Collection[str]) -> str:
    """Return a mail with these slots and without the others; without any it is the mail as if there had been no slots."""
    if not has_any(mail):
        return mail
    return SLOT.sub(lambda found: (found[2] or found[4] or "") if (found[1] or found[3]) in wanted else "", mail)


def every(mail: str) -> str:
    """Return a mail with all its slots, as who approves it sees it."""
    return only(mail, keys(mail))
