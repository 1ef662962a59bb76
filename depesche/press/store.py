"""The page store: rendered pages as files, and the index that finds those that a change outdates.

Two rules keep it right (``docs/decisions/page-store.md``): what a page used is noted before its file is there, so an outdating always finds
it; and the file is written under the lock, after a look whether anything that it used was outdated since its rendering began.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel import options
from depesche.press.files import ASIDE, NEW, Files, is_storable
from depesche.press.index import EVERYTHING, Changes, Index
from depesche.press.page import Page
from depesche.press.waiting import Waiting

FOLDER, INDEX, STAMP = "pages", ".index.sqlite3", ".made-for"
WAITING = ".waiting.sqlite3"
# On every page: rather than look for all of them, all are put aside at once.
SITE_WIDE = frozenset({"brand", "menu", "breaking"})
# A change that says so changes what stands in front; the others are rendered when somebody asks.
IN_FRONT = frozenset({"home", "listing", *SITE_WIDE})
log = logging.getLogger("depesche.press")


@dataclass(frozen=True)
class Size:
    """How many pages are stored."""

    pages: int


class Store:
    """The store of one home."""

    def __init__(self, home: Path, host: str) -> None:
        """Name the home folder and the site's host; nothing is made or opened."""
        self.folder = home / FOLDER
        self.files = Files(self.folder, host)
        self.index = Index(self.folder / INDEX)
        self.waiting = Waiting(self.folder / WAITING)

    def exists(self) -> bool:
        """Whether this home has a page store."""
        return self.index.exists()

    def prepare(self, *, made_for: str) -> bool:
        """Make the store, or clear one that was made for something else; return whether it is empty now.

        :param made_for: tells states of everything apart on which all pages depend: code, static files, options, the run of the machine
        """
        stamp = self.folder / STAMP
        is_ours = self.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == made_for
        if is_ours:
            shutil.rmtree(self.folder / NEW, ignore_errors=True)
        else:
            self.discard()
        for folder in (NEW, ASIDE):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.files.sweep_up()
        if not is_ours:
            self.index.make()
            self.waiting.make()
            stamp.write_text(made_for, encoding="utf-8")
        return not is_ours

    def discard(self) -> None:
        """Remove the whole store; nothing is served from it or stored in it until it is prepared again."""
        with suppress(sqlite3.Error, OSError):
            self.clear()  # who is about to store a page and has the old index open is refused by it
        self.index.file.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self) -> int:
        """Return the number to give to :meth:`keep`; ask before anything is read for a page.

        :raises sqlite3.Error: if there is no store
        """
        with self.index.reading() as index:
            return index.number()

    def keep(self, page: Page, *, since: int) -> bool:
        """Store a page unless something that it used was outdated meanwhile; return whether it is stored.

        :param since: what :meth:`begin` said before its rendering began
        """
        path, tags = page.facts.path, page.facts.tags
        if not is_storable(path) or not tags:
            return False
        try:
            with self.index.changing() as index:
                index.enter(path, tags)
            with self.index.changing() as index:
                if index.is_outdated(tags, since=since) or not index.is_entered(path, tags):
                    return False
                self.files.write(page)
        except (OSError, sqlite3.Error) as error:
            log.warning("a page could not be stored: %s", error)
            return False
        return True

    def outdate(self, tags: Iterable[str], *, rows: Iterable[int] = ()) -> None:
        """Remove every page that used one of these tags, and refuse those whose rendering began before.

        :param rows: the rows that said so, so that they are not applied twice
        :raises sqlite3.Error: if the index cannot be used
        """
        said = set(tags)
        with self._unless_broken(), self.index.changing() as index:
            if said & SITE_WIDE:
                self._remove_all(index)
            else:
                gone = index.users(said)
                self._remove(index, gone)
                self.waiting.add(gone)
            index.outdate(said)
            if said & IN_FRONT:
                index.want(said)
            index.apply(rows)

    def catch_up(self, rows: Mapping[int, str], *, floor: int) -> int:
        """Apply the rows of outdated tags that did not reach this store yet; return how many.

        :param floor: the lowest row that will ever be asked for again
        """
        with self.index.reading() as index:
            missing = index.not_applied(rows)
        if missing:
            self.outdate({rows[row] for row in missing}, rows=missing)
            with self.index.changing() as index:
                index.prune(floor=floor)
        return len(missing)

    @contextmanager
    def _unless_broken(self) -> Iterator[None]:
        """An index that cannot be read any more can name no page: all pages go, and a new one begins."""
        try:
            yield
        except sqlite3.OperationalError:
            raise  # locked, or a full disk: it will be tried again
        except sqlite3.DatabaseError as error:
            log.warning("the index of the page store is broken and begins anew: %s", error)
            self.files.put_aside()
            self.index.make()
            raise

    def clear(self) -> None:
        """Remove all pages."""
        with self.index.changing() as index:
            self._remove_all(index)

    def _remove(self, index: Changes, paths: list[str]) -> None:
        for path in paths:
            self.files.remove(path)
        index.forget(paths)

    def _remove_all(self, index: Changes) -> None:
        self.files.put_aside()
        index.forget_all()
        index.outdate([EVERYTHING])

    def size(self) -> Size:
        """Count the stored pages."""
        with self.index.reading() as index:
            return Size(len(index.all_paths()))


def of_home() -> Store:
    """Return the store of this process's home."""
    found = options.current()
    return Store(found.home, found.host)
