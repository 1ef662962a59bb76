"""Whatever two processes do to one store, in any order, with any of them dying anywhere: nothing that was outdated is ever shown."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from depesche.press import page as pages
from depesche.press import tightening
from depesche.press.page import BROTLI, GZIP, PLAIN, Page
from depesche.press.store import Store
from depesche.press.tightening import Compressed

pytestmark = pytest.mark.once
TAGS = ("home", "article:1", "menu")
PATHS = ("/", "/a/")
stores = st.sampled_from((0, 1))
tag_sets = st.sampled_from((frozenset({"home"}), frozenset({"home", "article:1"})))
WORDS = " ".join(f"Unze {number * number % 7919} Gold {number * 31 % 97}" for number in range(60))  # gets smaller when compressed once more
DECODED: dict[str, Callable[[bytes], bytes]] = {PLAIN: bytes, GZIP: gzip.decompress, BROTLI: brotli.decompress}
# Rare things are rare, or nothing else has the time to go wrong.
rarely = st.integers(0, 9).map(lambda number: number == 9)


class Died(BaseException):
    """The process was killed here."""


@dataclass(frozen=True)
class Rendering:
    """A rendering of one state of the database that is not stored yet; the menu stands on every page."""

    page: Page
    since: int
    seen: dict[str, int]


@dataclass
class Change:
    """Outdated tags of a transaction."""

    rows: dict[int, str]


class StoreMachine(RuleBasedStateMachine):
    """The database is a number per tag; a page shows the numbers of its tags."""

    renderings = Bundle("renderings")
    changes = Bundle("changes")
    committed_changes = Bundle("committed_changes")
    compressed = Bundle("compressed")

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="depesche-machine-"))
        self.stores = [Store(self.home, "example.org") for _ in range(2)]
        self.stores[0].prepare(made_for="this")
        self.committed = dict.fromkeys(TAGS, 0)
        self.rows: dict[int, str] = {}
        self.under_way: set[int] = set()
        self.row = 0

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    @rule(target=renderings, who=stores, path=st.sampled_from(PATHS), tags=tag_sets)
    def render(self, who: int, path: str, tags: frozenset[str]) -> Rendering:
        since = self.stores[who].begin()
        seen = {tag: self.committed[tag] for tag in (*tags, "menu")}
        text = "".join(f"{tag}={number}\n" for tag, number in sorted(seen.items())) * 20 + WORDS
        return Rendering(pages.make(path, text.encode(), headers=[], tags=seen, modified=1000.0), since, seen)

    @rule(who=stores, rendering=consumes(renderings))
    def keep(self, who: int, rendering: Rendering) -> None:
        self.stores[who].keep(rendering.page, since=rendering.since)

    @rule(who=stores, path=st.sampled_from(PATHS))
    def show(self, who: int, path: str) -> None:
        self.keep(who, self.render(who, path, frozenset({"home"})))

    @rule(who=stores)
    def publish(self, who: int) -> None:
        self.tell(who, self.commit(self.begin_a_change(who, frozenset({"home"}))))

    @rule(who=stores, rendering=consumes(renderings), step=st.integers(0, 11))
    def die_while_keeping(self, who: int, rendering: Rendering, step: int) -> None:
        self._dying(self.stores[who], step, lambda: self.stores[who].keep(rendering.page, since=rendering.since))

    @rule(target=compressed, who=stores, path=st.sampled_from(PATHS))
    def compress(self, who: int, path: str) -> Compressed:
        """Compress a page again; whatever happens until it is stored, or if it never is."""
        return tightening.compress(path, self.stores[who])

    @rule(who=stores, found=consumes(compressed))
    def exchange(self, who: int, found: Compressed) -> None:
        before = self._tags_and_time(found.path)
        if tightening.exchange(found, self.stores[who]):
            assert found.page
            assert before == self._tags_and_time(found.path), "another page than before"
            facts = self.stores[0].files.facts(found.path)
            assert facts == found.page.facts
            assert self.stores[0].files.body(facts, BROTLI) == found.page.bodies[BROTLI]

    def _tags_and_time(self, path: str) -> tuple[frozenset[str], float] | None:
        facts = self.stores[0].files.facts(path)
        return (facts.tags, facts.modified) if facts else None

    @rule(who=stores, found=consumes(compressed), step=st.integers(0, 3))
    def die_while_exchanging(self, who: int, found: Compressed, step: int) -> None:
        self._dying(self.stores[who], step, lambda: tightening.exchange(found, self.stores[who]))

    @rule(target=changes, who=stores, tags=st.frozensets(st.sampled_from(TAGS), min_size=1, max_size=2))
    def begin_a_change(self, who: int, tags: frozenset[str]) -> Change:
        rows = {self.row + number: tag for number, tag in enumerate(sorted(tags), start=1)}
        self.row = max(rows)
        self.under_way |= set(rows)
        self.stores[who].hold(rows)
        return Change(rows)

    @rule(who=stores, change=consumes(changes))
    def roll_back(self, who: int, change: Change) -> None:
        self.under_way -= set(change.rows)
        self.stores[who].release(change.rows)

    @rule(target=committed_changes, change=consumes(changes))
    def commit(self, change: Change) -> Change:
        """Commit; others may do anything before the store is told, if it ever is."""
        for tag in change.rows.values():
            self.committed[tag] += 1
        self.rows.update(change.rows)
        self.under_way -= set(change.rows)
        return change

    @rule(who=stores, change=consumes(committed_changes))
    def tell(self, who: int, change: Change) -> None:
        self.stores[who].outdate(change.rows.values(), rows=change.rows)

    @rule(who=stores, change=consumes(committed_changes), step=st.integers(0, 11))
    def die_while_telling(self, who: int, change: Change, step: int) -> None:
        self._dying(self.stores[who], step, lambda: self.stores[who].outdate(change.rows.values(), rows=change.rows))

    @rule(who=stores)
    def catch_up(self, who: int) -> None:
        self.stores[who].catch_up(self.rows, floor=0)

    @rule(who=stores, now=rarely)
    def lose_the_index(self, who: int, *, now: bool) -> None:
        """Changes that are under way are held in the index alone, so none is: should it be lost just then, their pages are removed at the commit."""
        if not now or self.under_way or set(self.rows) - self._known():
            return
        for file in self.stores[0].folder.glob(".index*"):
            file.unlink()
        self.stores[who].outdate(["nothing"])
        self.stores[who].catch_up(self.rows, floor=0)

    @rule(who=stores, now=rarely)
    def start_again(self, who: int, *, now: bool) -> None:
        if now:
            self.stores[who].prepare(made_for="this")

    def _known(self) -> set[int]:
        with self.stores[0].index.reading() as index:
            return set(self.rows) - index.not_applied(self.rows)

    @staticmethod
    def _dying(kept: Store, step: int, deed: Callable[[], object]) -> None:
        """Do something and die at the given step of its work on files."""
        left = [step]

        def dying(work: Callable[..., object]) -> Callable[..., object]:
            def one(*said: object, **more: object) -> object:
                if left[0] == 0:
                    raise Died
                left[0] -= 1
                return work(*said, **more)

            return one

        files = kept.files
        names = ("_lay", "_show", "remove", "put_aside")
        for name in names:
            setattr(files, name, dying(getattr(files, name)))
        try:
            deed()
        except Died:
            pass
        finally:
            for name in names:
                delattr(files, name)

    @invariant()
    def nothing_is_shown_that_was_outdated(self) -> None:
        for path in PATHS:
            files = self.stores[0].files
            facts = files.facts(path)
            for form in facts.forms if facts else ():
                body = files.body(facts, form) if facts else None
                if body is not None:
                    self._check(DECODED[form](body), path)

    @invariant()
    def no_other_web_server_shows_it_either(self) -> None:
        """It looks for the plain file, and for the compressed ones beside it."""
        for path in PATHS:
            place = self.stores[0].files.place(path)
            for form, decode in DECODED.items():
                file = place.with_name(f"{place.name}.{form}") if form else place
                if place.exists() and file.exists():
                    self._check(decode(file.read_bytes()), path)

    def _check(self, body: bytes, path: str) -> None:
        *lines, last = body.decode().splitlines()
        said = dict(line.split("=") for line in lines)
        assert lines == sorted(set(lines)) * 20
        assert last == WORDS
        assert {tag: int(number) for tag, number in said.items()} == {tag: self.committed[tag] for tag in said}, path


StoreMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
TestStoreMachine = StoreMachine.TestCase
