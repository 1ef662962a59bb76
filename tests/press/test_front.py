"""The page store in front of an application: it answers what it has, and passes on everything else as it came."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from depesche.press import page as pages
from depesche.press.serving.asking import MISSED, Asked
from depesche.press.serving.front import Application, in_front_of
from depesche.press.serving.reading import Reader
from depesche.press.store import Store

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    kept = Store(tmp_path, "example.org")
    kept.prepare(made_for="this")
    return kept


def ask(application: Application, path: str = "/", **more: Any) -> tuple[str, dict[str, str], bytes]:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "example.org", **more}
    told: list[Any] = []
    body = b"".join(application(environ, lambda status, headers: told.append((status, dict(headers)))))
    return (*told[0], body)


def application(seen: list[dict[str, Any]], first: Callable[[], None] = lambda: None) -> Application:
    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.append(environ)
        first()
        start("200 OK", [("X-From", "Django")])
        return [b"rendered"]

    return answer


def fronted(kept: Store, behind: Application) -> Application:
    return in_front_of(behind, Reader(kept.files), hosts={"example.org"}, is_secure=False, apart=("/desk/",))


def store(kept: Store, path: str = "/") -> None:
    kept.keep(pages.make(path, b"stored " * 99, headers=[("Content-Type", "text/html")], tags=["home"], modified=0.0), since=kept.begin())


def test_what_is_stored_is_answered_and_nobody_else_is_asked(kept: Store) -> None:
    seen: list[dict[str, Any]] = []
    store(kept)

    status, headers, body = ask(fronted(kept, application(seen)))

    assert (status, body, seen) == ("200 OK", b"stored " * 99, [])
    assert headers["Content-Type"] == "text/html"


def test_what_is_not_stored_is_passed_on_with_a_word_that_it_may_be(kept: Store) -> None:
    seen: list[dict[str, Any]] = []

    assert ask(fronted(kept, application(seen)), "/new/")[2] == b"rendered"

    assert seen[0][MISSED] == Asked("/new/")


@pytest.mark.parametrize("odd", [{"QUERY_STRING": "a=b"}, {"REQUEST_METHOD": "POST"}, {"HTTP_HOST": "elsewhere.example"}, {"PATH_INFO": "/desk/"}])
def test_everything_else_is_passed_on_untouched(kept: Store, odd: dict[str, str]) -> None:
    seen: list[dict[str, Any]] = []
    store(kept)

    assert ask(fronted(kept, application(seen)), **odd)[2] == b"rendered"

    assert MISSED not in seen[0]


def test_a_page_that_many_want_at_once_is_rendered_once(kept: Store) -> None:
    seen: list[dict[str, Any]] = []

    def slowly() -> None:
        time.sleep(0.2)
        store(kept, "/wanted/")

    front = fronted(kept, application(seen, slowly))
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(ask(front, "/wanted/")[2])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 1
    assert sorted(found) == [b"rendered", *[b"stored " * 99] * 7]


def test_who_waits_for_a_page_that_is_never_stored_waits_once(kept: Store) -> None:
    seen: list[dict[str, Any]] = []
    front = fronted(kept, application(seen, lambda: time.sleep(0.2)))
    threads = [threading.Thread(target=ask, args=(front, "/never/")) for _ in range(8)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 8
    assert time.monotonic() - begun < 1.5, "1.6 s and more, if each waited for all before it"


def test_a_failed_rendering_keeps_nobody_waiting(kept: Store) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    front = fronted(kept, application([], fail))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(front, "/broken/")


def test_the_page_server_starts_without_django() -> None:
    code = (
        "import sys; import depesche.press.serving.front, depesche.press.store; "
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
