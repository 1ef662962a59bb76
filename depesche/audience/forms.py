"""The sign-up form as it is shown: the newest version, with its exact text and its boxes, none of them ticked (L-03)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from depesche.audience.models import ClosedForm, ConsentText, FormVersion
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.press import rebuild

DEFAULT = "newsletter"
IMPORTED = "imported"  # wordings that came with an import: nobody signs up with them here
RESERVED = frozenset({IMPORTED, "new"})  # "new" is a page of the desk
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
    """A sign-up form ready to be shown.

    ``wording`` is the exact HTML of the consent text; ``errors`` maps a field to a sentence; ``page`` is where the person found it (L-06).
    A freshly rendered form has a ``stamp`` and, while many people sign up, a ``challenge`` (B-08); one on a stored page has neither.
    """

    action: str
    form_slug: str
    form_number: int
    language: str
    wording: str
    purposes: tuple[PurposeBox, ...]
    button_label: str
    values: SignupValues = SignupValues()
    errors: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    stamp: str = ""
    challenge: Mapping[str, Any] | None = None

    def filled_in(self, values: SignupValues, *, errors: Mapping[str, str]) -> SignupForm:
        """Return the form with what the person had typed and a sentence beside each field that needs one."""
        return replace(self, values=values, errors=errors)

    @property
    def work(self) -> str:
        """The challenge as the widget reads it."""
        return json.dumps(self.challenge, separators=(",", ":")) if self.challenge else ""

    def posted_to(self, action: str) -> SignupForm:
        """Return the form with another address to post to."""
        return replace(self, action=action)


def shown(slug: str = DEFAULT) -> SignupForm | None:
    """Return the form that readers see now, or ``None`` while no version is published or the form is closed."""
    version = _versions(slug).exclude(slug__in=ClosedForm.objects.values("slug")).first()
    return as_shown(version) if version else None


def newest(slug: str = DEFAULT) -> FormVersion | None:
    """Return the newest version of a form, closed or not."""
    return _versions(slug).first()


def open_version(slug: str) -> FormVersion:
    """Return the version that takes sign-ups now.

    :raises Refusal: code ``no-form`` or ``form-closed``
    """
    version = newest(slug)
    if version is None:
        raise Refusal(code="no-form", message=_("You cannot sign up here yet."))
    if is_closed(slug):
        raise Refusal(code="form-closed", message=_("This form is closed; it takes no sign-ups any more."))
    return version


def exists(slug: str) -> bool:
    """Whether a form with this slug was ever published."""
    return _versions(slug).exists()


def is_closed(slug: str) -> bool:
    """Whether a form takes no sign-ups any more."""
    return ClosedForm.objects.filter(slug=slug).exists()


def language(slug: str) -> str:
    """Return the language of a form's newest version, or the site's."""
    version = newest(slug)
    return version.language if version else options.current().language


def action(slug: str) -> str:
    """Return where a form of this site posts to."""
    return ACTION if slug == DEFAULT else path(slug)


def path(slug: str) -> str:
    """Return the form's own address."""
    return f"{ACTION}forms/{slug}/"


def embed_path(slug: str) -> str:
    """Return the address under which the form may stand in a frame of a foreign page."""
    return f"{path(slug)}embed/"


def as_shown(version: FormVersion) -> SignupForm:
    """Return a version as plain page data."""
    return SignupForm(
        action=action(version.slug),
        form_slug=version.slug,
        form_number=version.number,
        language=version.language,
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


def found(slug: str, *, text: ConsentText, button_label: str, at: datetime) -> FormVersion:
    """Publish the first version of a new form.

    :raises Refusal: code ``slug-taken``: what people agreed to under a slug is proven by it for ever
    """
    with transaction.atomic():
        if slug in RESERVED or exists(slug):
            raise Refusal(
                code="slug-taken", message=_("There is a form “%(slug)s” already.") % {"slug": slug}, help=_("Please choose another address.")
            )
        return publish(slug, text=text, button_label=button_label, at=at)


def close(slug: str, *, at: datetime) -> bool:
    """Take no further sign-ups with a form; return whether it was open. What people agreed to with it stays."""
    with transaction.atomic():
        _row, is_new = ClosedForm.objects.get_or_create(slug=slug, defaults={"closed_at": at})
        if is_new:
            book.append(book.Fact("form_closed", {"slug": slug}), at=at)
            rebuild.outdate({"brand"}, at=at)
    return is_new


def reopen(slug: str, *, at: datetime) -> bool:
    """Take sign-ups with a form again; return whether it was closed."""
    with transaction.atomic():
        was_closed = ClosedForm.objects.filter(slug=slug).delete()[0] > 0
        if was_closed:
            book.append(book.Fact("form_reopened", {"slug": slug}), at=at)
            rebuild.outdate({"brand"}, at=at)
    return was_closed


def _versions(slug: str) -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(slug=slug).exclude(slug=IMPORTED).select_related("text").order_by("-number")
