"""How far long work is: a bar on a terminal, now and then a line elsewhere. On standard error, so that answers stay alone on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

WIDTH = 30
EVERY_ON_A_TERMINAL, EVERY_ELSEWHERE = 0.2, 10.0  # seconds
Item = TypeVar("Item")


def shown(items: Iterable[Item], *, total: int, out: TextIO | None = None) -> Iterator[Item]:
    """Yield the items, and show how many were taken.

    :param total: how many there are in all
    :param out: where to show it instead of standard error
    """
    out = out or sys.stderr
    is_terminal, begun = out.isatty(), time.monotonic()
    pause = EVERY_ON_A_TERMINAL if is_terminal else EVERY_ELSEWHERE
    last, done = begun, 0
    for item in items:
        yield item
        done += 1
        if time.monotonic() - last >= pause:
            last = time.monotonic()
            _show(out, done, total, is_terminal=is_terminal, seconds=last - begun)
    if is_terminal:
        _show(out, done, total, is_terminal=True, seconds=time.monotonic() - begun)
        print(file=out)


def _show(out: TextIO, done: int, total: int, *, is_terminal: bool, seconds: float) -> None:
    share = min(1.0, done / max(total, 1))
    rate = done / max(seconds, 0.001)
    said = f"{done} of {total} ({share:.0%}), {rate:.1f}/s"
    if is_terminal:
        bar = "#" * round(WIDTH * share)
        out.write(f"\r[{bar:{WIDTH}}] {said}  ")
        out.flush()
    else:
        print(said, file=out)
