"""The sign-up form as it is shown: the newest version, with its exact text and its boxes, none of them ticked (L-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from depesche.audience.models import ConsentText, FormVersion
from depesche.ledger import book
from depesche.press import rebuild

DEFAULT = "newsletter"
ACTION = "/newsletter/"


@dataclass(frozen=True)
class PurposeBox:
    """One box to tick."""

    key: str
    title: str


@dataclass(frozen=True)
class SignupValues:
    """What a person filled in before; empty on a fresh form."""

    email: str = ""
    purposes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SignupForm:
    """A sign-up form ready to be shown. ``wording`` is the exact HTML of the consent text; ``errors`` maps a field to a sentence."""

    action: str
    form_slug: str
    form_number: int
    wording: str
    purposes: tuple[PurposeBox, ...]
    button_label: str
    values: SignupValues = SignupValues()
    errors: Mapping[str, str] = field(default_factory=dict)

    def filled_in(self, values: SignupValues, *, errors: Mapping[str, str]) -> SignupForm:
        """Return the form with what the person had typed and a sentence beside each field that needs one."""
        return replace(self, values=values, errors=errors)


def shown(slug: str = DEFAULT) -> SignupForm | None:
    """Return the form that readers see now, or ``None`` while no version is published."""
    version = newest(slug)
    return as_shown(version) if version else None


def newest(slug: str = DEFAULT) -> FormVersion | None:
    """Return the newest version of a form."""
    return FormVersion.objects.filter(slug=slug).select_related("text").order_by("-number").first()


def as_shown(version: FormVersion) -> SignupForm:
    """Return a version as plain page data."""
    return SignupForm(
        action=ACTION,
        form_slug=version.slug,
        form_number=version.number,
        wording=version.text.wording,
        purposes=tuple(PurposeBox(key=purpose["key"], title=purpose["title"]) for purpose in version.text.purposes),
        button_label=version.button_label,
    )


def publish(slug: str, *, text: ConsentText, button_label: str, at: datetime) -> FormVersion:
    """Publish the next version of a form; pages that show it are rendered again."""
    with transaction.atomic():
        last = FormVersion.objects.select_for_update().filter(slug=slug).order_by("-number").first()
        number = last.number + 1 if last else 1
        version = FormVersion.objects.create(
            slug=slug, number=number, text=text, button_label=button_label.strip(), language=text.language, published_at=at
        )
        body = {"slug": slug, "number": number, "text": text.sha256, "button_label": version.button_label, "language": version.language}
        book.append(book.Fact("form_published", body), at=at)
        rebuild.outdate({"brand"}, at=at)
    return version
