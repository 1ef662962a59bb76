"""DMARC of the domain in From, and whether what signs the mail, or takes it back, counts as that domain (S-10, S-20)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.courier import signing_keys
from depesche.courier.sending_domain import dmarc
from depesche.courier.sending_domain.finding import AGAIN, Found, Light
from depesche.courier.sending_domain.names import Names, Unanswered
from depesche.kernel.refusal import Refusal

SIDE, ALIGNMENT = "DMARC", "From"


def look(author: str, names: Names) -> Found:
    """Find the record that counts for the sender's domain and say what is wrong with it."""
    try:
        record = dmarc.policy_record(author, names.texts)
    except Unanswered as error:
        return _unanswered(SIDE, author, error)
    if record is None:
        mend = _("Put one TXT record at _dmarc.%(domain)s, for example “v=DMARC1; p=none”.")
        return Found(SIDE, Light.RED, _("There is no DMARC record for %(domain)s, or there are several."), mend, {"domain": author})
    place = f"_dmarc.{record.domain}"
    if not record.is_applied:
        said = _("The DMARC record at %(place)s does not count, because of its %(tags)s.")
        return Found(SIDE, Light.RED, said, _("Set p to none, quarantine or reject."), {"place": place, "tags": ", ".join(record.malformed)})
    said = _("The DMARC record at %(place)s asks for p=%(policy)s.")
    return _wording(record, place) or Found(SIDE, Light.GREEN, said, values={"place": place, "policy": record.policy(author)})


def align(author: str, envelope: str, names: Names) -> Found:
    """Say whether DKIM made here, or SPF of the envelope's domain, is aligned with From; one of both is enough (RFC 9989, 4.4)."""
    signed = _signing_domain()
    try:
        record = dmarc.policy_record(author, names.texts)
        strict = {tag: record is not None and record.is_strict(tag) for tag in ("adkim", "aspf")}
        by_key = bool(signed) and dmarc.is_aligned(signed, author, names.texts, strict=strict["adkim"])
        by_way = dmarc.is_aligned(envelope, author, names.texts, strict=strict["aspf"])
    except Unanswered as error:
        return _unanswered(ALIGNMENT, author, error)
    values = {"domain": author, "signed": signed or "–", "envelope": envelope}
    if by_key:
        return Found(ALIGNMENT, Light.GREEN, _("The sender's domain %(domain)s is aligned with the one that signs, %(signed)s."), values=values)
    if by_way:
        said = _("The sender's domain %(domain)s is aligned with the one that takes mail back, %(envelope)s.")
        return Found(ALIGNMENT, Light.GREEN, said, values=values)
    said = _(
        "The sender's domain %(domain)s is aligned neither with the one that signs (%(signed)s) nor with the one that takes mail back (%(envelope)s)."
    )
    mend = _("Set DEPESCHE_DKIM_DOMAIN to %(domain)s and put its records there, or change the sender.")
    return Found(ALIGNMENT, Light.RED, said, mend, values)


def _wording(record: dmarc.Record, place: str) -> Found | None:
    """What receivers ignore in a record, or take otherwise than its owner may think."""
    mend = _("Take them out of the record.")
    if record.removed:
        said = _("The DMARC record at %(place)s holds tags that the standard took away (RFC 9989), and nobody follows them: %(tags)s.")
        return Found(SIDE, Light.WARNING, said, mend, {"place": place, "tags": ", ".join(record.removed)})
    if strange := (*record.malformed, *record.unknown):
        said = _("The DMARC record at %(place)s holds what receivers ignore: %(tags)s.")
        return Found(SIDE, Light.WARNING, said, mend, {"place": place, "tags": ", ".join(strange)})
    if record.is_test:
        said = _("The DMARC record at %(place)s is a test (t=y): receivers apply its policy one step more mildly.")
        return Found(SIDE, Light.NOTED, said, values={"place": place})
    return None


def _signing_domain() -> str:
    try:
        keys = signing_keys.current()
    except Refusal:
        return ""  # the look at the keys says so
    return keys[0].domain if keys else ""


def _unanswered(side: str, author: str, error: Unanswered) -> Found:
    said = _("What DMARC says of %(domain)s is unknown: the DNS did not answer for %(name)s.")
    return Found(side, Light.UNKNOWN, said, AGAIN, {"domain": author, "name": error.name})
