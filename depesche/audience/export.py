"""Everything that we hold about a person, to read and to take along (Art. 15 and 20 GDPR, L-35).

The file holds ``data.json`` for programs and ``data.html`` for people; both say the same, as every keeper of personal data tells it.
"""

from __future__ import annotations

import email
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from email.policy import default

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from depesche.audience import export_words, following, forgetting
from depesche.audience.models import Purpose, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand import identity
from depesche.kernel import clock, options, personal_data
from depesche.ledger import book

KIND = "exported"
BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br ?/?>")
PURPOSES = frozenset({"purpose", "purposes", "scope"})  # names whose values are keys of purposes


def read(subscriber: Subscriber, *, at: datetime, route: Route, note: str = "") -> bytes:
    """Return the file, and write down that it was handed out and to whom (L-44).

    :param note: which colleague asked for it, and why
    """
    with transaction.atomic():
        data = build(subscriber, at=at)
        body = {"channel": route.value, "note": note, "exported_at": clock.to_milliseconds(at)}
        book.append(book.Fact(KIND, body, subscriber.id), at=at)
    return data


def build(subscriber: Subscriber, *, at: datetime) -> bytes:
    """Return the file."""
    told = everything(subscriber, at=at)
    with translation.override(subscriber.language):
        page = render_to_string("audience/export/data.html", {"told": told, "parts": _parts(told), "at": at, "language": subscriber.language})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2))
        archive.writestr("data.html", page)
    return target.getvalue()


def everything(subscriber: Subscriber, *, at: datetime) -> dict[str, object]:
    """Return what every keeper tells about the person, at this address and at those that the person moved away from."""
    rows = [subscriber, *following.earlier(subscriber)]
    publisher = identity.publisher()
    return {
        "made_at": clock.to_milliseconds(at),
        "controller": {"name": publisher.legal_name or publisher.name, "address": publisher.postal_address, "email": publisher.email},
        "privacy_notice": options.current().address("/legal/privacy/"),
        "addresses": [
            {"address": row.mailbox, "held": {keeper.name: keeper.export(forgetting.person_of(row)) for keeper in personal_data.keepers()}}
            for row in rows
        ],
    }


def _parts(told: dict[str, object]) -> list[dict[str, object]]:
    addresses = told["addresses"]
    if not isinstance(addresses, list):
        raise TypeError("addresses")
    titles = dict(Purpose.objects.values_list("key", "title"))
    return [
        {"address": one["address"], "held": [(export_words.word(name), _readable(name, held, titles)) for name, held in one["held"].items()]}
        for one in addresses
    ]


def _readable(name: str, value: object, titles: Mapping[str, str]) -> object:
    """Return nested data as a template can walk it: ``{"rows": [(name, value)]}``, ``{"list": [value]}``, or ``{"text": text}``.

    :param name: what the value is called
    :param titles: of the purposes, by their keys
    """
    if isinstance(value, dict):
        rows = [(str(key), one) for key, one in value.items() if one not in ("", None, [], {})]
        return {"rows": [(titles.get(key) or export_words.word(key), _readable(key, one, titles)) for key, one in rows]}
    if isinstance(value, (list, tuple)):
        return {"list": [_readable(name, one, titles) for one in value]}
    if isinstance(value, bool):
        return {"text": _("yes") if value else _("no")}
    return {"text": _plain(name, str(value), titles)}


def _plain(name: str, value: str, titles: Mapping[str, str]) -> str:
    if name == "wording":
        return " ".join(strip_tags(BLOCK_END.sub(r"\g<0> ", value)).split())
    if name == "content":
        return _mail(value)
    if name in PURPOSES and value in titles:
        return titles[value]
    return export_words.said(name, value)


def _mail(content: str) -> str:
    """Return a mail as people read it; ``data.json`` has it byte for byte."""
    parsed = email.message_from_string(content, policy=default)
    body = parsed.get_body(("plain", "html"))
    return f"{parsed['Subject']}\n\n{body.get_content() if body is not None else ''}"
