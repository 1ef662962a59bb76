"""What editors type into the forms of a claim, and how they send it: once to see what it touches, once to confirm."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from depesche.newsroom.models import Claim, Source


def at(name: str, *numbers: int) -> str:
    return reverse(f"newsroom-{name}", args=numbers)


def statement(claim: Claim, source: Source, stance: str = "asserts", **more: Any) -> dict[str, Any]:
    return {"seen": claim.version, "source": source.pk, "stance": stance, "independent": "unknown", "visibility": "public", **more}


def written(claim: Claim, **more: Any) -> dict[str, Any]:
    return {"seen": claim.version, "text": claim.text, "text_en": claim.text_en, "kind": claim.kind, **more}


def send(client: Client, address: str, typed: dict[str, Any]) -> HttpResponse:
    """Look at what a change touches, then confirm it; the answer of the last step that came."""
    shown = client.post(address, typed)
    found = re.search(r'name="previewed" value="([0-9a-f]+)"', shown.content.decode())
    return client.post(address, {**typed, "previewed": found[1]}) if found else shown


def words(answer: HttpResponse) -> str:
    """Return an answer's text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
