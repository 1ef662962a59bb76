"""The page server counts what people read, and knows nothing about them: asked on the raw socket of the real process."""

from __future__ import annotations

import asyncio
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from depesche.press import read_files
from depesche.press.read_files import Reads
from depesche.press.serving import tally
from depesche.press.serving.tally import Tally
from tests.operations import fronted

pytestmark = pytest.mark.once
FIREFOX = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
PHONE = "User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/604.1"


def stored(home: Path) -> dict[str, int]:
    files = read_files.claim(home / read_files.FOLDER, most=100)
    return {path: number for file in files for path, number in read_files.read(file).paths.items()}  # type: ignore[union-attr]


def test_whole_pages_that_people_ask_for_are_counted_and_nothing_about_them_is_kept(tmp_path: Path) -> None:
    with fronted.running(tmp_path, with_site=False) as site:
        site.keep("/politik/wahl/")
        site.keep("/politik/rat/")
        site.keep("/newsletter/confirm/secret-token/")
        etag = site.ask("/politik/wahl/", "GET", FIREFOX, "Cookie: anna=1", "Referer: https://anna.example/").headers["etag"]
        for said in (FIREFOX, PHONE):
            site.ask("/politik/wahl/", "GET", said)
        site.ask("/politik/rat/", "GET", PHONE)
        site.ask("/newsletter/confirm/secret-token/", "GET", PHONE)
        for more in (
            ["GET", "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
            ["GET", "User-Agent: curl/8.5.0"],
            ["GET"],
            ["GET", FIREFOX, "Sec-Purpose: prefetch"],
            ["GET", FIREFOX, "Purpose: prefetch"],
            ["GET", FIREFOX, f"If-None-Match: {etag}"],
            ["HEAD", FIREFOX],
        ):
            assert site.ask("/politik/wahl/", *more).status in {200, 304}

    kept = "".join(file.read_text() for file in (site.home / read_files.FOLDER).iterdir())
    for personal in ("127.0.0.1", "Mozilla", "Firefox", "anna", "cookie", etag.strip('"')):
        assert personal.lower() not in kept.lower()
    assert "secret-token" not in kept
    assert stored(site.home) == {"/politik/wahl/": 3, "/politik/rat/": 1}
    assert stored(site.home) == {}


@pytest.mark.parametrize(
    "agent",
    [
        *(
            "Googlebot/2.1",
            "bingbot/2.0",
            "GPTBot/1.2",
            "CCBot/2.0",
            "Feedly/1.0",
            "python-requests/2.32",
            "facebookexternalhit/1.1",
            "WhatsApp/2.24",
        ),
        *("Mozilla/5.0 HeadlessChrome/130.0", "UptimeRobot/2.0", "ia_archiver", "W3C_Validator/1.3", "Slackbot-LinkExpanding 1.0", "Lighthouse"),
    ],
)
def test_what_calls_itself_a_machine_is_none_of_the_readers(agent: str) -> None:
    assert tally.MACHINE.search(agent)


@pytest.mark.parametrize(
    "agent", [FIREFOX, PHONE, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0"]
)
def test_browsers_are_readers(agent: str) -> None:
    assert not tally.MACHINE.search(agent.removeprefix("User-Agent: "))


class Saying:
    def get(self, key: str, default: str | None = None) -> str | None:
        return FIREFOX if key == "user-agent" else None

    def get_all(self, key: str) -> list[str]:
        return []

    def items(self) -> list[tuple[str, str]]:
        return []


def test_what_cannot_be_stored_now_is_stored_with_the_next(tmp_path: Path) -> None:
    async def run() -> None:
        counts = Tally(tmp_path)
        (tmp_path / read_files.FOLDER).write_text("in the way")
        counts.note("/a/b/", Saying())
        counts.write()
        (tmp_path / read_files.FOLDER).unlink()
        counts.note("/a/b/", Saying())
        counts.write()

    asyncio.run(run())

    assert stored(tmp_path) == {"/a/b/": 2}


def test_a_file_is_taken_once_and_one_that_was_forgotten_after_an_hour(tmp_path: Path) -> None:
    read_files.write(tmp_path / "reads", Reads(datetime(2026, 11, 28, 9, tzinfo=UTC), {"/a/b/": 1}))

    (first,) = read_files.claim(tmp_path / "reads", most=9)
    assert read_files.claim(tmp_path / "reads", most=9) == []
    os.utime(first, (time.time() - 3700,) * 2)
    (again,) = read_files.claim(tmp_path / "reads", most=9)

    assert read_files.read(again) == Reads(datetime(2026, 11, 28, 9, tzinfo=UTC), {"/a/b/": 1})
    assert read_files.claim(tmp_path / "reads", most=9) == []


def test_where_nobody_takes_the_counts_in_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(read_files, "MOST_FILES", 2)
    for _ in range(4):
        read_files.write(tmp_path / "reads", Reads(datetime(2026, 11, 28, 9, tzinfo=UTC), {"/a/b/": 1}))

    assert len(list((tmp_path / "reads").iterdir())) == 2
    assert re.search("nobody takes in", caplog.text)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"hour": "x", "paths": {}}', '{"hour": "2026-11-28T09:00:00+00:00", "paths": 7}', '{"paths": {"/": "x"}}']
)
def test_a_file_without_counts_is_said_to_be_none(tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "odd.json").write_text(content)

    assert read_files.read(tmp_path / "odd.json") is None
    assert "odd.json" in caplog.text
