"""The home folder as files: made, checked, found again. Knows no Django, so that the command line stays quick.

A home that is still being made holds the file ``.unfinished``; making it again after a crash goes on where it stopped.
"""

from __future__ import annotations

import os
import secrets
import textwrap
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel import keyring, options
from depesche.kernel.option_types import is_loopback
from depesche.kernel.refusal import Refusal

UNFINISHED = ".unfinished"
SECRET_KEY = "secret-key"  # noqa: S105 - a file's name
WELCOME = {options.FILE_NAME, "lost+found"}
HEAD = "# Options of this home. Environment variables DEPESCHE_* win over this file; `depesche options` lists all with their values.\n"


@dataclass(frozen=True)
class Made:
    """A home whose files are there; ``is_new`` tells whether this call began it (so that its database must still be empty)."""

    path: Path
    is_new: bool


def make(home: Path, *, settings: dict[str, str] | None = None) -> Made:
    """Make a home folder with its option file, secret key and key ring; nothing that is there is overwritten.

    :param settings: options to write into the option file, by their names in it
    :raises Refusal: codes ``home-exists``, ``folder-not-empty``, ``home-not-writable``
    """
    try:
        is_new = _begin(home)
        _write_once(home / options.FILE_NAME, option_file(settings or {}).encode())
        _write_once(home / SECRET_KEY, secrets.token_urlsafe(50).encode() + b"\n")
        if not (home / keyring.FILE_NAME).exists():
            keyring.make(home / keyring.FILE_NAME)
    except OSError as error:
        raise Refusal(
            code="home-not-writable", message=f"The home folder {home} cannot be made: {error.strerror}.", help="Choose another one with --home DIR."
        ) from error
    return Made(home, is_new)


def finish(home: Path) -> None:
    """Say that the home is whole."""
    (home / UNFINISHED).unlink(missing_ok=True)


def abandon(home: Path) -> None:
    """Take back what :func:`make` made, when nothing was stored yet."""
    for name in (options.FILE_NAME, SECRET_KEY, keyring.FILE_NAME, UNFINISHED):
        (home / name).unlink(missing_ok=True)


def is_whole(home: Path) -> bool:
    """Whether this is a home that was made to the end."""
    return (home / keyring.FILE_NAME).exists() and not (home / UNFINISHED).exists()


def require(home: Path) -> None:
    """Refuse to go on without a home.

    :raises Refusal: codes ``no-home``, ``home-unfinished``
    """
    if (home / UNFINISHED).exists():
        raise Refusal(
            code="home-unfinished", message=f"The home folder {home} is not finished.", help="Run `depesche init` again: it goes on where it stopped."
        )
    if not (home / keyring.FILE_NAME).exists():
        raise Refusal(
            code="no-home", message=f"There is no home folder at {home}.", help="Make one with `depesche init`, or name another with --home DIR."
        )


def refuse_public_demo(found: options.Options, host: str) -> None:
    """A demo home, whose passwords are printed, is never served on an address that is not loopback.

    :raises Refusal: code ``demo-not-loopback``
    """
    if found.demo and not (is_loopback(host) and is_loopback(found.host)):
        raise Refusal(
            code="demo-not-loopback",
            message="The demo is served on this machine only.",
            help="Use --host 127.0.0.1, or make a real home with `depesche init`.",
        )


def option_file(settings: dict[str, str]) -> str:
    """Return the text of a new option file: the given settings, and every other option commented out with its default and help."""
    lines = [HEAD]
    for option in options.shown({}, options.Options()):
        name = option.name.removeprefix(options.PREFIX).lower()
        if name in {"home", "demo"} and name not in settings:
            continue
        lines += textwrap.wrap(f"{option.help}{f' In {option.unit}.' if option.unit else ''}", 110, initial_indent="# ", subsequent_indent="# ")
        lines.append(f"{name} = {_quoted(settings[name])}" if name in settings else f"# {name} = {_quoted(option.default)}")
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _begin(home: Path) -> bool:
    if is_whole(home):
        raise Refusal(
            code="home-exists",
            message=f"{home} is a home folder already.",
            help="Start it with `depesche serve`, or name another folder with --home DIR.",
        )
    is_new = not (home / UNFINISHED).exists()
    if is_new and home.exists() and {path.name for path in home.iterdir()} - WELCOME:
        raise Refusal(
            code="folder-not-empty",
            message=f"The folder {home} is not empty and is no home folder.",
            help="Name an empty or a new folder with --home DIR.",
        )
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / UNFINISHED).touch(mode=0o600)
    return is_new


def _write_once(path: Path, data: bytes) -> None:
    if not path.exists():
        keyring.write_private(path, data)


def secret_text(path: Path, *, what: str) -> str:
    """Read a password from a file.

    :raises Refusal: code ``file-unreadable``
    """
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            code="file-unreadable",
            message=f"The file with {what} cannot be read: {path}.",
            help=str(os.strerror(getattr(error, "errno", None) or 22)),
        ) from error
