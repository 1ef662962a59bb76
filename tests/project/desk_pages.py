"""Every page of the desk that one of our templates is part of, as files for checkers: `python -m tests.project.desk_pages FOLDER`.

Found by walking all addresses, with GET and with an empty POST, so that no screen and no refused form is forgotten.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

import depesche

if TYPE_CHECKING:
    from tests.project.desk_world import Address, World

OURS = str(Path(depesche.__file__).parent)
INDEX = "index.json"
FRAME = {
    "wagtailadmin/base.html",
    "wagtailadmin/admin_base.html",
    "wagtailadmin/shared/keyboard_shortcuts_dialog.html",
}  # stand around every page of the desk
PART = "<title>Teil einer Seite</title>"
HEAD = f'<!doctype html><html lang="de"><head>{PART}</head><body><main>'


@dataclass(frozen=True)
class Kept:
    """A page as a file: its name, where it stands, who asked for it, and the templates of ours in it."""

    name: str
    path: str
    who: str
    templates: tuple[str, ...]


def main(folder: Path) -> None:
    """Write every page into a folder, with an index beside them."""
    from django.test.utils import setup_test_environment

    from tests import conftest  # chooses a home, and sets Django up

    conftest.DATABASE.make()
    setup_test_environment()
    try:
        kept = list(pages(folder))
    finally:
        conftest.DATABASE.drop()
    (folder / INDEX).write_text(json.dumps([asdict(page) for page in kept]))


def pages(folder: Path) -> Iterator[Kept]:
    """Write every page into a folder, and yield each."""
    from tests.project.desk_states import STATES
    from tests.project.desk_world import addresses, make_world

    world = make_world()
    for number, address in enumerate(addresses()):
        for method in ("GET", "POST"):
            found = _answer(world, method, address)
            if found:
                who, response, ours = found
                name = f"{number:03}-{method.lower()}-{address.name.replace(':', '-') or 'nameless'}"
                yield _kept(folder / f"{name}.html", response, Kept(name, world.path(address), who, ours))
    for state in STATES:
        with transaction.atomic():
            visit = state(world)
            response = visit.client.get(visit.path) if visit.method == "GET" else visit.client.post(visit.path, visit.data)
            transaction.set_rollback(True)
        assert response.headers["Content-Type"].startswith("text/html"), (state.__name__, response.status_code)
        assert response.status_code != 302, (state.__name__, response.headers)
        yield _kept(folder / f"{state.__name__}.html", response, Kept(state.__name__, visit.path, "", _ours(response)))


def _kept(place: Path, response: Any, kept: Kept) -> Kept:
    html = response.content.decode()
    place.write_text(html if "<!doctype html" in html.lower() else f"{HEAD}{html}</main></body></html>")
    return kept


def _answer(world: World, method: str, address: Address) -> tuple[str, Any, tuple[str, ...]] | None:
    """Ask as one after the other of the team, and then as a stranger, until somebody gets a page with something of ours."""
    from depesche.brand.people import Role
    from tests.project.desk_world import STRANGER

    for who in (*sorted((role.value for role in Role), key=lambda role: role != Role.ADMINISTRATOR.value), STRANGER):
        client = world.clients[who]
        before = client.cookies.output(header="", sep=";")
        with transaction.atomic():
            response = client.generic(method, world.path(address))
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(before)
        ours = _ours(response)
        if response.status_code < 500 and ours and response.headers["Content-Type"].startswith("text/html"):
            return who, response, ours
    return None


def _ours(response: Any) -> tuple[str, ...]:
    """Return the names of the templates of ours that an answer was made with, the desk's frame and the pages of readers aside."""
    names = {str(one.name) for one in response.templates if one.name and str(getattr(one, "origin", "")).startswith(OURS)}
    return tuple(sorted(name for name in names if (name not in FRAME and not name.startswith("website/")) or name.startswith("website/design/")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
