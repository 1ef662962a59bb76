"""Names in the text and the newsroom's own sources: by name, alias, surname, or by whom they speak for („Moskau“ → Russland)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.speakers import Candidate

SURE = 0.8
_HEARSAY = {
    "de": re.compile(r"\b(?:soll|sollen|solle|angeblich\w*|mutmaßlich\w*)\b"),
    "en": re.compile(r"\b(?:allegedly|reportedly|(?:is|are|was|were) (?:said|believed) to)\b"),
}
_ARTICLE = re.compile(r"^(?:der|die|das|den|dem|des|ein|eine|einer|the|a|an)\s+", re.IGNORECASE)
_REPORTING = frozenset(("media", "agency", "document", "dataset", "image_video"))


@dataclass(frozen=True)
class KnownSource:
    """A source of the newsroom: ``speaks_for`` a state or body, ``kind`` as in the claim model (person, state_body, agency ...)."""

    key: str
    name: str
    aliases: tuple[str, ...]
    speaks_for: str
    kind: str


@dataclass(frozen=True)
class Chip:
    """A proposed source. ``key``: a known source; ``None``: a name found in the text. ``reports``: an agency, paper or the like."""

    name: str
    key: str | None
    score: float
    reports: bool = field(default=False, compare=False)


def hearsay(text: str, code: str) -> bool:
    """Tell whether a text passes on without naming anybody (soll, sollen, angeblich)."""
    return _HEARSAY[code].search(text) is not None


class Known:
    """The newsroom's sources, looked up by what a text calls them."""

    def __init__(self, sources: Sequence[KnownSource], language: Language) -> None:
        self._language = language
        self._by_key = {source.key: source for source in sources}
        self._by_name: dict[str, KnownSource] = {}
        self._by_part: dict[str, KnownSource] = {}
        self._speaking: dict[str, list[KnownSource]] = {}
        for source in sources:
            self._enter(source)

    def _enter(self, source: KnownSource) -> None:
        for name in (source.name, *source.aliases):
            self._by_name.setdefault(_plain(name), source)
        if source.kind == "person":
            self._by_part.setdefault(_plain(source.name).split()[-1], source)
        if source.speaks_for:
            self._speaking.setdefault(_plain(source.speaks_for), []).append(source)

    def chips(self, candidate: Candidate) -> Iterator[Chip]:
        """Return the known source that a candidate names, or its name; then those who speak for it, at lower scores."""
        name, kind = candidate.name, candidate.mention.kind
        source = self._find(name, kind)
        if source:
            yield self._chip(source, candidate.score)
        else:
            yield Chip(name, None, round(candidate.score, 3), reports=kind in {"media", "document"})
        for rank, other in enumerate(self._speakers(name, kind)):
            if other != source:
                yield self._chip(other, candidate.score * (0.75 if source else 0.9) * 0.9**rank)

    def used(self, name: str) -> Chip | None:
        """Return the chip of a source that was used before, by key or name."""
        source = self._by_key.get(name) or self._by_name.get(_plain(name))
        return self._chip(source, SURE) if source else None

    def _chip(self, source: KnownSource, score: float) -> Chip:
        return Chip(source.name, source.key, round(score, 3), reports=source.kind in _REPORTING)

    def _find(self, name: str, kind: str) -> KnownSource | None:
        plain = _plain(name)
        for form in (plain, plain.removesuffix("s"), plain.removesuffix("n")):
            if found := self._by_name.get(form):
                return found
        if kind in {"person", "name", "pronoun"}:
            return self._by_part.get(plain.split()[-1]) or self._by_part.get(plain.split()[-1].removesuffix("s"))
        return self._by_name.get(plain.split()[-1]) if kind in {"media", "state"} else None

    def _speakers(self, name: str, kind: str) -> list[KnownSource]:
        """Return who speaks for the state or body that a name means."""
        plain = _plain(name)
        meant = [plain]
        if kind == "state":
            meant.append(_plain(self._language.speaks_for.get(plain, "")))
        if " in " in plain:  # Regierung in Seoul
            place = plain.rpartition(" in ")[2]
            meant += [place, _plain(self._language.speaks_for.get(place, ""))]
        found = [source for one in meant if one for source in [*self._speaking.get(one, ()), *filter(None, [self._by_name.get(one)])]]
        return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    return _ARTICLE.sub("", name.strip()).casefold()
