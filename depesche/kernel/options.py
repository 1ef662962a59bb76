"""The options of Depesche (listed in ``option_list.py``), read from ``depesche.toml`` and the environment.

The environment wins over the file; a secret is also read from the file named by ``DEPESCHE_<NAME>_FILE``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import Field, dataclass, fields, replace
from pathlib import Path
from typing import Any

from depesche.kernel import option_types as types
from depesche.kernel.option_list import DEFAULT_HOME, Options
from depesche.kernel.refusal import Refusal

__all__ = ["DEFAULT_HOME", "FILE_NAME", "PREFIX", "Options", "Shown", "current", "read", "shown", "use", "using"]

FILE_NAME = "depesche.toml"
PREFIX = "DEPESCHE_"


@dataclass(frozen=True)
class Shown:
    """One option as people see it: secrets and passwords are left out."""

    name: str
    value: str
    default: str
    help: str
    unit: str
    origin: str


def read(environment: Mapping[str, str], *, home: Path | None = None) -> Options:
    """Read all options for a home folder.

    :param home: the home folder if the command line names one; it wins over everything
    :raises Refusal: code ``bad-option``, naming the option
    """
    found = _home(environment, home)
    texts, _ = _gather(environment, found)
    values = {option.name: _parse(option, texts[option.name]) for option in fields(Options) if option.name in texts}
    values["home"] = found
    if not values.get("secret_key"):
        values["secret_key"] = _read_secret(found / "secret-key")
    options = Options(**values)  # type: ignore[arg-type]
    _check_webhooks(options)
    return options


def _check_webhooks(options: Options) -> None:
    """A webhook without a secret would be open to everybody."""
    missing = (
        "SECRET"
        if not options.webhook_secret
        else "MAILGUN_KEY"
        if "mailgun" in options.webhook_providers and not options.webhook_mailgun_key
        else ""
    )
    if options.webhook_providers and missing:
        raise Refusal(
            code="bad-option",
            message=f"{PREFIX}WEBHOOK_PROVIDERS is set, but {PREFIX}WEBHOOK_{missing} is not.",
            help="Set it as well, or leave both out; docs/guides/bounces.md says how.",
        )


def shown(environment: Mapping[str, str], options: Options) -> list[Shown]:
    """List every option with its value, redacted where it is secret, and where the value came from."""
    _, origins = _gather(environment, options.home)
    return [
        Shown(
            name=PREFIX + option.name.upper(),
            value=_show(option, getattr(options, option.name)),
            default=_show(option, option.default),
            help=str(option.metadata["help"]),
            unit=str(option.metadata["unit"]),
            origin=origins.get(option.name, "default"),
        )
        for option in fields(Options)
    ]


def _home(environment: Mapping[str, str], home: Path | None) -> Path:
    named = environment.get(PREFIX + "HOME", "").strip() or "home"
    try:
        return (home or Path(named)).expanduser().absolute()
    except RuntimeError as error:
        raise Refusal(code="bad-option", message=f"{PREFIX}HOME: {named} names a home folder of nobody.", help="Write the path out.") from error


def _gather(environment: Mapping[str, str], home: Path) -> tuple[dict[str, str], dict[str, str]]:
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    for name, text in _from_file(home / FILE_NAME).items():
        texts[name], origins[name] = text, FILE_NAME
    for option in fields(Options):
        name = PREFIX + option.name.upper()
        if name in environment:
            texts[option.name], origins[option.name] = environment[name], name
        elif f"{name}_FILE" in environment:
            texts[option.name], origins[option.name] = _read_named(name, environment[f"{name}_FILE"]), f"{name}_FILE"
    return texts, origins


def _from_file(path: Path) -> dict[str, str]:
    try:
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Refusal(code="bad-option", message=f"{path} cannot be read: {error}.", help="Correct the file and start again.") from error
    known = {option.name for option in fields(Options)}
    for name in stored:
        if name not in known:
            raise Refusal(code="bad-option", message=f"{path} names the option {name!r}, which does not exist.", help="See `depesche options`.")
    return {name: ",".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in stored.items()}


def _read_named(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(code="bad-option", message=f"{name}_FILE names a file that cannot be read: {error}.") from error


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(code="bad-option", message=f"The secret key {path} cannot be read: {error}.", help="Restore the file, mode 0600.") from error


def _parse(option: Field[Any], text: str) -> object:
    try:
        return option.metadata["parse"](text)
    except ValueError as error:
        name = PREFIX + option.name.upper()
        said = "the value given" if option.metadata["secret"] or "@" in text else types.redact(text)  # it may hold a password
        raise Refusal(code="bad-option", message=f"{name}: {said} is not {error}.", help="See `depesche options`.") from error


def _show(option: Field[Any], value: object) -> str:
    if option.metadata["secret"]:
        return "(set)" if value else ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(value)
    return types.redact(str(value))


_current: list[Options] = []


def current() -> Options:
    """Return the options of this process, read from the environment on first use.

    :raises Refusal: code ``bad-option``
    """
    if not _current:
        _current.append(read(os.environ))
    return _current[-1]


def use(options: Options) -> None:
    """Make these the options of this process (done once, by the command line)."""
    _current[:] = [options]


@contextmanager
def using(**changes: Any) -> Iterator[Options]:
    """Change options for the length of a block (tests, and tools that try a setting)."""
    changed = replace(current(), **changes)
    _current.append(changed)
    try:
        yield changed
    finally:
        _current.remove(changed)
