"""What a consent text must and must not say before it may be published (L-02, L-03, L-24). Every finding is a sentence for its writer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

TAG = re.compile(r"<[^>]*>")
SPACE = re.compile(r"\s+")
HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """A consent text before it is published.

    ``purposes`` are (key, title) pairs as the boxes will show them; ``privacy_notice`` is the address of the privacy notice, followed by a
    space and its version.
    """

    name: str
    language: str
    wording: str
    purposes: tuple[tuple[str, str], ...]
    controller: str
    privacy_notice: str


@dataclass(frozen=True)
class Finding:
    """One thing that is missing: a stable code and a sentence."""

    code: str
    message: str


@dataclass(frozen=True)
class Phrases:
    """What sentences are recognised by, in one language.

    All patterns of ``withdrawal`` and of ``lawfulness`` must be found, and none of ``silence``; ``button`` finds the button that a text names.
    """

    withdrawal: tuple[str, ...]
    lawfulness: tuple[str, ...]
    silence: tuple[str, ...] = ()
    button: str = ""


# A title stands in the confirmation mail, which carries no advert and leads nowhere else (L-24).
ADVERT = re.compile(r"!|%|€|\$|https?:|www\.|\b[\w-]+\.(?:de|com|net|org|at|ch|eu)\b", re.IGNORECASE)

LANGUAGES = {
    "de": Phrases(
        withdrawal=(r"\bjederzeit\b", r"widerruf|abmeld|abbestell", r"für die zukunft|künftig"),
        lawfulness=(
            r"rechtmä(ß|ss)ig|zulässig",
            r"bis (dahin|zum widerruf)|bis zu (diesem|deinem|ihrem|meinem) widerruf|vor dem widerruf|bisherig|zuvor",
        ),
        silence=(
            r"(bereits|schon|vorab) (angekreuzt|ausgewählt)|vorausgewählt|voreingestellt",
            r"(wenn|sofern|solange) sie (dem |hier )?nicht widersprechen",
        ),
        button=r"\b(?:mit|durch)(?: (?:einem )?klick auf)? [„“\"»]([^“”\"«»]+)[“”\"«]",
    ),
    "en": Phrases(
        withdrawal=(r"\bat any time\b", r"withdraw|revoke|unsubscrib", r"for the future|future effect|in (the )?future"),
        lawfulness=(r"\blawful", r"until (then|you|i|my|your|the|such)|before|up to"),
        silence=(r"pre-?(ticked|selected|checked)|already (ticked|selected|checked)", r"unless you (object|untick|opt out)"),
        button=r"\b(?:with|by (?:clicking|pressing)) [“\"]([^”\"]+)[”\"]",
    ),
}


def findings(draft: Draft) -> list[Finding]:
    """Return what is wrong with a consent text; an empty list means that it may be published (L-02)."""
    return [*_about_frame(draft), *_about_titles(draft), *_about_sentences(draft)]


def button_findings(wording: str, *, language: str, label: str) -> list[Finding]:
    """Return what is wrong with a text above a button: pressing it is the act, so the text must not name another one (L-03)."""
    phrases = LANGUAGES.get(language)
    named = re.findall(phrases.button, _words(wording), re.IGNORECASE) if phrases else []
    if not named or label.strip().casefold() in (name.strip(" .,").casefold() for name in named):
        return []
    message = _("The text speaks of the button “%(named)s”, but the button says “%(label)s”.") % {"named": named[0], "label": label.strip()}
    return [Finding("other-button", message)]


def plain(wording: str) -> str:
    """Return the words of an HTML text, in lower case, with single spaces."""
    return _words(wording).casefold()


def _words(wording: str) -> str:
    return SPACE.sub(" ", html.unescape(TAG.sub(" ", wording))).strip()


def _about_frame(draft: Draft) -> Iterator[Finding]:
    if not draft.purposes:
        yield Finding("no-purpose", _("The text has no purpose: choose at least one that readers can tick."))
    name = (draft.controller.strip().splitlines() or [""])[0].strip()
    if not name:
        yield Finding("no-controller", _("Nobody is named as controller: fill in the legal name under Settings, Publisher."))
    elif SPACE.sub(" ", name).casefold() not in plain(draft.wording):
        yield Finding("no-controller", _("The text does not say who is responsible: it must name “%(name)s”.") % {"name": name})
    if not _links_to(draft.wording, draft.privacy_notice):
        yield Finding(
            "no-privacy-link", _("The text has no link to the privacy notice (%(address)s).") % {"address": draft.privacy_notice.split(" ")[0] or "?"}
        )


def _about_titles(draft: Draft) -> Iterator[Finding]:
    for _key, title in draft.purposes:
        if ADVERT.search(title):
            message = _("The purpose “%(title)s” advertises or names an address; it stands in the confirmation mail, which must not.")
            yield Finding("advert-in-title", message % {"title": title})


def _about_sentences(draft: Draft) -> Iterator[Finding]:
    phrases = LANGUAGES.get(draft.language)
    if phrases is None:
        yield Finding("unknown-language", _("A text in this language cannot be checked; choose German or English."))
        return
    words = plain(draft.wording)
    if not all(re.search(pattern, words) for pattern in phrases.withdrawal):
        yield Finding("no-withdrawal", _("The text does not say that consent can be withdrawn at any time with effect for the future."))
    if not all(re.search(pattern, words) for pattern in phrases.lawfulness):
        yield Finding("no-lawfulness", _("The text does not say that what was done until a withdrawal stays lawful."))
    if any(re.search(pattern, words) for pattern in phrases.silence):
        yield Finding("consent-by-silence", _("The text takes silence or a box ticked beforehand for consent; only an act of the person counts."))


def _links_to(wording: str, privacy_notice: str) -> bool:
    wanted = urlsplit(privacy_notice.split(" ")[0]).path
    return bool(wanted) and any(urlsplit(html.unescape(href)).path == wanted for href in HREF.findall(wording))
