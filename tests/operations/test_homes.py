"""The home folder: private, whole, never overwritten."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal
from depesche.operations import homes
from tests.operations.running import depesche, free_port, init

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_home_is_private_and_whole(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = init(home)

    assert told.returncode == 0, told.stderr
    assert mode(home) == 0o700
    assert mode(home / "secret-key") == 0o600
    assert mode(home / "keys.json") == 0o600
    assert not (home / homes.UNFINISHED).exists()
    with closing(sqlite3.connect(home / "depesche.sqlite3")) as database:
        assert database.execute("SELECT email, is_superuser FROM brand_user").fetchall() == [("admin@example.org", 1)]
        assert database.execute("SELECT count(*) FROM audience_purpose").fetchone() == (3,)
        assert database.execute("SELECT hostname, port FROM wagtailcore_site").fetchall() == [("127.0.0.1", 8000)]

    again = init(home)
    assert again.returncode == 1
    assert "home folder already" in again.stderr

    health = depesche("doctor", "--home", str(home), DEPESCHE_SMTP_URL=f"file://{tmp_path}")
    assert health.returncode == 0, health.stdout + health.stderr
    without_mail = depesche("doctor", "--home", str(home))
    assert without_mail.returncode == 1
    assert "DEPESCHE_SMTP_URL" in without_mail.stdout


def test_after_a_crash_it_goes_on_with_the_same_keys(tmp_path: Path) -> None:
    home = tmp_path / "home"
    homes.make(home)
    key = keyring.load(home / "keys.json").current("lookup").secret

    assert init(home).returncode == 0
    assert keyring.load(home / "keys.json").current("lookup").secret == key


def test_an_unfinished_home_is_not_served(tmp_path: Path) -> None:
    homes.make(tmp_path / "home")

    told = depesche("serve", "--home", str(tmp_path / "home"))

    assert told.returncode == 1
    assert "not finished" in told.stderr


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Liebes Tagebuch")

    with pytest.raises(Refusal) as refused:
        homes.make(tmp_path)

    assert refused.value.code == "folder-not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_an_option_file_may_be_there_before(tmp_path: Path) -> None:
    (tmp_path / "depesche.toml").write_text('language = "en"\n')

    homes.make(tmp_path)

    assert options.read({}, home=tmp_path).language == "en"


def test_the_new_option_file_changes_nothing_and_names_every_option(tmp_path: Path) -> None:
    homes.make(tmp_path / "home")

    text = (tmp_path / "home" / "depesche.toml").read_text()
    found = options.read({}, home=tmp_path / "home")

    assert found.site_url == options.Options().site_url
    for option in options.shown({}, options.Options()):
        name = option.name.removeprefix("DEPESCHE_").lower()
        assert name in {"home", "demo"} or f"# {name} = " in text


def test_a_weak_password_is_refused_and_init_can_be_run_again(tmp_path: Path) -> None:
    (tmp_path / "weak").write_text("1234")
    told = depesche("init", "--home", str(tmp_path / "home"), "--admin-email", "admin@example.org", "--admin-password-file", str(tmp_path / "weak"))

    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert init(tmp_path / "home").returncode == 0


def test_nobody_to_ask_is_a_sentence(tmp_path: Path) -> None:
    told = depesche("init", "--home", str(tmp_path / "home"))

    assert told.returncode == 1
    assert "--admin-email" in told.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("host", "site"), [("0.0.0.0", "http://127.0.0.1:8000"), ("127.0.0.1", "http://news.example")])
def test_a_demo_home_is_never_public(tmp_path: Path, host: str, site: str) -> None:
    with pytest.raises(Refusal) as refused:
        homes.refuse_public_demo(options.Options(demo=True, site_url=site), host)

    assert refused.value.code == "demo-not-loopback"


def test_a_demo_never_takes_over_a_real_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    homes.make(home)
    homes.finish(home)

    told = depesche("demo", "--home", str(home), "--fresh", "--port", str(free_port()))

    assert told.returncode == 1
    assert "no demo home" in told.stderr
    assert (home / "keys.json").exists()
