"""The demo's publisher: name, logo, trust points, menus, imprint and privacy notice, and the three logins."""

# mypy: disable-error-code="no-untyped-call"
# Wagtail's pages and settings carry no types.

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.models import Site

from depesche.brand import legal
from depesche.brand.models import LegalText, MenuItem, Menus, Picture, Publisher, TrustPoint, User
from depesche.brand.people import Role
from depesche.kernel.keyring import write_private
from depesche.newsroom.models import HomePage, SectionPage
from depesche.operations import founding
from depesche.operations.demo import content, drawing

LOGINS = "demo-logins"
PEOPLE = {
    "editor@example.org": (Role.EDITOR, "Edda", "Feder"),
    "chief@example.org": (Role.CHIEF, "Carl", "Haupt"),
    "admin@example.org": (Role.ADMINISTRATOR, "Vera", "Schlüssel"),
}


def people(home: Path, *, at: datetime) -> tuple[User, User]:
    """Make editor, chief and administrator with random passwords, kept in ``<home>/demo-logins`` (0600); return the first two."""
    passwords = {email: secrets.token_urlsafe(9) for email in PEOPLE}
    made = [
        founding.add_person(email, passwords[email], role=role, at=at, first_name=first, last_name=last)
        for email, (role, first, last) in PEOPLE.items()
    ]
    write_private(home / LOGINS, "".join(f"{email}  {password}\n" for email, password in passwords.items()).encode())
    return made[0], made[1]


def publisher(*, at: datetime, by: User) -> None:
    """Fill in who publishes, and publish imprint, privacy notice and policies."""
    told = content.site()
    entry = Publisher.for_site(Site.objects.get(is_default_site=True))
    for name, value in told["publisher"].items():
        setattr(entry, name, value)
    entry.logo = Picture.objects.create(
        title="Logo",
        file=ContentFile(drawing.logo(), name="logo.png"),
        description=told["publisher"]["name"],
        credit=told["publisher"]["name"],
        licence="Alle Rechte vorbehalten",
        uploaded_by_user=by,
    )
    entry.trust_points = [TrustPoint(sort_order=number, **point) for number, point in enumerate(told["trust_points"])]
    entry.save()
    for slug, text in told["legal"].items():
        row, _ = LegalText.objects.get_or_create(slug=slug, defaults={"title": text["title"], "kind": text.get("kind", "")})
        legal.publish(row, body=text["body"], by=by, at=at)


def menus(home: HomePage) -> None:
    """Put the sections into the main menu and the useful pages into the footer."""
    menus = Menus.for_site(Site.objects.get(is_default_site=True))
    sections = SectionPage.objects.child_of(home).order_by("path")
    main = [MenuItem(place=MenuItem.Place.MAIN, label=section.title, page=section.page_ptr) for section in sections]
    footer = [MenuItem(**item) for item in content.site()["menu"]]
    menus.items = [*main, *footer]
    for number, item in enumerate(menus.items.all()):
        item.sort_order = number
    menus.save()
