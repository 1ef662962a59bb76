"""A process that starts editors, each in a process of its own, and starts a killed one again: they publish articles that say their version all over.

Two articles of a pair are published in one transaction with the same version, so a page that shows both must show the same. Everything is written
down in a file, a line each: ``<seconds> <pid> <word> <editor> <version>``, where the word is ``begun``, ``done`` or ``found``; ``tightened`` is a
page that was compressed again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

PARAGRAPHS, MORE = 5, 40


def marked(version: int, name: str) -> str:
    return f"F{version:09}{name}"


def paragraphs(version: int) -> int:
    return PARAGRAPHS + version % MORE


def names(editor: str) -> tuple[str, str]:
    return f"{editor}1", f"{editor}2"


def main(log: Path, kinds: list[str]) -> None:
    from depesche.operations import cli

    cli.set_up_django()
    note = _writer(log)
    _wait(_fork(lambda: seed([kind for kind in kinds if kind not in OTHERS])))
    running = {_start(kind, note): kind for kind in kinds}
    signal.signal(signal.SIGTERM, lambda *_: _end(list(running)))
    while True:
        pid, _ = os.wait()
        kind = running.pop(pid)
        note("killed", kind, 0, of=pid)
        running[_start(kind, note)] = kind


def _writer(log: Path) -> Callable[..., None]:
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(word: str, kind: str, version: int, *, of: int = 0) -> None:
        os.write(file, f"{time.monotonic():.6f} {of or os.getpid()} {word} {kind} {version}\n".encode())

    return note


def _start(kind: str, note: Callable[..., None]) -> int:
    pid = _fork(lambda: OTHERS[kind](note) if kind in OTHERS else edit(kind, note))
    note("born", kind, 0, of=pid)
    return pid


def _fork(deed: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        status = 1
        try:
            deed()
            status = 0
        finally:  # never back into the parent's code
            if status:
                traceback.print_exc()
            os._exit(status)
    return pid


def _wait(pid: int) -> None:
    assert os.waitpid(pid, 0)[1] == 0


def _end(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)


def seed(editors: list[str]) -> None:
    """Make a section and the articles."""
    from depesche.newsroom.models import ArticlePage, HomePage, SectionPage

    section = HomePage.objects.get().add_child(instance=SectionPage(title="Proben", slug="proben"))
    for name in [name for editor in editors for name in names(editor)]:
        section.add_child(instance=ArticlePage(title=marked(0, name), slug=name, body=body(0, name)))


def body(version: int, name: str) -> str:
    return json.dumps([{"type": "text", "value": f"<p>Der Absatz heißt {marked(version, name)}.</p>" * paragraphs(version)}])


def edit(editor: str, note: Callable[..., None]) -> None:
    """Publish for ever."""
    from django.db import transaction

    from depesche.newsroom.models import ArticlePage

    first = ArticlePage.objects.get(slug=names(editor)[0])
    note("found", editor, int(first.title[1:10]))
    while True:
        version = int(time.monotonic() * 100) % 10**9
        note("begun", editor, version)
        with transaction.atomic():
            for name in names(editor):
                article = ArticlePage.objects.get(slug=name)
                article.title, article.lead, article.body = marked(version, name), marked(version, name), body(version, name)
                article.save_revision().publish()
        note("done", editor, version)
        time.sleep(0.05 + version % 7 / 20)


def rebuild(note: Callable[..., None]) -> None:
    """Render everything anew for ever."""
    import argparse

    from depesche.operations.commands import rebuild as command

    while True:
        note("begun", "rebuild", 0)
        command.run(argparse.Namespace(all=True, tag=[]))
        note("done", "rebuild", 0)
        time.sleep(0.3)


def tighten(note: Callable[..., None]) -> None:
    """Compress stored pages again for ever, right after they were stored and whatever else is done to them."""
    import sqlite3

    from depesche.press import store, tightening

    kept = store.of_home()
    while True:
        try:
            with kept.index.reading() as index:
                path = index.loose(until=time.time() + 60)
            if path is not None and tightening.tighten(path, kept):
                note("tightened", "tighten", 0)
        except (sqlite3.Error, OSError):  # the store is being made anew
            path = None
        if path is None:
            time.sleep(0.02)


OTHERS: dict[str, Callable[[Callable[..., None]], None]] = {"rebuild": rebuild, "tighten": tighten}

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "depesche.project.settings"
    main(Path(sys.argv[1]), sys.argv[2:])
