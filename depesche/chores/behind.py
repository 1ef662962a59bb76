"""Work of the processor that gives way to everything else on the machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

NICE = 15  # of 0 to 19: beside a busy process it gets about a thirtieth of a core
Result = TypeVar("Result")


def behind(work: Callable[[], Result]) -> Result:
    """Do something in a thread with a low priority of its own, and wait for it; what it raises is raised here.

    Linux has a priority per thread. It takes no lock that others may need: who is never given the processor never lets go of it.
    """
    found: Future[Result] = Future()

    def do() -> None:
        _give_way()
        try:
            found.set_result(work())
        except Exception as failure:  # noqa: BLE001 - raised by result()
            found.set_exception(failure)

    threading.Thread(target=do, name="behind", daemon=True).start()
    return found.result()


def _give_way() -> None:
    with suppress(OSError, AttributeError):  # another system than Linux: it works all the same
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
