"""What the page server says when there is nobody to ask: small, without anything that could break as well."""

from __future__ import annotations

from http import HTTPStatus

import structlog

from depesche.operations.serving.access_log import QUIET
from depesche.operations.serving.logs import shown_path
from depesche.press.serving.rsgi import Answering, Headers, Scope

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""
# Not by gettext: the process that has the translations is the one that does not answer.
WORDS = {
    "de": ("Gleich wieder da", "Diese Seite ist gerade nicht erreichbar. Bitte versuchen Sie es in einigen Sekunden noch einmal."),
    "en": ("Back in a moment", "This page cannot be reached just now. Please try again in a few seconds."),
}
WAIT = "5"  # seconds
SAFE: Headers = (("x-content-type-options", "nosniff"), ("content-security-policy", "default-src 'none'"), ("cache-control", "no-store"))
log = structlog.get_logger("depesche.access")


def apologise(scope: Scope, protocol: Answering, status: int) -> None:
    """Answer that the site is not there just now (502, 503, 504), in the reader's language."""
    said = scope.headers.get("accept-language") or ""
    language = "en" if said.lower().startswith("en") else "de"
    title, text = WORDS[language]
    body = PAGE.format(language=language, title=title, text=text).encode()
    headers = [("content-type", "text/html; charset=utf-8"), ("retry-after", WAIT), ("content-language", language)]
    _send(scope, protocol, status, headers=headers, body=body)


def refuse(scope: Scope, protocol: Answering, status: int) -> None:
    """Answer a request that is none in one line."""
    body = b"" if status == HTTPStatus.NO_CONTENT else f"{HTTPStatus(status).phrase}.\n".encode()
    allowed = [("allow", "GET, HEAD, POST, OPTIONS")] if status in {HTTPStatus.NO_CONTENT, HTTPStatus.METHOD_NOT_ALLOWED} else []
    _send(scope, protocol, status, headers=[*allowed, *([("content-type", "text/plain; charset=utf-8")] if body else [])], body=body)


def _send(scope: Scope, protocol: Answering, status: int, *, headers: Headers, body: bytes) -> None:
    if not scope.path.startswith(QUIET):
        log.info("request", method=scope.method, path=shown_path(scope.path), status=status, ms=0)
    headers = [*headers, *SAFE]
    if body and scope.method != "HEAD":
        protocol.response_bytes(status, headers, body)
    else:
        protocol.response_empty(status, headers)
