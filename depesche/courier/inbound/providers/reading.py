"""What a service's event means, in the classes of M-12: the receiver's own reply first, then the service's word for it (``kinds.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path

from depesche.courier.bouncing import FAILURES, HARD, Class, Verdict, of_reply, ours
from depesche.courier.inbound.providers import document
from depesche.courier.inbound.providers.document import Event

KINDS = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
LEAVES = "leaves"
FAILED = frozenset({"bounced", "rejected", "failed"})
MOST_SAID = 500


def read(raw: bytes) -> Verdict:
    """Say what a stored event means, and which mail of ours it names. Never raises."""
    event = document.read(raw)
    tokens = tuple(
        dict.fromkeys(token.lower().replace("=40", "@").replace("%40", "@") for token in ours.TOKEN.findall(raw.decode("utf-8", "replace")))
    )
    kind, rule, code = _judged(event)
    said = " ".join(f"{event.reply or event.description}".split())[:MOST_SAID]
    return Verdict(
        kind=kind,
        rule=f"{event.provider}: {rule}" if event.provider else rule,
        recipients=(event.recipient,) if event.recipient else (),
        code=code,
        diagnostic=said,
        is_failure=kind in FAILURES or (event.kind in FAILED and kind is Class.UNKNOWN and rule != LEAVES),
        tokens=tokens[:10],
        message_ids=(event.message_id,) if event.message_id else (),
        leaves=rule == LEAVES,
    )


def _judged(event: Event) -> tuple[Class, str, str]:
    """Return class, rule and enhanced code."""
    word, told = _told(event)
    if event.kind == "unsubscribed" or told == LEAVES:
        return Class.UNKNOWN, LEAVES, ""
    if event.kind == "complained":
        return (Class.POLICY, word, "") if told == Class.POLICY else (Class.COMPLAINT, "complained", "")
    if event.kind not in FAILED:
        return Class.UNKNOWN, event.kind, ""
    if told == Class.COMPLAINT:
        return Class.COMPLAINT, word, ""
    return _failed(event, word, Class(told) if told else None)


def _failed(event: Event, word: str, told: Class | None) -> tuple[Class, str, str]:
    """Weigh the receiver's reply against the service's word: the milder one counts before an address is called dead."""
    codes = [document.first(event.event, name) for name in KINDS[event.provider]["codes"]]
    reply = " ".join(code for code in codes if code and code not in event.reply) + " " + (event.reply or event.description)
    said = of_reply(reply.strip())
    if told is not None and (said.kind is Class.UNKNOWN or (said.kind in HARD and told not in HARD)):
        return told, word, said.code
    return said.kind, said.rule, said.code


def _told(event: Event) -> tuple[str, str]:
    """Return the service's word for it and what the table says of that word."""
    table = KINDS.get(event.provider, {"names": [], "classes": {}})
    for name in table["names"]:
        word = document.first(event.event, name).strip().lower()
        if word in table["classes"]:
            return word, table["classes"][word]
    return "", ""
