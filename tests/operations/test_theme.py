"""A publisher's own theme is tried out before readers see it, and one that is broken leaves them what they had."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.brand import theme_panel
from depesche.kernel import options, theme
from depesche.kernel.refusal import Refusal
from depesche.kernel.theme import Trouble
from depesche.operations.commands import theme as command
from depesche.operations.doctor import theme as doctor
from depesche.operations.doctor.finding import State
from depesche.operations.serving import page_store, trying_theme
from tests.operations.running import Server, depesche, free_port, whole_home

FOOTER = "templates/website/frame/footer.html"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with options.using(home=tmp_path):
        yield tmp_path


def write(home: Path, name: str, text: str) -> Path:
    path = home / "theme" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def tried(monkeypatch: pytest.MonkeyPatch, *mistakes: str) -> None:
    """Have the trial find these mistakes; the trial itself is tested below."""
    monkeypatch.setattr(trying_theme, "mistakes_of", lambda folder: mistakes)


@pytest.mark.once
def test_a_theme_in_order_is_copied_and_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch)
    write(home, FOOTER, "<footer>Meins</footer>")
    write(home, "templates/.swp", "an editor's own file")
    assert doctor.check().state is State.WARNING

    trying_theme.take_what_is_new()

    used = theme.folder(home)
    assert used is not None
    assert (used / FOOTER).read_text() == "<footer>Meins</footer>"
    assert [path.name for path in theme.files(used)] == ["footer.html"]
    assert doctor.check().state is State.OK


@pytest.mark.once
def test_a_broken_theme_leaves_the_one_before_and_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch)
    write(home, FOOTER, "<footer>Meins</footer>")
    trying_theme.take_what_is_new()
    before = theme.in_use(home)

    tried(monkeypatch, "website/frame/footer.html, line 3: Invalid block tag.")
    write(home, FOOTER, "{% nonsense %}")
    trying_theme.take_what_is_new()

    assert theme.in_use(home) == before
    assert (theme.folder(home) / FOOTER).read_text() == "<footer>Meins</footer>"  # type: ignore[operator]
    found = doctor.check()
    assert found.state is State.FAILURE
    assert "line 3" in found.message
    assert "the theme before" in found.message
    assert theme_panel.sentences() == ("website/frame/footer.html, line 3: Invalid block tag.",)

    tried(monkeypatch)
    write(home, FOOTER, "<footer>Neu</footer>")
    trying_theme.take_what_is_new()
    assert doctor.check().state is State.OK
    assert theme.trouble(home) is None
    assert theme_panel.sentences() == ()
    assert len([path for path in (home / "theme-in-use").iterdir() if path.is_dir()]) == 1


@pytest.mark.once
def test_a_mistake_that_was_taken_back_is_forgotten(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch)
    trying_theme.take_what_is_new()
    assert theme.folder(home) is None
    tried(monkeypatch, "Falsch.")
    path = write(home, FOOTER, "{% nonsense %}")
    trying_theme.take_what_is_new()
    assert theme.trouble(home) == Trouble(theme.state_of(home / "theme"), ("Falsch.",))

    path.unlink()
    trying_theme.take_what_is_new()

    assert theme.trouble(home) is None
    assert doctor.check().state is State.OK


@pytest.mark.once
def test_the_page_store_begins_anew_with_another_theme_only(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch)
    without = page_store.made_for()
    write(home, FOOTER, "<footer>Meins</footer>")
    assert page_store.made_for() == without  # written is not taken

    trying_theme.take_what_is_new()

    assert page_store.made_for() != without


@pytest.mark.once
def test_a_template_to_begin_with_is_copied_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = argparse.Namespace(copy="website/frame/footer.html", font=None)
    assert command.run(asked) == 0
    assert "foot-brand" in (home / "theme" / FOOTER).read_text()
    with pytest.raises(Refusal, match="is there already"):
        command.run(asked)
    for name in ("website/nothing.html", "website/frame", "website/frame/footer.html/x.html"):
        with pytest.raises(Refusal, match="There is no template"):
            command.run(argparse.Namespace(copy=name, font=None))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_home(tmp_path_factory.mktemp("theme"))


@pytest.fixture
def themed(real: Path) -> Iterator[Path]:
    """A home as `depesche init` makes it, without a theme."""
    yield real
    shutil.rmtree(real / "theme", ignore_errors=True)


def told(home: Path) -> tuple[int, str]:
    """Try the theme by the real command."""
    done = depesche("theme", "--home", str(home))
    return done.returncode, done.stdout + done.stderr


@pytest.mark.once
def test_the_trial_reads_every_file_and_tells_every_mistake(themed: Path) -> None:
    write(themed, FOOTER, "<footer>\n{% nonsense %}</footer>")
    write(themed, "templates/website/404.html", "{% extends 'website/lost.html' %}")
    write(themed, "static/website/theme.css", "/* url(old.png) */ body { background: url(lost.png); } @import url(https://fonts.example/a.css);")

    status, said = told(themed)

    assert status == 1
    for part in ("website/frame/footer.html, line 2: ", "lost.png, which there is not", "https://fonts.example/a.css is loaded from elsewhere"):
        assert part in said
    assert "old.png" not in said
    assert said.count("in place of Depesche's") == 2


@pytest.mark.once
def test_a_name_from_an_archive_packed_elsewhere_is_told_and_stops_nothing(themed: Path) -> None:
    beside = write(themed, "static/website/theme.css", "body { color: #111; }")
    (beside.parent / os.fsdecode(b"B\xfccher.svg")).write_text("<svg/>")

    status, said = told(themed)

    assert status == 1
    assert "static/website/B\ufffdcher.svg: its name is not written in UTF-8." in said
    with options.using(home=themed):
        trying_theme.take_what_is_new()  # as `depesche serve` does when it starts
        assert theme.trouble(themed) is not None


@pytest.mark.once
def test_what_can_be_read_and_not_shown_is_found_by_showing_it(themed: Path) -> None:
    write(themed, FOOTER, "{% load static %}<img src=\"{% static 'website/lost.png' %}\">")
    write(themed, "templates/website/404.html", "{% include 'website/misspelt.html' %}")
    write(themed, "templates/brand/letterhead/button.mjml", "<mj-buton>x</mj-buton>")

    status, said = told(themed)

    assert status == 1
    for part in ("no static file website/lost.png", "website/misspelt.html", "unknown MJML tags: mj-buton"):
        assert part in said


@pytest.mark.once
def test_readers_get_the_theme_and_keep_it_when_the_next_one_is_broken(themed: Path, tmp_path: Path) -> None:
    write(themed, FOOTER, "<footer>Goldbote {{ frame.name }}</footer>")
    write(themed, "static/website/theme.css", ":root { --accent: #0057b8; }")

    first = page_of(themed, tmp_path / "one")
    write(themed, FOOTER, "<footer>{% nonsense %}</footer>")
    second = page_of(themed, tmp_path / "two")

    assert "<footer>Goldbote " in first
    assert second == first
    assert "line 1" in depesche("doctor", "--home", str(themed)).stdout


def page_of(home: Path, log: Path) -> str:
    """Start the server, and return the search page and the sheet that it names."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = Server(home, "serve", "--port", str(port), log=log, DEPESCHE_SITE_URL="http://127.0.0.1", DEPESCHE_SMTP_URL="catcher://")
    try:
        server.wait_for("Ready:", within=180)
        with urllib.request.urlopen(f"{url}/search/", timeout=20) as answer:
            html = str(answer.read().decode())
        with urllib.request.urlopen(url + re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)[0], timeout=20) as answer:
            assert "#0057b8" in answer.read().decode()
    finally:
        server.end()
    return html
