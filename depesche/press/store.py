"""The page store: rendered pages as files, and the index that finds those that a change outdates.

Three rules keep it right (``docs/decisions/page-store.md``): what a page used is noted before its file is there, so an outdating always finds
it; the file is written under the lock, after a look whether anything that it used was outdated since its rendering began; and from before the
commit of a change until after it, nothing that it outdates is stored.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from depesche.kernel import options
from depesche.press import index as index_file
from depesche.press import mending
from depesche.press.files import ASIDE, NEW, Files, is_storable
from depesche.press.index import EVERYTHING, Changes, Index
from depesche.press.page import Page
from depesche.press.tags import IN_FRONT, SITE_WIDE
from depesche.press.waiting import Waiting

FOLDER, INDEX, STAMP = "pages", ".index.sqlite3", ".made-for"
WAITING = ".waiting.sqlite3"
# How long a change may be under way and keep its pages out of the store, in seconds: longer than transactions take. A process that dies meanwhile
# costs that much rendering.
LONGEST_HOLD = 10.0
log = logging.getLogger("depesche.press")


class Store:
    """The store of one home."""

    def __init__(self, home: Path, host: str) -> None:
        """Name the home folder and the site's host; nothing is made or opened."""
        self.folder = home / FOLDER
        self.files = Files(self.folder, host)
        self.index = Index(self.folder / INDEX)
        self.waiting = Waiting(self.folder / WAITING)

    def exists(self) -> bool:
        """Whether this home has a page store that can be asked."""
        return self.index.exists()

    def stamp(self) -> str | None:
        """Return what this store was made for; ``None`` if this home has none."""
        try:
            return (self.folder / STAMP).read_text(encoding="utf-8")
        except OSError:
            return None

    def prepare(self, *, made_for: str) -> bool:
        """Make the store, or clear one that was made for something else; return whether it is empty now.

        :param made_for: tells states of everything apart on which all pages depend: code, static files, options, the run of the machine
        """
        if is_ours := self.is_made_for(made_for):
            shutil.rmtree(self.folder / NEW, ignore_errors=True)
        else:
            self.discard()
        for folder in (NEW, ASIDE):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        self.files.sweep_up()
        if not is_ours:
            self.index.make()
            self.waiting.make()
            self._set_stamp(made_for)
        return not is_ours

    def is_made_for(self, made_for: str) -> bool:
        """Whether this store is there, prepared for just that."""
        return self.exists() and self.stamp() == made_for

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

    def keep(self, page: Page, *, since: int) -> Page | None:
        """Store a page unless something that it used was outdated meanwhile; return it as it is stored, or ``None``.

        :param since: what :meth:`begin` said before its rendering began
        """
        path, tags = page.facts.path, page.facts.tags
        if not is_storable(path) or not tags:
            return None
        opened = self.index.identity()
        try:
            with self.index.changing() as index:
                index.enter(path, tags, end=page.facts.until)
            with self.index.changing() as index:
                if not self._may_be_kept(index, page, since=since):
                    return None
                self.write(kept := _dated(page, index))
                index.loosen(path, since=kept.facts.modified)
            if self.index.identity() != opened:
                self.files.remove(path)  # the index was made anew, and the new one does not know this page
                return None
        except (OSError, sqlite3.Error) as error:
            log.warning("a page could not be stored: %s", error)
            return None
        return kept

    @staticmethod
    def _may_be_kept(index: Changes, page: Page, *, since: int) -> bool:
        tags = page.facts.tags
        if index.is_outdated(tags, since=since) or index.is_held(tags, now=time.monotonic()):
            return False
        return index.is_entered(page.facts.path, tags)

    def write(self, page: Page) -> None:
        """Write a page or leave none, while the index's lock is held."""
        try:
            self.files.write(page)
        except OSError:
            with suppress(OSError):
                self.files.remove(page.facts.path)
            raise

    def hold(self, rows: Mapping[int, str]) -> None:
        """Remove every page that used one of these tags, and let none be stored until the rows that say so are applied or released.

        :param rows: the outdated tags of a change that is not committed yet, by their rows
        :raises sqlite3.Error, OSError: if the store cannot be used; no page is shown from it then
        """
        said = set(rows.values())
        held = {row: EVERYTHING if tag in SITE_WIDE else tag for row, tag in rows.items()}

        def deed(index: Changes) -> None:
            self._take_down(index, said)
            index.hold(held, until=time.monotonic() + LONGEST_HOLD)

        self._surely(deed)

    def release(self, rows: Iterable[int]) -> None:
        """End a hold whose change was rolled back.

        :raises sqlite3.Error: if the index cannot be used; the hold ends by itself then
        """
        with self.index.changing() as index:
            index.release(rows)

    def outdate(self, tags: Iterable[str], *, rows: Mapping[int, str] | None = None) -> None:
        """Remove every page that used one of these tags, and refuse those whose rendering began before.

        :param rows: the rows that said so, with their tags, so that they are not applied twice
        :raises sqlite3.Error, OSError: if the store cannot be used; no page is shown from it then
        """
        said, applied = set(tags), dict(rows or {})
        self._surely(lambda index: self._outdate(index, said, rows=applied))

    def _outdate(self, index: Changes, tags: set[str], *, rows: Mapping[int, str]) -> None:
        if rows and not index.not_applied(rows):
            return  # the page server or a sweeping thread was faster, and pages rendered since are new
        self._take_down(index, tags)
        if tags & IN_FRONT:
            index.want(tags)
        index.apply(rows)
        index.release(rows)

    def _take_down(self, index: Changes, tags: set[str]) -> None:
        if tags & SITE_WIDE:
            self._remove_all(index)
        else:
            removed = index.users(tags)
            self._remove(index, removed)
            self.waiting.add(removed)
        index.outdate(tags)

    def catch_up(self, rows: Mapping[int, str], *, floor: int) -> int:
        """Apply the rows of outdated tags that did not reach this store yet; return how many.

        :param floor: the lowest row that will ever be asked for again
        """
        with self.index.reading() as index:
            missing = index.not_applied(rows)
        if missing:
            self._surely(lambda index: self._apply(index, rows))
            with self.index.changing() as index:
                index.prune(floor=floor)
        return len(missing)

    def _apply(self, index: Changes, rows: Mapping[int, str]) -> None:
        missing = index.not_applied(rows)  # another process may just have done it
        self._outdate(index, {rows[row] for row in missing}, rows={row: rows[row] for row in missing})

    def expire(self, *, now: float) -> float | None:
        """Remove pages whose time is over, some at once; return when that of the next one is, or was.

        :param now: seconds since 1970
        """
        with self.index.reading() as index:
            is_time = bool(index.ended(now=now))
        if is_time:
            with self.index.changing() as index:
                self._remove(index, index.ended(now=now))
        with self.index.reading() as index:
            return index.next_end()

    def _surely(self, deed: Callable[[Changes], None]) -> None:
        """Do what takes pages away. Where it cannot be done, all go, as nobody could say which are still true."""
        try:
            with self.index.changing() as index:
                deed(index)
        except (sqlite3.Error, OSError) as error:
            self.hide(error)
            if not self.is_lost(error):
                raise  # locked, a full disk: it will be tried again
            self.mend()
            with self.index.changing() as index:
                deed(index)

    def hide(self, error: Exception) -> None:
        """Show no page any more until :meth:`Files.trust`, as nobody could say which are still true."""
        log.warning("the page store cannot be kept up to date, and all its pages are put aside: %s", error)
        try:
            self.files.put_aside()
        except OSError:
            self.files.distrust()

    def is_lost(self, error: Exception) -> bool:
        """Whether after this error the index has to be made anew."""
        return not self.exists() or (isinstance(error, sqlite3.Error) and index_file.is_broken(error))

    def mend(self, *, made_for: str | None = None) -> None:
        """Begin with an empty index in the place of a broken or missing one, and without any page that it does not know.

        :param made_for: the stamp, should it be missing as well
        :raises sqlite3.Error, OSError: if that is not possible; no page is left then
        """
        mending.begin_anew(self.files, self.index)
        self.waiting.make()
        if made_for is not None and self.stamp() is None:
            self._set_stamp(made_for)

    def _set_stamp(self, made_for: str) -> None:
        (self.folder / STAMP).write_text(made_for, encoding="utf-8")

    def try_out(self) -> None:
        """Look whether a page could be stored.

        :raises sqlite3.Error, OSError: if not
        """
        mending.try_out(self.files, self.index)

    def clear(self) -> None:
        """Remove all pages."""
        with self.index.changing() as index:
            self._remove_all(index)

    def begin_anew(self) -> None:
        """Remove all pages, and forget which changes were applied."""
        self._surely(lambda index: self._remove_all(index, knows_nothing=True))

    def _remove(self, index: Changes, paths: list[str]) -> None:
        self.files.remove(*paths)
        index.forget(paths)

    def _remove_all(self, index: Changes, *, knows_nothing: bool = False) -> None:
        self.files.put_aside()
        if knows_nothing:
            index.apply_nothing()
        index.forget_all()
        index.outdate([EVERYTHING])

    def count(self) -> int:
        """Count the stored pages."""
        with self.index.reading() as index:
            return len(index.all_paths())


def _dated(page: Page, index: Changes) -> Page:
    """Date a page by the store's own clock, so that of two versions the newer one has the later date."""
    modified = index.moment(now=page.facts.modified, running=time.monotonic())
    return replace(page, facts=replace(page.facts, modified=modified))


def of_home() -> Store:
    """Return the store of this process's home."""
    return of(options.current())


def of(found: options.Options) -> Store:
    """Return the store of a home by its options."""
    return Store(found.home, found.host)
