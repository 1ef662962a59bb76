"""SPF of the domain of envelope senders (RFC 7208): one record, that does not allow everybody, within ten questions.

Whether it names the machine that hands mail to receivers cannot be told from here: that is the mail server's, or a relay's, own address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from depesche.courier.sending_domain.finding import AGAIN, Found, Light
from depesche.courier.sending_domain.names import Names, Unanswered

SIDE = "SPF"
MOST = 10  # RFC 7208, 4.6.4
ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
TERM = re.compile(r"(?P<sign>[-+~?])?(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)(?P<rest>[:/].*)?", re.IGNORECASE)
MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9._-]*)=(?P<value>.*)", re.IGNORECASE)


class Flaw(Exception):
    """Why a record does not count: a sentence, and what stands in its places."""

    def __init__(self, said: object, **values: object) -> None:
        super().__init__(said)
        self.said, self.values = said, values


def look(domain: str, names: Names) -> Found:
    """Say whether the domain has an SPF record that counts."""
    values: dict[str, object] = {"domain": domain, "most": MOST}
    try:
        terms = _terms(domain, names.texts)
        values["asked"] = _questions(terms, names.texts, left=MOST, seen=(domain,))
    except Unanswered as error:
        said = _("Whether the SPF record of %(domain)s is right is unknown: the DNS did not answer for %(name)s.")
        return Found(SIDE, Light.UNKNOWN, said, AGAIN, {**values, "name": error.name})
    except Flaw as flaw:
        return Found(SIDE, Light.RED, flaw.said, _("Put one SPF record at %(domain)s that names your mail server, and nobody else."), flaw.values)
    end = next((sign for name, sign, _value in terms if name == "all"), "")
    if end == "+":
        return Found(SIDE, Light.RED, _("The SPF record of %(domain)s lets everybody send."), _("End it with ~all or -all."), values)
    if end == "?" or not (end or any(name == "redirect" for name, _sign, _value in terms)):
        return Found(SIDE, Light.WARNING, _("The SPF record of %(domain)s forbids nobody to send."), _("End it with ~all or -all."), values)
    said = _("%(domain)s has an SPF record (%(asked)s of %(most)s questions); whether it names your mail server cannot be told from here.")
    return Found(SIDE, Light.GREEN, said, values=values)


def _terms(domain: str, texts: Callable[[str], list[str]]) -> list[tuple[str, str, str]]:
    """Return a record's terms as (name, sign, value).

    :raises Flaw: if there is none, more than one, or one that cannot be read
    """
    found = [text for text in texts(domain) if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]
    if not found:
        raise Flaw(_("There is no SPF record at %(domain)s."), domain=domain)
    if len(found) > 1:
        raise Flaw(_("There are several SPF records at %(domain)s; receivers then count none."), domain=domain)
    return [_term(domain, word) for word in found[0].split()[1:]]


def _term(domain: str, word: str) -> tuple[str, str, str]:
    if match := TERM.fullmatch(word):
        return match["name"].lower(), match["sign"] or "+", (match["rest"] or "").lstrip(":")
    if match := MODIFIER.fullmatch(word):
        return match["name"].lower(), "", match["value"]
    raise Flaw(_("The SPF record of %(domain)s holds “%(word)s”, which no receiver understands."), domain=domain, word=word)


def _questions(terms: list[tuple[str, str, str]], texts: Callable[[str], list[str]], *, left: int, seen: tuple[str, ...]) -> int:
    """Count the questions to the DNS that a record costs a receiver.

    :raises Flaw: if they are more than ten, or a record leads back to itself
    """
    asked = sum(name in ASKING for name, _sign, _value in terms)
    for further in _further(terms):
        if further in seen or asked > left:
            asked = left + 1
            break
        asked += _questions(_terms(further, texts), texts, left=left - asked, seen=(*seen, further))
    if asked > left:
        raise Flaw(_("The SPF record of %(domain)s needs more than %(most)s questions; receivers then count none."), domain=seen[0], most=MOST)
    return asked


def _further(terms: list[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the domains whose records belong to this one; those with macros depend on the mail."""
    return (value.rstrip(".").lower() for name, _sign, value in terms if name in {"include", "redirect"} and "%" not in value)
