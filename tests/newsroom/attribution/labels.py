"""The labelled texts beside this file, of our own invention: ``{{type|speaker||what is said}}``, articles parted by a line of four ``=``.

``python -m tests.newsroom.attribution.labels FILE`` writes them for ``depesche bench attribution``; with a number of words after it, those that stand
in one German article of that length.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
MARKED = re.compile(r"\{\{(\w+)\|(.*?)\|\|(.*?)\}\}", re.DOTALL)


def rows(language: str) -> Iterator[dict[str, object]]:
    """Yield one label after the other, as ``depesche bench attribution`` reads them."""
    name = {"de": "german.txt", "en": "english.txt"}[language]
    for raw in (HERE / name).read_text(encoding="utf-8").split("\n====\n"):
        text, found, at = "", [], 0
        for match in MARKED.finditer(raw):
            text += raw[at : match.start()]
            found.append((match.group(1), match.group(2), len(text), len(text) + len(match.group(3))))
            text += match.group(3)
            at = match.end()
        text += raw[at:]
        for kind, speaker, start, end in found:
            yield {"text": text, "start": start, "end": end, "speaker": speaker, "type": kind, "language": language}


def write(path: Path, *languages: str) -> Path:
    """Write the labels of some languages as a file of JSON lines."""
    return _write(path, (row for language in languages for row in rows(language)))


def _write(path: Path, found: Iterable[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    return path


def article(language: str, words: int) -> str:
    """Return a text of about that many words, without marks."""
    name = {"de": "german.txt", "en": "english.txt"}[language]
    plain = MARKED.sub(r"\3", (HERE / name).read_text(encoding="utf-8")).replace("\n====\n", "\n\n")
    return " ".join((plain.split(" ") * 20)[:words])


def in_one_article(language: str, words: int) -> Iterator[dict[str, object]]:
    """Yield the labels that stand in a text of about that many words."""
    text = article(language, words)
    for row in rows(language):
        said = str(row["text"])[int(str(row["start"])) : int(str(row["end"]))]
        if said in text:
            yield {**row, "text": text, "start": text.index(said), "end": text.index(said) + len(said)}


if __name__ == "__main__":
    place, *length = sys.argv[1:]
    _write(Path(place), in_one_article("de", int(length[0])) if length else (row for language in ("de", "en") for row in rows(language)))
