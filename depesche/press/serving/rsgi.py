"""What the server gives for each request (RSGI 1, the interface of Granian), as far as it is used here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Protocol

Headers = Sequence[tuple[str, str]]


class Said(Protocol):
    """The headers of a request, by names in small letters."""

    def get(self, key: str, default: str | None = None) -> str | None:
        """Return the first value of a header."""

    def get_all(self, key: str) -> list[str]:
        """Return every value of a header."""

    def items(self) -> list[tuple[str, str]]:
        """Return all headers as they came; those that are no text are left out."""


class Scope(Protocol):
    """A request: ``path`` without escapes, ``query_string`` as it came, ``client`` and ``server`` as address and port."""

    http_version: str
    method: str
    path: str
    query_string: str
    scheme: str
    authority: str | None
    client: str
    server: str
    headers: Said


class Sending(Protocol):
    """The way out for an answer in parts."""

    def send_bytes(self, data: bytes) -> Awaitable[None]:
        """Send a part."""


class Answering(Protocol):
    """The way out for one answer, and the way in for the body of the request (by calling it, or part by part)."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Read the body part by part."""

    def response_empty(self, status: int, headers: Headers) -> None:
        """Answer without a body."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer at once."""

    def response_file(self, status: int, headers: Headers, file: str) -> None:
        """Answer with a whole file."""

    def response_file_range(self, status: int, headers: Headers, file: str, start: int, end: int) -> None:  # noqa: PLR0917 - theirs
        """Answer with the bytes of a file from one place up to, and without, another."""

    def response_stream(self, status: int, headers: Headers) -> Sending:
        """Begin an answer in parts."""
