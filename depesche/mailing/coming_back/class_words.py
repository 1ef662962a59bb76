"""The classes of M-12 in words for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.courier.bouncing import Class

WORDS = {
    Class.HARD_ADDRESS: _("address does not exist"),
    Class.HARD_DOMAIN: _("domain does not exist"),
    Class.MAILBOX: _("mailbox full or unused"),
    Class.TEMPORARY: _("did not work this time"),
    Class.POLICY: _("blocked by the receiver"),
    Class.CONTENT: _("the mail itself was not taken"),
    Class.AUTH: _("sender not authenticated"),
    Class.AUTO_REPLY: _("automatic answer"),
    Class.DELIVERED_NOTICE: _("receipt"),
    Class.COMPLAINT: _("complaint"),
    Class.CHALLENGE: _("wants a confirmation"),
    Class.UNKNOWN: _("not understood"),
}


def word(kind: str) -> str:
    """Return a class in words; nothing for a mail that was not read yet."""
    return str(WORDS[Class(kind)]) if kind in set(Class) else ""
