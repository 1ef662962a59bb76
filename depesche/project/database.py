"""From the option ``database_url`` to Django's DATABASES."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from depesche.kernel.options import Options

# FULL: NORMAL can lose the last commits on power loss, a confirmed withdrawal among them (STACK.md).
# recursive_triggers: else INSERT OR REPLACE slips past the ledger's guards.
SQLITE_START = "PRAGMA journal_mode=WAL;PRAGMA synchronous={sync};PRAGMA recursive_triggers=ON;PRAGMA secure_delete=ON;PRAGMA cache_size=-16000;"


def configuration(options: Options) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for these options."""
    url = urlsplit(options.database)
    return {"default": _sqlite(options) if url.scheme == "sqlite" else _postgres(options)}


def _sqlite(options: Options) -> dict[str, Any]:
    sync = os.environ.get("DEPESCHE_TEST_SYNCHRONOUS", "FULL")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": options.database.removeprefix("sqlite:///"),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START.format(sync=sync)},
        "TEST": {"NAME": None},
    }


def _postgres(options: Options) -> dict[str, Any]:
    url = urlsplit(options.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or "") or dict(parse_qsl(url.query)).get("host", ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {key: value for key, value in parse_qsl(url.query) if key != "host"},
    }
