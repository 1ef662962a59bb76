"""Log lines of every process, as text or JSON; tokens and passwords never get into them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from depesche.kernel import option_types

TOKEN = re.compile(
    r"(/newsletter/(?:confirm|not-me|preferences|unsubscribe)/|/desk/login/(?:(?:[a-z/]{0,60}/)?key|welcome)/|/desk/password_reset/confirm/)[^/\s?\"']+"
)
LONGEST_PATH = 500  # characters of a path in a log line
QUIET = {"django.security.DisallowedHost": logging.ERROR, "mail.log": logging.ERROR, "asyncio": logging.ERROR}
QUIET |= {name: logging.WARNING for name in ("wagtail", "django_tasks", "PIL")}
REFUSED = "django.security"


def redact(text: str) -> str:
    """Return the text with the tokens of mailed links and the passwords of addresses replaced by ``***``."""
    return option_types.redact(TOKEN.sub(r"\1***", text))


def shown_path(path: str) -> str:
    """Return a request's path for a log line: redacted, cut where it is longer than any of ours, and without what could command a terminal."""
    short = path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}…"
    return redact("".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in short))


def without_trace(record: logging.LogRecord) -> bool:
    """Keep one line, not thirty, of a request that was refused: scanners would fill the log with traces of what works as it should."""
    if record.name.startswith(REFUSED):
        record.exc_info = record.exc_text = None
    return True


def set_up(style: str) -> None:
    """Send all log lines of this process to standard error.

    :param style: the option ``log_format``: ``text`` or ``json``
    """
    first: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), _redacted]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
    )
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(without_trace)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, _redacted, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _redacted(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {name: redact(value) if isinstance(value, str) else value for name, value in event.items()}
