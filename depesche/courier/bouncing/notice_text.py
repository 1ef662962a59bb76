"""The words of whoever did not deliver: the readable text of a notice, up to where the mail that came back begins."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from depesche.courier.bouncing.mail_parts import EMBEDDED, Part

MOST_SIGNS = 12_000
TAG = re.compile(r"<[^<>@]{0,2000}>")
HIDDEN = tuple(
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for begin, end in ((r"<!--", r"-->"), (r"<style\b", r"</style\s{0,9}>"), (r"<script\b", r"</script\s{0,9}>"), (r"<head\b", r"</head\s{0,9}>"))
)
BREAK = re.compile(r"<(?:br|/p|/div|/tr|/td|/li|/h\d|p|hr)\b[^<>]{0,500}>", re.IGNORECASE)
# Lines after which somebody else's words begin. A line may be wrapped in dashes, stars and the like.
ORIGINAL = re.compile(
    r"^[ \t>|*#=+_-]*(?:"
    r"below (?:this|the next) line is a copy|this is (?:a|the) copy of (?:the|your) (?:message|mail)|"
    r"(?:here is )?a copy of the (?:first part|original|message)|included is a copy|"
    r"(?:original|returned|returning) (?:message|mail)|(?:the )?original message (?:follows|headers|as received|"
    r"header|is|details)|message (?:text|header|headers|body) follow|returned mail follows|unsent message below|"
    r"(?:the )?header(?:s)? (?:of|and) (?:the|top) |header of the source mail|start of returned message|"
    r"(?:forwarded|weitergeleitete) (?:message|nachricht)|old message:|your message reads|"
    r"the first \d+ lines|the (?:body|header|text) of (?:the|your) |a summary of the undelivered|"
    r"message header follows|message headers?:|attachment is a copy|(?:included|attached) is (?:a copy|the)|"
    r"(?:urspruengliche|ursprüngliche|originale?) (?:nachricht|e-?mail|mail)|originalnachricht|mensaje original|"
    r"message d'origine|message original|messaggio originale|oorspronkelijk bericht|"
    r"(?:es folgt|nachfolgend|im folgenden|hier|unten) .{0,40}(?:kopie|header|kopfzeilen|originalnachricht|"
    r"nachricht)|(?:der|die) (?:kopf|header|kopfzeilen) (?:der|ihrer) "
    r")",
    re.IGNORECASE | re.MULTILINE,
)
HEADERS = re.compile(
    r"^[> \t]*(?:return-path|received|delivered-to|x-original-to|x-received|dkim-signature|arc-seal):[ \t]", re.IGNORECASE | re.MULTILINE
)
QUOTED_FIELD = re.compile(
    r"^[ \t>*]*(?:with )?(?:subject|betreff|asunto|objet|oggetto|from|von|de|reply-to|x-[\w-]+|message-id|user-agent)[ \t]*:?[ \t].*$",
    re.IGNORECASE | re.MULTILINE,
)


def of(mail: Part) -> str:
    """Return the notice's own words: every text part before the mail that came back; the HTML one only where there is no plain one."""
    texts = [part for part in _own(mail) if part.type.startswith("text/") and part.type != "text/rfc822-headers"]
    plain = [part for part in texts if part.type != "text/html"]
    whole = "\n".join(_plain(part) for part in (plain or texts) if not part.get("content-disposition").lower().startswith("attachment"))
    return whole if whole.strip() or not plain else "\n".join(_plain(part) for part in texts)


def own_words(text: str) -> str:
    """Drop lines that quote the fields of the mail that came back: its subject may say anything."""
    return QUOTED_FIELD.sub("", text)


def _own(mail: Part) -> Iterator[Part]:
    for part in mail.walk():
        if part.type in EMBEDDED or part.type == "text/rfc822-headers":
            return
        yield part


def _plain(part: Part) -> str:
    text = part.text()[: 4 * MOST_SIGNS]
    if part.type == "text/html" or text[:200].lstrip().lower().startswith(("<html", "<!doctype", "<p", "<div")):
        text = html.unescape(TAG.sub(" ", BREAK.sub("\n", _shown(text))))
    text = text[:MOST_SIGNS]
    ends = [found.start() for pattern in (ORIGINAL, HEADERS) if (found := pattern.search(text)) and found.start() > 0]
    return text[: min(ends)] if ends else text


def _shown(text: str) -> str:
    """Drop what a browser does not show; looked for from front to back, so that many beginnings without an end take no time."""
    for begin, end in HIDDEN:
        pieces, at = [], 0
        while (start := begin.search(text, at)) and (stop := end.search(text, start.end())):
            pieces.append(text[at : start.start()])
            at = stop.end()
        text = "".join((*pieces, text[at:]))
    return text
