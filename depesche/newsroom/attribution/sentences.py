"""Sentences of a German or English text: abbreviations, ordinals and full stops inside a quotation end none."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import pairwise

from depesche.newsroom.attribution import quoting
from depesche.newsroom.attribution.listed import words
from depesche.newsroom.attribution.quoting import Quotation

_END = re.compile(r"[.!?…]+[“”\"«»’)]*(?=\s+[„“”»«\"(–-]*\s*[^\W\d_a-zäöüß]|\s+[„»\"]?\d|\s*\n|\s*$)|\n+|(?<=[.!?][“”\"«»])(?=\s+[„“»«\"]*[A-ZÄÖÜ])")
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_ABBREVIATIONS = words("""dr prof hr fr st nr ca bzw ggf usw etc u.a z.b d.h v.a o.ä i.d.r inkl exkl evtl vgl bspw sog vorm nachm abs art
    bd jh jhd mio mrd tsd
    str geb gest ehem gen lt hl ing dipl mr mrs ms jr sr inc ltd co corp gov sen rep sgt col gen lt vs e.g i.e a.m p.m no jan feb mär apr jun jul
    aug sep sept okt nov dez oct dec u.s u.k u.n d.c b.c a.d h.c s.a min max mind rd z u d h i e.v""")
_MONTH = re.compile(r"\s+(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
_TERMINAL = ".!?…"


@dataclass(frozen=True)
class Sentence:
    """One sentence or heading: ``text`` is what stands from ``start`` to ``end``; ``reasons`` say why it needs a source, where that was asked."""

    start: int
    end: int
    text: str
    heading: bool = False
    reasons: tuple[str, ...] = ()


def split(text: str, *, begin: int = 0, end: int | None = None) -> list[Sentence]:
    """Return sentences and headings of a text, or of a part of it, in order, without the white space between them."""
    end = len(text) if end is None else end
    quoted = quoting.speech(text, quoting.quotations(text, begin, end))
    starts = [one.start for one in quoted]
    cuts = [match.end() for match in _END.finditer(text, begin, end) if _ends(text, match) and not _inside(quoted, starts, match.end())]
    borders = [begin, *cuts, end]
    return [sentence for start, end in pairwise(borders) if (sentence := _stripped(text, start, end))]


def _stripped(text: str, start: int, end: int) -> Sentence | None:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    part = part.strip()
    if not part:
        return None
    heading = part.rstrip('“”"«»’)')[-1:] not in f"{_TERMINAL}:;" and text[start + len(part) :].lstrip(" ")[:1] in {"", "\n"}
    return Sentence(start, start + len(part), part, heading=heading)


def _inside(quoted: list[Quotation], starts: list[int], at: int) -> bool:
    index = bisect.bisect_right(starts, at) - 1
    return index >= 0 and quoted[index].start < at < quoted[index].end


def _ends(text: str, match: re.Match[str]) -> bool:
    sign = match.group()
    if sign != "." or text[match.end() :].lstrip(" ")[:1] in {"", "\n"}:
        return True
    word = _LAST_WORD.search(text, max(0, match.end() - 24), match.end())
    if not word:
        return True
    last = word.group(1)
    if last.isdigit():
        return len(last) > 2 or (not _MONTH.match(text, match.end()) and _counts(text, word.start()))
    return not (last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper()))


def _counts(text: str, at: int) -> bool:
    """Tell whether the number before a full stop counts (auf Platz 3.) or orders (am 3. Spieltag)."""
    before = text[:at].rstrip().rpartition(" ")[2].lower()
    return before not in {"am", "der", "die", "das", "dem", "den", "des", "zum", "zur", "im", "vom", "ab", "bis", "und", "–", "seit", "ein", "dieser"}
