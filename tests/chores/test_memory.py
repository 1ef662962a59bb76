"""What a piece of work needed goes back to the machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
GIVEN = """
import re, threading, time
from pathlib import Path
from depesche.chores import memory
from depesche.chores.crew import Crew

def mebibytes():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

kept = []
def work():
    many = [bytes(60_000) for _ in range(4000)]  # 229 MiB in small pieces
    kept.append(bytes(60_000))  # and one above them that stays
    circle = [many]
    circle.append(circle)  # which only a collection finds

if {shares}:
    memory.share()
crew = Crew(threading.Event())
for number in range(3):
    crew.start(f"work {{number}}", work)
crew.wait(60)
before = mebibytes()
done = {gives} and memory.leftovers.give_back()
print(before, mebibytes(), done, memory.leftovers.give_back())
"""


def used(*, shares: bool, gives: bool) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", GIVEN.format(shares=shares, gives=gives)],
        cwd=Path(__file__).parents[2],
        env={"DJANGO_SETTINGS_MODULE": "depesche.project.settings", "DEPESCHE_HOME": ".cache/check", "DEPESCHE_SECRET_KEY": "check"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.split()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="not Linux")
def test_memory_of_what_is_done_goes_back_once() -> None:
    before, after, done, again = used(shares=True, gives=True)

    assert (done, again) == ("True", "False")
    assert int(after) < 80 < int(before)
    assert re.fullmatch(r"\d+", before)
