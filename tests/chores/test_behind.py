"""Work that gives way to everything else on the machine."""

from __future__ import annotations

import os
import threading

import pytest

from depesche.chores.behind import NICE, behind

pytestmark = pytest.mark.once


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_it_has_a_low_priority_and_who_waits_for_it_keeps_his_own() -> None:
    before = priority()

    assert behind(priority) == max(NICE, before)
    assert priority() == before


def test_what_it_raises_is_raised_for_who_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        behind(lambda: 1 // 0)
