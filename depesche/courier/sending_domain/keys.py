"""DKIM: do the DNS records say the keys that sign mail here? A signature that does not verify is worse than none."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from depesche.courier import signing_keys
from depesche.courier.sending_domain.finding import AGAIN, Found, Light
from depesche.courier.sending_domain.names import Names, Unanswered
from depesche.courier.signing import Key
from depesche.kernel.refusal import Refusal

SIDE = "DKIM"


def look(names: Names) -> Found:
    """Look up the record of each key that signs."""
    try:
        keys = signing_keys.current()
    except Refusal as refusal:
        return Found(SIDE, Light.RED, "%(message)s", "%(help)s", {"message": refusal.message, "help": refusal.help})
    if not keys:
        said = _("Mail is not signed here; whether your mail server signs it (DKIM) cannot be told from here.")
        return Found(
            SIDE, Light.UNKNOWN, said, _("Let Depesche sign (docs/guides/dkim.md), or see a test mail's headers and give that as the reason.")
        )
    found = [problem for key in keys if (problem := _problem(key, names))]
    said = _("Mail is signed by %(domain)s, and the DNS says the same keys.")
    return found[0] if found else Found(SIDE, Light.GREEN, said, values={"domain": keys[0].domain})


def _problem(key: Key, names: Names) -> Found | None:
    values = {"place": key.place}
    mend = _("Put what `depesche dkim` prints into your DNS, or empty DEPESCHE_DKIM_SELECTOR until it is there.")
    try:
        records = names.texts(key.place)
    except Unanswered:
        said = _("Whether mail is signed rightly is unknown: the DNS did not answer for %(place)s.")
        return Found(SIDE, Light.UNKNOWN, said, AGAIN, values)
    if not records:
        return Found(SIDE, Light.RED, _("Mail is signed, but there is no TXT record at %(place)s."), mend, values)
    if any(tags(record) == tags(key.record) for record in records):
        return None
    return Found(SIDE, Light.RED, _("Mail is signed with another key than the TXT record at %(place)s says."), mend, values)


def tags(record: str) -> tuple[str, str]:
    """Return the kind of a record's key and the key itself (RFC 6376, 3.6.1: without a kind it is RSA; spaces do not count)."""
    pairs = [pair.partition("=") for pair in record.split(";")]
    found = {name.strip(): re.sub(r"\s", "", value) for name, _, value in pairs}
    return found.get("k", "rsa"), found.get("p", "")
