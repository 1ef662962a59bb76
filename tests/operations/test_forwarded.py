"""Only a trusted proxy is believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from depesche.operations.serving.forwarded import believing

pytestmark = pytest.mark.once


def seen(proxies: tuple[str, ...], **environ: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: object) -> Iterable[bytes]:
        found.update(environ)
        return []

    believing(application, proxies)({"wsgi.url_scheme": "http", **environ}, lambda *_: None)
    return found


def test_a_trusted_proxy_names_the_reader() -> None:
    found = seen(("10.0.0.0/8",), REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9, 10.2.2.2", HTTP_X_FORWARDED_PROTO="https")

    assert found["REMOTE_ADDR"] == "203.0.113.9", "the last one that no trusted proxy is; what the reader claimed before it is not believed"
    assert found["wsgi.url_scheme"] == "https"
    assert "HTTP_X_FORWARDED_FOR" in found


@pytest.mark.parametrize("proxies", [(), ("10.0.0.0/8",)])
def test_nobody_else_is_believed(proxies: tuple[str, ...]) -> None:
    found = seen(proxies, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="127.0.0.1", HTTP_X_FORWARDED_PROTO="https")

    assert found["REMOTE_ADDR"] == "203.0.113.7"
    assert found["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize("said", ["", "unknown", "10.3.3.3", "<script>", "203.0.113.9:80"])
def test_nonsense_from_a_trusted_proxy_changes_nothing(said: str) -> None:
    found = seen(("10.0.0.0/8",), REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR=said, HTTP_X_FORWARDED_PROTO="ftp")

    assert found["REMOTE_ADDR"] == "10.1.1.1"
    assert found["wsgi.url_scheme"] == "http"
