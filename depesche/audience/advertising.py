"""Whether those who agreed to a purpose agreed to advertising by mail (L-07; § 7 (2) no. 2 UWG): their own wording says so, or it does not."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef

from depesche.audience import consent_linter
from depesche.audience.models import ConsentText, FormVersion, Grant, Purpose

# "Erwerb", "Gewerbe" and "Wettbewerb" are no advertising.
SAYS = re.compile(
    r"(?<!ge)(?<!be)(?<!er)werb|letterwerb|reklame|\bangebot|produkt|sortiment|rabatt|\badvert|\boffers?\b|\bproducts?\b|promotion|marketing"
)

# Whoever reads "ohne Werbung" or "nicht für Werbung" agreed to none.
DENIES = re.compile(
    r"\b(?:ohne|keine?|keiner(?:lei)?|nicht(?! nur)|frei von|no|not(?! only)|without|free of)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:werb|reklame|advert|marketing|promotion)\w*|werbefrei\w*|\bad(?:vert)?-free\b"
)


def silent_texts(purpose: Purpose) -> list[ConsentText]:
    """Return the texts under which live consents to a purpose were given although they do not speak of advertising, the oldest first."""
    given = Grant.objects.filter(form=OuterRef("pk"), purpose=purpose, consent__isnull=False)
    texts = ConsentText.objects.filter(forms__in=FormVersion.objects.filter(Exists(given))).distinct()
    return [text for text in texts.order_by("name", "number") if not _speaks(text, purpose)]


def _speaks(text: ConsentText, purpose: Purpose) -> bool:
    title = next((shown["title"] for shown in text.purposes if shown.get("key") == purpose.key), purpose.title)
    said = f"{title.casefold()} {consent_linter.plain(text.wording)}"
    return SAYS.search(DENIES.sub(" ", said)) is not None
