"""Options: the environment wins over the file, secrets stay secret, a wrong value is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.kernel import option_types, options
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once


def test_everything_has_a_default(tmp_path: Path) -> None:
    found = options.read({}, home=tmp_path)

    assert found.site_url == "http://127.0.0.1:8000"
    assert found.smtp_url == ""
    assert found.database == f"sqlite:///{tmp_path}/depesche.sqlite3"
    assert found.language == "de"
    assert not found.shell_approval


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "depesche.toml").write_text('language = "en"\nworkers = 3\ntrusted_proxies = ["10.0.0.0/8", "::1"]\n')

    found = options.read({"DEPESCHE_WORKERS": "5"}, home=tmp_path)

    assert found.language == "en"
    assert found.workers == 5
    assert found.trusted_proxies == ("10.0.0.0/8", "::1/128")


def test_a_switch_in_the_file_may_be_a_real_boolean(tmp_path: Path) -> None:
    (tmp_path / "depesche.toml").write_text("shell_approval = true\n")

    assert options.read({}, home=tmp_path).shell_approval


def test_a_password_is_read_from_a_named_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("very secret\n")

    assert options.read({"DEPESCHE_SECRET_KEY_FILE": str(tmp_path / "key")}, home=tmp_path).secret_key == "very secret"


def test_the_secret_key_of_the_home_is_used_when_none_is_given(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("of the home\n")

    assert options.read({}, home=tmp_path).secret_key == "of the home"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEPESCHE_SITE_URL", "example.org"),
        ("DEPESCHE_SITE_URL", "https://example.org/news"),
        ("DEPESCHE_SITE_URL", "https://example.org:99999"),
        ("DEPESCHE_SMTP_URL", "http://mail.example"),
        ("DEPESCHE_SEND_RATES", "gmail"),
        ("DEPESCHE_SEND_RATES", "gmail=fast"),
        ("DEPESCHE_SEND_RATES", "gmail=5, example.org=0"),
        ("DEPESCHE_SMTP_URL", "smtp://"),
        ("DEPESCHE_DATABASE_URL", "mysql://db/x"),
        ("DEPESCHE_LANGUAGE", "fr"),
        ("DEPESCHE_TIME_ZONE", "Berlin"),
        ("DEPESCHE_TIME_ZONE", "../../etc/passwd"),
        ("DEPESCHE_WORKERS", "0"),
        ("DEPESCHE_WORKERS", "many"),
        ("DEPESCHE_SHELL_APPROVAL", "maybe"),
        ("DEPESCHE_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("DEPESCHE_BOUNCE_DOMAIN", "not a host"),
        ("DEPESCHE_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_the_option(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        options.read({name: value}, home=tmp_path)

    assert refused.value.code == "bad-option"
    assert name in refused.value.message


def test_a_wrong_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "depesche.toml").write_text('langauge = "en"\n')

    with pytest.raises(Refusal, match="langauge"):
        options.read({}, home=tmp_path)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "depesche.toml").write_text("language = ")

    with pytest.raises(Refusal, match="cannot be read"):
        options.read({}, home=tmp_path)


def test_passwords_never_show(tmp_path: Path) -> None:
    environment = {
        "DEPESCHE_SECRET_KEY": "geheim1",
        "DEPESCHE_DATABASE_URL": "postgres://anna:geheim2@db/depesche",
        "DEPESCHE_SMTP_URL": "smtp://anna:geheim3@mail.example:25",
    }
    shown = options.shown(environment, options.read(environment, home=tmp_path))

    assert "geheim" not in repr(shown)
    assert {option.origin for option in shown if option.name in environment} == set(environment)


def test_a_refused_address_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        options.read({"DEPESCHE_SMTP_URL": "ftp://anna:geheim@mail.example"}, home=tmp_path)

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "depesche.localhost"])
def test_this_machine_is_loopback(host: str) -> None:
    assert option_types.is_loopback(host)


@pytest.mark.parametrize("host", ["example.org", "0.0.0.0", "10.0.0.1", "localhost.example.org", ""])
def test_others_are_not(host: str) -> None:
    assert not option_types.is_loopback(host)


def test_changes_last_for_a_block_only() -> None:
    before = options.current()

    with options.using(language="en") as changed:
        assert options.current() is changed
        assert options.current().language == "en"

    assert options.current() is before


@pytest.mark.parametrize(("given", "missing"), [({}, "SECRET"), ({"DEPESCHE_WEBHOOK_SECRET": "a" * 20}, "MAILGUN_KEY")])
def test_webhooks_without_a_secret_are_refused(tmp_path: Path, given: dict[str, str], missing: str) -> None:
    with pytest.raises(Refusal, match=f"DEPESCHE_WEBHOOK_{missing} is not"):
        options.read({"DEPESCHE_WEBHOOK_PROVIDERS": "mailgun, postmark", **given}, home=tmp_path)


@pytest.mark.parametrize(("name", "value"), [("PROVIDERS", "postmark,mandrill"), ("SECRET", "short"), ("SECRET", "with@sign/and:colon-and-more")])
def test_a_webhook_that_cannot_work_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Refusal, match=f"DEPESCHE_WEBHOOK_{name}"):
        options.read({f"DEPESCHE_WEBHOOK_{name}": value}, home=tmp_path)
