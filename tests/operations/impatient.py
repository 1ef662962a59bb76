"""The page server with little patience, little room and small files, to see within a second what takes a minute and a full disk elsewhere."""

from __future__ import annotations

import resource
import sys

from depesche.kernel import body_sizes
from depesche.operations.serving import child, page_server
from depesche.operations.serving.gathering import Gathering
from depesche.operations.serving.page_server import Application

PATIENCE = 0.5  # seconds
ROOM = 600 * 1024  # bytes
FILE = 512 * 1024  # bytes; the system refuses to write more, as a full disk does
_usual = page_server.load


def load(target: str, *, socket: str) -> Application:
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    made = _usual(target, socket=socket)
    made.behind.gathering = Gathering(most=body_sizes.most, room=ROOM, patience=PATIENCE)
    return made


if __name__ == "__main__":
    page_server.load = load
    sys.exit(child.main(sys.argv[1:]))
