"""Sentences and headings that state something which can be checked, and so need a source."""

from __future__ import annotations

import re
from dataclasses import replace

from depesche.newsroom.attribution import cues, figures, mentions, stances
from depesche.newsroom.attribution.german import is_indirect
from depesche.newsroom.attribution.mentions import Mention
from depesche.newsroom.attribution.reading import Reading
from depesche.newsroom.attribution.sentences import Sentence

_ACTORS = frozenset(("person", "role", "body", "media", "state", "document"))
_REPEATED_SAYING = re.compile(
    r"\b(?:\w*[Bb]erichten?|Angaben|Vorw[uü]rf\w*|Behauptung\w*|Aussagen?|Erkenntniss\w*|Hinweise?|reports?|allegations?|claims?)\b"
)


def unsourced(text: str, code: str) -> list[Sentence]:
    """Return the sentences that need a source, each with its reasons: quote, figure, speech, conjunctive, hedge, denial, actor."""
    read = Reading(text, code)
    found = [(sentence, _reasons(read, number)) for number, sentence in enumerate(read.sentences)]
    return [replace(sentence, reasons=reasons) for sentence, reasons in found if reasons]


def _reasons(read: Reading, number: int) -> tuple[str, ...]:
    sentence, code = read.sentences[number], read.language.code
    if sentence.text.endswith("?") and not any(word.quoted for word in read.words(number)):
        return ()
    words, named = read.words(number), mentions.of(read, number)
    spoken = cues.of(read, number)
    shows = {
        "quote": any(word.quoted for word in words),
        "figure": figures.read(sentence.text, code) is not None,
        "speech": any(cue.strength >= 2 for cue in spoken) or bool(_REPEATED_SAYING.search(sentence.text)),
        "conjunctive": code == "de" and any(is_indirect(word.lower) for word in words),
        "hedge": bool(stances.hedge(sentence.text, code)),
        "denial": stances.shown(sentence.text, code) in {"denies", "cannot_confirm", "no_statement", "retracts"},
        "actor": _acts(named),
    }
    return tuple(reason for reason, holds in shows.items() if holds)


def _acts(named: list[Mention]) -> bool:
    """Tell whether somebody by name, by office or as a body is what the sentence is about."""
    return any(one.subject and one.kind in _ACTORS for one in named)
