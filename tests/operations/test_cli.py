"""The command line: quick, helpful, never a stack trace for what a person typed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from depesche import __version__
from depesche.operations import cli, homes
from depesche.operations.commands import options as options_command
from tests.operations.running import ROOT, depesche, environment, free_port, init

pytestmark = pytest.mark.once


def test_the_version_is_told_at_once() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    told = depesche("--version")

    assert told.stdout == f"Depesche {__version__}\n"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 0.5, "of the processor; 0.05 s, and a second and more with Django"


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["init", "--help"], ["serve", "--help"], ["options"]])
def test_these_answer_without_importing_django(words: list[str], tmp_path: Path) -> None:
    code = f"import sys; from depesche.operations import cli\ntry: cli.main({words!r})\nexcept SystemExit: pass\nassert 'django' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(DEPESCHE_HOME=str(tmp_path)), cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_the_collector_leaves_alone_what_django_loaded_and_goes_on(tmp_path: Path) -> None:
    code = "import gc; from depesche.operations import cli; cli.set_up_django(); assert gc.isenabled(); print(gc.get_freeze_count())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(DEPESCHE_HOME=str(tmp_path), DEPESCHE_SECRET_KEY="only for tests"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    assert int(told.stdout) > 100_000


def test_help_lists_every_command_with_a_summary() -> None:
    told = depesche("--help").stdout

    for command in cli.known().values():
        assert command.summary, f"{command.name} has no SUMMARY"
        assert command.name in told


def test_every_command_explains_itself_without_a_home(tmp_path: Path) -> None:
    """One process asks for all of them: each by itself would load Django anew."""
    code = """
import sys
from depesche.operations import cli
for name in sys.argv[1:]:
    try: cli.main([name, "--help"])
    except SystemExit as end: assert not end.code, name
"""
    told = subprocess.run(
        [sys.executable, "-c", code, *sorted(cli.known())],
        env=environment(PYTHONPATH=str(ROOT)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    assert [name for name in cli.known() if f"usage: depesche {name}" not in told.stdout] == []
    assert not list(tmp_path.iterdir())


def test_a_command_explains_itself_as_it_is_typed(tmp_path: Path) -> None:
    told = depesche("people", "--help", cwd=tmp_path)

    assert told.returncode == 0, told.stderr
    assert "usage: depesche people" in told.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--nonsense"],
        ["serve", "--port", "many"],
        ["demo", "--port", "70000"],
        ["serve", "--only", "cook"],
        ["options", "--home"],
        ["options", "extra"],
    ],
)
def test_wrong_usage_is_status_2(words: list[str]) -> None:
    told = depesche(*words)

    assert told.returncode == 2
    assert "usage:" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEPESCHE_WORKERS", "none"),
        ("DEPESCHE_SITE_URL", "example.org"),
        ("DEPESCHE_SMTP_URL", "mail"),
        ("DEPESCHE_DATABASE_URL", "oracle://x"),
        ("DEPESCHE_LANGUAGE", "xx"),
    ],
)
@pytest.mark.parametrize("command", ["options", "serve", "doctor", "demo"])
def test_a_wrong_value_stops_with_a_sentence_that_names_the_option(command: str, name: str, value: str, tmp_path: Path) -> None:
    if command == "demo" and name == "DEPESCHE_SITE_URL":
        pytest.skip("the demo sets its own site address")

    told = depesche(command, "--home", str(tmp_path / "home"), **{name: value})

    assert told.returncode == 1
    assert name in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "home").exists()


def test_without_a_home_there_is_a_sentence(tmp_path: Path) -> None:
    for command in ("serve", "doctor"):
        told = depesche(command, "--home", str(tmp_path / "none"))

        assert told.returncode == 1
        assert "depesche init" in told.stderr
        assert "Traceback" not in told.stderr


def test_the_home_is_understood_before_and_after_the_command(tmp_path: Path) -> None:
    for words in (["--home", str(tmp_path), "options", "--json"], ["options", "--json", f"--home={tmp_path}"]):
        shown = json.loads(depesche(*words).stdout)

        assert {"name": "DEPESCHE_HOME", "value": str(tmp_path)}.items() <= shown[0].items()


def test_options_hide_secrets(tmp_path: Path) -> None:
    told = depesche("options", "--home", str(tmp_path), DEPESCHE_SECRET_KEY="geheim", DEPESCHE_SMTP_URL="smtp://anna:geheim@mail.example:25")

    assert told.returncode == 0
    assert "geheim" not in told.stdout
    assert "anna:***@mail.example" in told.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEPESCHE_SMTP_URL", "smtp://anna:am@geheim@mail.example"),
        ("DEPESCHE_SMTP_URL", "smtp://anna:am/geheim@mail.example"),
        ("DEPESCHE_SMTP_URL", "smtp//anna:geheim@mail.example"),
        ("DEPESCHE_DATABASE_URL", "postgres://anna:am/geheim@host/news"),
        ("DEPESCHE_DATABASE_URL", "postgres://host/news?user=anna&password=geheim"),
        ("DEPESCHE_DATABASE_URL", "postgres://anna:geheim@host:99999/news"),
    ],
)
def test_a_mistyped_address_shows_no_password(name: str, value: str, tmp_path: Path) -> None:
    told = depesche("options", "--home", str(tmp_path), **{name: value})

    assert name in told.stdout + told.stderr
    assert "geheim" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(("url", "said"), [("postgres://anna:geheim@127.0.0.1:1/news", "refused"), ("sqlite:///{file}", "not a database")])
@pytest.mark.parametrize("words", [["serve", "--port", "0"], ["campaign", "list"], ["ledger", "verify"]])
def test_an_unusable_database_is_a_sentence(words: list[str], url: str, said: str, tmp_path: Path) -> None:
    homes.make(tmp_path / "home")
    homes.finish(tmp_path / "home")
    (tmp_path / "letter").write_text("Liebe Anna,\n" * 100)
    words = [word if word != "0" else str(free_port()) for word in words]

    told = depesche(*words, "--home", str(tmp_path / "home"), DEPESCHE_DATABASE_URL=url.format(file=tmp_path / "letter"))

    assert told.returncode == 1
    assert "depesche: The database cannot be used: " in told.stderr
    assert said in told.stderr
    assert "geheim" not in told.stderr
    assert "Traceback" not in told.stderr


def test_init_asks_an_unreachable_database_again(tmp_path: Path) -> None:
    told = init(tmp_path / "home", DEPESCHE_DATABASE_URL="postgres://anna:geheim@127.0.0.1:1/news")

    assert told.returncode == 1
    assert "The database cannot be used" in told.stderr
    assert "Traceback" not in told.stderr
    assert not any((tmp_path / "home").iterdir())


def test_the_reference_page_is_current() -> None:
    assert (ROOT / "docs" / "reference" / "options.md").read_text(encoding="utf-8") == options_command.reference(), "run make docs"
