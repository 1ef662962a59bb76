"""The stored pages as files: ``<home>/pages/<host>/<path>/index.html`` with ``.br`` and ``.gz`` beside it, so that any web server can serve them.

A file ``.meta`` beside each says what the bytes must be. Files are written aside and renamed, so nobody ever reads half of one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import suppress
from itertools import product
from pathlib import Path

from depesche.kernel import digest
from depesche.press import common_headers
from depesche.press import page as pages
from depesche.press.page import PLAIN, Facts, Page

INDEX_PAGE, META = "index.html", ".meta"
OWN = ".own"  # ends the name of a page that only the built-in server may show, as its headers are its own
NEW, ASIDE = ".new", ".aside"  # no path of a page begins with a dot
LONGEST = 1024
VERSION_BITS = 60  # as nanoseconds, a date that every file system knows
Version = tuple[int, int, int]  # what tells one stored version of a page from another
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._~-]{0,199}"
_PATH = re.compile(rf"(?:/|(?:/{_SEGMENT})+/?)")
_RESERVED = re.compile(rf"/(?:{re.escape(INDEX_PAGE)}|[^/]*\.(?:gz|br|meta|own))(?:/|$)")


def is_storable(path: str) -> bool:
    """Whether a page at this path of the site can be stored: short, plain, without any trick; everything else is rendered on request."""
    return len(path) <= LONGEST and _PATH.fullmatch(path) is not None and _RESERVED.search(path) is None


_distrusted: set[Path] = set()


class Files:
    """The files of one host."""

    def __init__(self, folder: Path, host: str) -> None:
        """Name the folder of all stored pages, and the host."""
        self.folder, self.root = folder, folder / host

    def distrust(self) -> None:
        """Show nothing from this folder in this process: pages that should go cannot be removed."""
        _distrusted.add(self.folder)

    def trust(self) -> None:
        """Show what is stored again."""
        _distrusted.discard(self.folder)

    def place(self, path: str) -> Path:
        """Return where the bytes of a page are.

        :param path: one that :func:`is_storable` let pass
        """
        return _place(self.root, path)

    def write(self, page: Page) -> None:
        """Write a page, every file whole, the facts last.

        :raises OSError: if that is not possible
        """
        place = self.place(page.facts.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        for file in _bodies_at(place.with_name(place.name + OWN) if place == _bodies(place, page.facts) else place):
            file.unlink(missing_ok=True)
        for form in (pages.BROTLI, pages.GZIP, PLAIN):
            file = _beside(_bodies(place, page.facts), form)
            if form in page.bodies:
                self._put(file, page.bodies[form], version=_as_time(page.facts.forms[form].sha256))
            else:
                file.unlink(missing_ok=True)
        self._put(_facts_of(place), page.facts.write(), version=secrets.randbits(VERSION_BITS))

    def exchange(self, page: Page, form: str) -> None:
        """Write one form of a stored page anew, and the facts with it; the other forms stay as they are.

        Both are written aside before either is shown, so a full disk changes nothing. Between the two the form is not what the facts say.

        :raises OSError: if that is not possible; the page is as it was, or gone
        """
        place = self.place(page.facts.path)
        body = self._lay(page.bodies[form], version=_as_time(page.facts.forms[form].sha256))
        try:
            facts = self._lay(page.facts.write(), version=secrets.randbits(VERSION_BITS))
        except OSError:
            body.unlink(missing_ok=True)
            raise
        try:
            self._show(body, _beside(_bodies(place, page.facts), form))
            self._show(facts, _facts_of(place))
        except OSError:
            self.remove(page.facts.path)
            raise

    def _put(self, place: Path, content: bytes, *, version: int) -> None:
        self._show(self._lay(content, version=version), place)

    def _lay(self, content: bytes, *, version: int) -> Path:
        new = self.folder / NEW / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            new.write_bytes(content)
            os.utime(new, ns=(version, version))
        except OSError:
            new.unlink(missing_ok=True)
            raise
        return new

    @staticmethod
    def _show(new: Path, place: Path) -> None:
        try:
            new.replace(place)
        except OSError:
            new.unlink(missing_ok=True)
            raise

    def look(self, path: str) -> Version | None:
        """Return what tells one stored version of a page from another, or ``None`` if there is none; one call of the system.

        The time of the facts' file is a number drawn for each version: a clock may go back, and a new file may get the number of a removed one.
        """
        return self.look_at(self.mark(path))

    def look_at(self, mark: str) -> Version | None:
        """Look at a file that :meth:`mark` named; the way of every hit."""
        if _distrusted and self.folder in _distrusted:
            return None
        try:
            found = os.stat(mark)  # noqa: PTH116 - a path object would take as long as the look
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def mark(self, path: str) -> str:
        """Return the file whose presence says that a page is stored, to look at again and again."""
        return f"{self.place(path)}{META}"

    def facts(self, path: str) -> Facts | None:
        """Read what is known about a stored page; ``None`` if there is none, or none that can be read."""
        try:
            found = pages.read(_facts_of(self.place(path)).read_bytes())
        except (OSError, pages.Unreadable):
            return None
        return found if found.path == path else None  # a file system may take small letters for large ones

    def body(self, facts: Facts, form: str) -> bytes | None:
        """Read one form of a page's bytes; ``None`` unless they are what the facts say."""
        try:
            found = _beside(_bodies(self.place(facts.path), facts), form).read_bytes()
        except OSError:
            return None
        return found if digest.sha256_hex(found) == facts.forms[form].sha256 else None

    def page(self, path: str) -> Page | None:
        """Read a stored page with all its bytes; ``None`` unless every form is there and what the facts say."""
        facts = self.facts(path)
        found = {form: self.body(facts, form) for form in facts.forms} if facts else {}
        bodies = {form: body for form, body in found.items() if body is not None}
        return Page(facts, bodies) if facts and len(bodies) == len(facts.forms) else None

    def remove(self, *paths: str) -> None:
        """Remove pages, the facts of each first; under every host, as the index of a home knows paths only.

        A command may have been started with another site address than the server whose pages it outdates.
        """
        for root, path in product(self._roots(), paths):
            place = _place(root, path)
            for file in (_facts_of(place), *_bodies_at(place), *_bodies_at(place.with_name(place.name + OWN))):
                file.unlink(missing_ok=True)

    def put_aside(self) -> None:
        """Take all pages of every host out of sight in one step, however many they are; :meth:`sweep_up` removes them later."""
        for root in self._roots():
            (self.folder / ASIDE).mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # somebody else just did
                root.rename(self.folder / ASIDE / secrets.token_hex(8))

    def _roots(self) -> list[Path]:
        try:
            return [self.folder / one.name for one in os.scandir(self.folder) if not one.name.startswith(".") and one.is_dir()]
        except FileNotFoundError:
            return []

    def sweep_up(self) -> None:
        """Remove what was put aside."""
        for old in (self.folder / ASIDE).glob("*"):
            shutil.rmtree(old, ignore_errors=True)


def _place(root: Path, path: str) -> Path:
    return Path(f"{root}{path}{INDEX_PAGE if path.endswith('/') else ''}")


def _beside(place: Path, form: str) -> Path:
    return place.with_name(f"{place.name}.{form}") if form else place


def _bodies_at(place: Path) -> list[Path]:
    """Return every form, the plain one first: without it no other web server shows the others."""
    return [_beside(place, form) for form in (PLAIN, pages.GZIP, pages.BROTLI)]


def _bodies(place: Path, facts: Facts) -> Path:
    return place if common_headers.are_common(facts.path, facts.headers) else place.with_name(place.name + OWN)


def _as_time(sha256: str) -> int:
    """Make a time of a file out of its content, in nanoseconds.

    Web servers make their validators of a file's second and size. A true time would be the same for two versions of one second, and another
    one on each machine.
    """
    return (int(sha256[:8], 16) >> 2) * 1_000_000_000


def _facts_of(place: Path) -> Path:
    return place.with_name(place.name + META)
