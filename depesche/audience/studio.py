"""What the studio shows: every consent text with its versions, every form, and how many people agreed to which version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from depesche.audience import differences, forms
from depesche.audience.differences import Sides
from depesche.audience.models import ClosedForm, ConsentText, FormVersion


@dataclass(frozen=True)
class TextVersion:
    """One version: on which forms it stands now, how many people have a live consent under it, and how many ever agreed to it."""

    text: ConsentText
    on_forms: tuple[str, ...]
    live: int
    ever: int


@dataclass(frozen=True)
class Text:
    """All versions of one text, newest first."""

    name: str
    versions: tuple[TextVersion, ...]

    @property
    def newest(self) -> TextVersion:
        """The version in force."""
        return self.versions[0]

    @property
    def live(self) -> int:
        """People with a live consent under any version."""
        return sum(version.live for version in self.versions)

    @property
    def ever(self) -> int:
        """People who ever agreed to a version; who agreed to two is counted twice."""
        return sum(version.ever for version in self.versions)


@dataclass(frozen=True)
class Form:
    """One form: its newest version, its own address, and since when it is closed."""

    newest: FormVersion
    path: str
    closed_at: datetime | None
    is_behind: bool


@dataclass(frozen=True)
class Compared:
    """One thing that two versions say, side by side."""

    what: str
    sides: Sides


def texts(name: str = "") -> tuple[Text, ...]:
    """Return all texts, or the one of this name, with their counts; one query counts for all versions."""
    shown_on = _shown_on()
    counted = (
        ConsentText.objects.exclude(name=forms.IMPORTED)
        .annotate(
            live=Count("forms__grants__consent__address", distinct=True),
            ever=Count("forms__grants__subject", distinct=True),
        )
        .order_by("name", "-number")
    )
    found: dict[str, list[TextVersion]] = {}
    for text in counted.filter(name=name) if name else counted:
        found.setdefault(text.name, []).append(TextVersion(text, shown_on.get(text.pk, ()), text.live, text.ever))
    return tuple(Text(key, tuple(versions)) for key, versions in found.items())


def all_forms() -> tuple[Form, ...]:
    """Return every form by its slug."""
    closed = dict(ClosedForm.objects.values_list("slug", "closed_at"))
    newest_numbers = _newest_numbers()
    return tuple(
        Form(
            newest=version,
            path=forms.path(version.slug),
            closed_at=closed.get(version.slug),
            is_behind=version.text.number < newest_numbers[version.text.name],
        )
        for version in _newest_versions()
    )


def form(slug: str) -> Form | None:
    """Return one form."""
    return next((found for found in all_forms() if found.newest.slug == slug), None)


def form_versions(slug: str) -> tuple[FormVersion, ...]:
    """Return all versions of a form, newest first."""
    return tuple(FormVersion.objects.filter(slug=slug).select_related("text").order_by("-number"))


def newest_text(name: str) -> ConsentText | None:
    """Return the newest version of a text."""
    return ConsentText.objects.exclude(name=forms.IMPORTED).filter(name=name).order_by("-number").first()


def version(name: str, number: int) -> ConsentText | None:
    """Return one version of a text."""
    return ConsentText.objects.exclude(name=forms.IMPORTED).filter(name=name, number=number).first()


def compared(older: ConsentText, newer: ConsentText) -> tuple[Compared, ...]:
    """Return everything that two versions say, the differences marked."""
    return tuple(Compared(what, differences.sides(*both)) for what, *both in _said(older, newer))


def _said(older: ConsentText, newer: ConsentText) -> Iterable[tuple[str, str, str]]:
    yield _("Wording"), differences.readable(older.wording), differences.readable(newer.wording)
    yield _("Purposes"), _titles(older), _titles(newer)
    yield _("Controller"), older.controller, newer.controller
    yield _("Privacy notice"), older.privacy_notice, newer.privacy_notice
    yield _("Language"), older.language, newer.language


def _titles(text: ConsentText) -> str:
    return "\n".join(str(purpose["title"]) for purpose in text.purposes)


def _newest_versions() -> list[FormVersion]:
    newest: dict[str, FormVersion] = {}
    for found in FormVersion.objects.exclude(slug=forms.IMPORTED).select_related("text").order_by("slug", "-number"):
        newest.setdefault(found.slug, found)
    return list(newest.values())


def _newest_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for name, number in ConsentText.objects.values_list("name", "number"):
        numbers[name] = max(number, numbers.get(name, 0))
    return numbers


def _shown_on() -> dict[int, tuple[str, ...]]:
    shown: dict[int, tuple[str, ...]] = {}
    for found in _newest_versions():
        shown[found.text_id] = (*shown.get(found.text_id, ()), found.slug)
    return shown
