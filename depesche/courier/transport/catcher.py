"""The way to the built-in catcher: SMTP to the loopback port that its file names."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from depesche.courier.transport.reply import Phase, Reply, Unreachable
from depesche.courier.transport.smtp import Smtp, Target
from depesche.kernel import options

PORT_FILE = "catcher-port"
HOST = "127.0.0.1"


def port_file() -> Path:
    """Return where the running catcher leaves its port."""
    return options.current().home / PORT_FILE


def target() -> Target:
    """Find the running catcher.

    :raises Unreachable: if there is none
    """
    try:
        port = int(port_file().read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError) as error:
        raise Unreachable("the catcher is not running", Phase.CONNECT) from error
    return Target(HOST, port, "smtp")


class Catcher:
    """A connection to the catcher of this home."""

    def __init__(self) -> None:
        self._smtp: Smtp | None = None

    def __enter__(self) -> Catcher:
        """Find the catcher and connect."""
        self._smtp = Smtp(target()).__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say good-bye."""
        if self._smtp is not None:
            self._smtp.__exit__(kind, error, trace)

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Hand over one mail; see :class:`~depesche.courier.transport.reply.WayOut`."""
        if self._smtp is None:
            raise ValueError("this way out is not open")
        return self._smtp.hand_over(sender=sender, recipient=recipient, content=content)
