"""Waiting for a database that is away or full: what the server said must not be forgotten."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Answer = TypeVar("Answer")
PATIENCE = 15.0  # seconds
log = logging.getLogger(__name__)


class Patience:
    """Does what may be done twice without harm. ``in_doubt``: the database went away in the middle, so what was begun may be committed or not."""

    def __init__(self) -> None:
        self.in_doubt = False

    def have(self, deed: Callable[[], Answer]) -> Answer:
        """Do it, again and again while the database cannot be used.

        :raises DatabaseError: if it stays away for longer than our leases hold
        """
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer = deed()
            except (OperationalError, InterfaceError) as error:
                self.in_doubt = True
                if connection.in_atomic_block or time.monotonic() > end:
                    raise
                said = str(error).strip().partition("\n")[0]  # not the whole statement
                log.warning("sending waits for the database (%s): see that it runs and that its disk is not full; nothing is lost", said)
                connection.close()
                time.sleep(1)
            else:
                self.in_doubt = False
                return answer
