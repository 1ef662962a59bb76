"""The way to the built-in catcher: SMTP to the loopback port that its file names."""

from __future__ import annotations

from pathlib import Path

from depesche.courier.transport.reply import Phase, Unreachable
from depesche.courier.transport.smtp import Target
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
