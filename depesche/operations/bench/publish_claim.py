"""What ``depesche bench publish`` does with a claim: many articles carry it, its status changes, and readers watch every one of them."""

from __future__ import annotations

import json
import random  # noqa: TID251 - the same readers in every run
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from depesche.brand import addresses
from depesche.kernel import clock
from depesche.newsroom.claims import asserting, claiming, marking, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.mark_rows import ClaimMark
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import SourceKind, Stance
from depesche.newsroom.models import ArticlePage, Claim, Source
from depesche.operations.bench import served
from depesche.press import first_edition, pages, rebuild, store

if TYPE_CHECKING:
    from depesche.operations.bench.served import Served
    from depesche.press.store import Store

PATIENCE = 600.0  # seconds
PAUSE = 0.1
READERS = 4
FAR_END = 0.9  # the share of readers' questions that go to any article, not to the newest


@dataclass
class Carried:
    """A claim, and the paths of the articles that carry it, the newest first."""

    claim: Claim
    paths: list[str]


def carry(most: int) -> Carried:
    """Let the newest made articles carry a new claim, as publishing would have left them."""
    claim = claiming.create(Wanted(text="Die Nachfrage treibt den Preis."), by=None, at=clock.now())
    asserting.add(claim, Statement(_source("Quelle A")), by=None, at=clock.now())
    claim.public_since = clock.now()
    claim.save(update_fields=["public_since"])
    articles = list(ArticlePage.objects.live().filter(slug__startswith="artikel-").order_by("-shown_at", "-pk")[:most])  # type: ignore[no-untyped-call]
    with transaction.atomic():
        for article in articles:
            _mark(article, claim)
        rebuild.outdate({f"article:{article.pk}" for article in articles}, at=clock.now())  # a page stored before does not know the claim
    return Carried(claim, [addresses.of_page(article) for article in articles])


def _mark(article: ArticlePage, claim: Claim) -> None:
    raw = [dict(block) for block in article.body.raw_data]
    raw[0]["value"] = raw[0]["value"].replace("<p>", f'<p><span data-claim="{claim.pk}">{claim.text}</span> ', 1)
    article.body = ArticlePage._meta.get_field("body").to_python(json.dumps(raw))  # type: ignore[no-untyped-call]
    ArticlePage.objects.filter(pk=article.pk).update(body=article.body)
    mark = next(mark for mark in marking.of(article) if mark.claim == claim.pk)
    ClaimMark.objects.create(claim=claim, version=claim.version, article=article, block=mark.block, position=1, text=mark.text, since=clock.now())


def _source(name: str) -> Source:
    return sourcing.enter(Known(name=name, kind=SourceKind.STATE_BODY, party="USA"), by=None, at=clock.now())


@dataclass
class Readers:
    """Readers who ask for the articles of a claim again and again, and note when they were still told the old state."""

    site: Served
    paths: list[str]
    text: bytes
    committed: list[float] = field(default_factory=list)
    latest_old: float = 0.0
    answers: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Let them ask."""
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let them stop."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        line, rolled = self.site.line(), random.Random(number)  # noqa: S311
        while not self._stop.wait(PAUSE):
            path = rolled.choice(self.paths if rolled.random() < FAR_END else self.paths[:10])
            asked = time.perf_counter()
            status, body = served.ask(line, ("GET", path, ""))
            with self._lock:
                self.answers += 1
                if self.committed and (status != 200 or self.text not in body):
                    self.latest_old = max(self.latest_old, asked - self.committed[0])


def change(site: Served, carried: Carried) -> dict[str, float]:
    """Let the competent authority confirm the claim, all of whose articles are stored; return what came of it.

    ``front_s`` and ``all_s`` are seconds from the commit until the pages in front, and all articles, are stored again; ``others_before_front``: how
    many others were stored before the last of those in front; ``latest_old_s``, how long after the commit somebody asked and was told the old state.

    :raises RuntimeError: if a page stays away or keeps the old state
    """
    kept, told = store.of_home(), f"Quelle {secrets.token_hex(8)}"
    front = set(pages.front({f"claim:{carried.claim.pk}"}))
    first_edition.press([*front, *carried.paths], kept)
    _have_stored(site, [*front, *carried.paths])
    readers = Readers(site, carried.paths, told.encode())
    readers.begin()
    try:
        confirming = Statement(_source(told), Stance.CONFIRMS, is_competent=True, competent_reason="zählt selbst")
        with transaction.atomic():
            transaction.on_commit(lambda: readers.committed.append(time.perf_counter()))
            asserting.add(carried.claim, confirming, by=None, at=clock.now())
        found = _watch(kept, set(carried.paths), front, since=readers.committed[0])
    finally:
        readers.end()
    _check(kept, carried.paths, told)
    return {**found, "latest_old_s": round(readers.latest_old, 3), "answers": readers.answers, "articles": len(carried.paths)}


def _have_stored(site: Served, paths: list[str]) -> None:
    """Ask for each page once: what a change put aside while it was pressed is stored by its first reader, and only what was stored is made again."""
    line = site.line()
    for path in paths:
        status, _body = served.ask(line, ("GET", path, ""))
        if status != 200:
            raise RuntimeError(f"{path} is answered with {status}")


def _watch(kept: Store, paths: set[str], front: set[str], *, since: float) -> dict[str, float]:
    missing, in_front, others_before, front_s = paths | front, front, 0, 0.0
    while missing:
        missing = {path for path in missing if kept.files.look(path) is None}
        if in_front:
            in_front = in_front & missing
            front_s, others_before = time.perf_counter() - since, len(paths - missing - front)
        if time.perf_counter() - since > PATIENCE:
            raise RuntimeError(f"{len(missing)} pages are not stored again, such as {sorted(missing)[0]}")
        time.sleep(PAUSE)
    return {"front_s": round(front_s, 2), "all_s": round(time.perf_counter() - since, 2), "others_before_front": others_before, "front": len(front)}


def _check(kept: Store, paths: list[str], told: str) -> None:
    for path in paths:
        page = kept.files.page(path)
        if page is None:
            raise RuntimeError(f"{path} was put aside once more")
        if told.encode() not in page.bodies[""]:
            raise RuntimeError(f"{path} does not show the new state")
