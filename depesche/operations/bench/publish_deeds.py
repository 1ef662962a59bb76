"""What ``depesche bench publish`` does and watches: one publication, one change of the menu, many renderings."""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING

from django.db import transaction

from depesche.brand import addresses
from depesche.newsroom.models import ArticlePage, SectionPage
from depesche.operations.bench import many_articles, served
from depesche.press import first_edition, store

if TYPE_CHECKING:
    from depesche.operations.bench.served import Served

PATIENCE = 20.0  # seconds
PAUSE = 0.002
SOME_TEXT = '[{"type": "text", "value": "<p>%s</p>"}]'


class Newest:
    """The newest article, made and changed in turn."""

    def __init__(self) -> None:
        self.section = SectionPage.objects.get(slug="ressort-0")
        self.known = many_articles.vocabulary()
        self.article: ArticlePage | None = None

    def paths(self) -> dict[str, str]:
        """Return where readers look."""
        assert self.article is not None
        home = addresses.of_page(self.section)
        return {"article": addresses.of_page(self.article), "home": "/", "section": home, "feed": "/feed.atom"}

    def publish(self, number: int, headline: str) -> None:
        """Publish a new article, or change the headline of the last one."""
        if number % 2 and self.article is not None:
            changed = ArticlePage.objects.get(pk=self.article.pk)
            changed.title = headline
        else:
            changed = self._draft(number)
        changed.title = changed.draft_title = headline
        changed.save_revision().publish()
        self.article = changed

    def _draft(self, number: int) -> ArticlePage:
        said = many_articles.text(self.known, 1_000_000 + number)
        body = SOME_TEXT % "</p><p>".join(said.paragraphs)
        draft = ArticlePage(title="Entwurf", slug=f"neu-{secrets.token_hex(6)}", lead=said.lead[:500], body=body, live=False)  # type: ignore[no-untyped-call]
        return self.section.add_child(instance=draft)  # type: ignore[no-any-return]


def publication(site: Served, newest: Newest, number: int) -> dict[str, float]:
    """Publish; return after how many milliseconds readers saw it in each place, and how long the deed took until its commit (``deed``)."""
    headline = f"Meldung {secrets.token_hex(8)}"
    committed: list[float] = []
    begin = time.perf_counter()
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))  # before everything else that waits for it
        newest.publish(number, headline)
        watch = Watch(site, headline, committed)
        watch.start(newest.paths())
    return {"deed": (committed[0] - begin) * 1000, **watch.finish()}


class Watch:
    """Readers, one for each place, who ask from the commit on until they see some text."""

    def __init__(self, site: Served, text: str, committed: list[float]) -> None:
        self._site, self._text, self._committed = site, text.encode(), committed
        self._seen: dict[str, float] = {}
        self._threads: list[threading.Thread] = []

    def start(self, places: dict[str, str]) -> None:
        """Begin to wait for the commit."""
        self._threads = [threading.Thread(target=self._look, args=(place, path)) for place, path in places.items()]
        for thread in self._threads:
            thread.start()

    def finish(self) -> dict[str, float]:
        """Return the milliseconds from the commit to the answer that held the text.

        :raises RuntimeError: if a reader never saw it
        """
        for thread in self._threads:
            thread.join()
        if len(self._seen) < len(self._threads):
            raise RuntimeError(f"only {sorted(self._seen)} showed what was published")
        return {place: (moment - self._committed[0]) * 1000 for place, moment in self._seen.items()}

    def _look(self, place: str, path: str) -> None:
        line = self._site.line()
        while not self._committed:
            time.sleep(PAUSE)
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if self._text in served.ask(line, ("GET", path, ""))[1]:
                self._seen[place] = time.perf_counter()
                return
            time.sleep(PAUSE)


def menu(site: Served, newest: Newest) -> dict[str, float]:
    """Change the menu; return after how many milliseconds readers saw it on article, front page and section."""
    from wagtail.models import Site

    from depesche.brand.models import MenuItem, Menus

    label, committed = f"Punkt {secrets.token_hex(8)}", list[float]()
    menus, _made = Menus.objects.get_or_create(site=Site.objects.get(is_default_site=True))
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        MenuItem.objects.create(menus=menus, label=label, link="/corrections/", place=MenuItem.Place.MAIN)
        watch = Watch(site, label, committed)
        watch.start({place: path for place, path in newest.paths().items() if place != "feed"})
    return {place: round(taken, 1) for place, taken in watch.finish().items()}


def render_some(most: int) -> int:
    """Render articles that are not stored, spread over the whole site; return how many."""
    found = ArticlePage.objects.live().order_by("pk")  # type: ignore[no-untyped-call]
    step = max(1, found.count() // most)
    return first_edition.press(
        (addresses.of_page(article) for article in found.only("url_path").iterator() if article.pk % step == 0), store.of_home()
    )


def stored_bytes() -> int:
    """Return how many bytes the files of the stored pages have."""
    return sum(file.stat().st_size for file in store.of_home().files.root.rglob("*") if file.is_file())
