"""Legal texts: what readers see is an immutable version, and every version stays readable."""

from __future__ import annotations

from datetime import datetime

import nh3
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from depesche.brand.models import LegalText, LegalVersion
from depesche.brand.people import User
from depesche.kernel.refusal import Refusal
from depesche.press import rebuild, tags

IMPRINT = "imprint"
PRIVACY = "privacy"
ELEMENTS = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "a", "b", "strong", "i", "em", "hr"}


def path(slug: str) -> str:
    """Return the path of a legal text."""
    return f"/legal/{slug}/"


def publish(text: LegalText, *, body: str, by: User | None, at: datetime) -> LegalVersion:
    """Add a version; from now on readers see it. A body equal to the present one adds nothing and returns the present version.

    :param body: HTML; everything but plain text mark-up is dropped
    :raises Refusal: code ``legal-text-empty``
    """
    cleaned = check(body)
    with transaction.atomic():
        present = LegalText.objects.select_for_update().get(pk=text.pk).versions.first()
        if present is not None and present.body == cleaned:
            return present
        version = LegalVersion.objects.create(
            text=text, number=(present.number if present else 0) + 1, body=cleaned, published_at=at, published_by=by
        )
        rebuild.outdate([f"legal:{text.slug}", "brand"], at=at)
    return version


def check(body: str) -> str:
    """Return the text as it would be published.

    :raises Refusal: code ``legal-text-empty``
    """
    cleaned = clean(body)
    if not nh3.clean(cleaned, tags=set()).strip():
        raise Refusal(code="legal-text-empty", message=_("The legal text is empty."), help=_("Please write it before saving."))
    return cleaned


def clean(body: str) -> str:
    """Return HTML reduced to plain text mark-up; scripts, styles and foreign attributes are dropped."""
    return nh3.clean(body, tags=ELEMENTS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto", "tel"}, link_rel=None).strip()


def current(slug: str) -> LegalVersion | None:
    """Return the version that readers see, or ``None`` if the text does not exist or has no version yet."""
    tags.use(f"legal:{slug}")
    return LegalVersion.objects.select_related("text").filter(text__slug=slug).first()


def versions(slug: str) -> QuerySet[LegalVersion]:
    """Return all versions of a text, the newest first."""
    tags.use(f"legal:{slug}")
    return LegalVersion.objects.select_related("text").filter(text__slug=slug)


def published() -> tuple[LegalText, ...]:
    """Return the texts that have a version, for the links in the frame."""
    return tags.once(_published)


def _published() -> tuple[LegalText, ...]:
    return tuple(LegalText.objects.filter(versions__isnull=False).distinct())


def policies() -> dict[str, str]:
    """Return the paths of the newsroom's policies that readers can see, by kind. Notes the tag ``brand``."""
    tags.use("brand")
    return {text.kind: path(text.slug) for text in published() if text.kind}
