"""Whether those who agreed to a purpose agreed to advertising by mail (L-07; § 7 (2) no. 2 UWG): their own wording says so, or it does not."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef

from depesche.audience import consent_linter
from depesche.audience.models import ConsentText, FormVersion, Grant, Purpose

SAYS = re.compile(r"werb|reklame|\bangebot|produkt|sortiment|rabatt|\badvert|\boffers?\b|\bproducts?\b|promotion|marketing")


def silent_texts(purpose: Purpose) -> list[ConsentText]:
    """Return the texts under which live consents to a purpose were given although they do not speak of advertising, the oldest first."""
    given = Grant.objects.filter(form=OuterRef("pk"), purpose=purpose, consent__isnull=False)
    texts = ConsentText.objects.filter(forms__in=FormVersion.objects.filter(Exists(given))).distinct()
    return [text for text in texts.order_by("name", "number") if not _speaks(text, purpose)]


def _speaks(text: ConsentText, purpose: Purpose) -> bool:
    title = next((shown["title"] for shown in text.purposes if shown.get("key") == purpose.key), purpose.title)
    return SAYS.search(f"{title.casefold()} {consent_linter.plain(text.wording)}") is not None
