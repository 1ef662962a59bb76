"""Whether somebody who answers a newsletter wants to leave (L-32): a few plain words, nothing else. All other answers are read by a person."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from depesche.audience.withdrawal import Route
from depesche.courier.bouncing import mail_parts, notice_text, wording
from depesche.courier.bouncing.kinds import REPLY_MARK

_TABLE = tomllib.loads((Path(__file__).parent / "leaving.toml").read_text(encoding="utf-8"))
FILLING, WISHES = frozenset(_TABLE["filling"].split()), frozenset(_TABLE["wishes"])
QUOTE = re.compile(
    r"^(?:>|-{2,}|_{5,}|am .{3,120} schrieb|on .{3,120} wrote|von:|from:|gesendet|sent from|diese nachricht wurde|von meinem)", re.IGNORECASE
)
GREETING = re.compile(
    r"^(?:sehr geehrte.*|guten (?:tag|morgen|abend)\W*|hallo\W*.{0,40}|hello\W*|hi\W*|dear .{0,60}|liebe.{0,60}|danke\W*|thanks\W*|mfg.*|"
    r"(?:mit )?(?:freundlichen?|vielen?|besten?|lieben?|schoenen?|herzlichen?) gruesse.*|mit freundlichem gruss.*|(?:kind |best )?regards.*)$"
)
MOST_LINES = 4


def route(data: bytes) -> Route | None:
    """Return by which channel a mail says that its writer leaves, or ``None``: ``mailto`` if the subject says so and the text nothing else."""
    mail = mail_parts.read(data)
    subject = REPLY_MARK.sub("", wording.fold(mail_parts.words(mail.get("subject"))))
    lines = _own_lines(notice_text.of(mail))
    says_so = any(map(_is_wish, lines))
    if _is_wish(subject) and (not lines or says_so):
        return Route.MAILTO
    return Route.REPLY if says_so and len(lines) <= MOST_LINES else None


def _own_lines(text: str) -> list[str]:
    """Return what the person wrote: lines before the first quoted one, without greetings."""
    found: list[str] = []
    for line in text.splitlines():
        folded = wording.fold(line)
        if QUOTE.match(folded):
            break
        if folded and not GREETING.match(folded):
            found.append(folded)
    return found


def _is_wish(folded: str) -> bool:
    said = re.sub(r"[.!,;:\"'()*]+", " ", folded).split()
    return " ".join(word for word in said if word not in FILLING) in WISHES
