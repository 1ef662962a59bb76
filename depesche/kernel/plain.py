"""Text that is safe to put into any document."""

from __future__ import annotations

import re

# What XML 1.0 does not allow; NUL is refused by PostgreSQL, too.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return text without the control characters that XML and databases refuse."""
    return FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """Return text as one line, as a header of a mail takes it: without control characters, a space where lines were broken.

    >>> line("Gold\\x0bsteigt\\x02 ")
    'Gold steigt'
    """
    return plain(" ".join(text.split())).strip()
