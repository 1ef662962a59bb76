"""A folder as the way out: every mail becomes an ``.eml`` file with its envelope on top."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from depesche.courier.transport.reply import Phase, Reply, Unreachable
from depesche.kernel import digest


def folder(url: str) -> Path:
    """Return the folder that a ``file://`` address names."""
    return Path(unquote(urlsplit(url).path))


def enveloped(sender: str, recipients: str, content: bytes) -> bytes:
    """Put the envelope in front of a mail as two header fields."""
    return f"X-Envelope-From: {sender}\r\nX-Envelope-To: {recipients}\r\n".encode() + content


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place, synced, then renamed."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with temporary.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


class Files:
    """Writes mails into a folder. The same mail handed over twice is one file."""

    def __init__(self, url: str) -> None:
        self._folder = folder(url)

    def __enter__(self) -> Files:
        """Make the folder if it is not there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"{type(error).__name__}: {error}", Phase.CONNECT) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to close."""

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Write one mail; see :class:`~depesche.courier.transport.reply.WayOut`."""
        data = enveloped(sender, recipient, content)
        name = f"{digest.sha256_hex(data)[:32]}.eml"
        try:
            write_whole(self._folder / name, data)
        except OSError as error:
            raise Unreachable(f"{type(error).__name__}: {error}", Phase.BODY) from error
        return Reply(250, f"written to {name}", Phase.DOT)
