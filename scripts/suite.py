"""Runs one part of the test suite, and what failed in a few files of it once more.

`scripts/suite.py sqlite|journeys|postgres`, by the Python of the environment that has pytest. When pytest ends with failures in at most five
files, it says which and runs these files whole once more, one test after the other: on a busy machine a server or a browser can be late. Both
runs are printed, the exit status is that of the second one, and files that passed only then are named before pytest's closing line. What
fails twice is broken; what failed once is worth a look.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

MOST_FILES = 5  # with more of them failing, it is not a machine that was late
SOME_FAILED = 1  # pytest's exit status
SPREAD = ["-n", "2", "--dist", "loadgroup"]
# The journeys drive one site in one browser, one after the other: two browsers at once are no faster on two cores.
PARTS = {
    "sqlite": (["-m", "not long and not journey"], SPREAD, []),
    "journeys": (["-m", "not long"], [], ["tests/journeys"]),
    "postgres": (["-m", "not long and not journey"], SPREAD, []),
}


def main(part: str) -> int:
    """Run a part; return pytest's exit status."""
    if part == "postgres":
        os.environ["DEPESCHE_TEST_DATABASE"] = "postgres"
    # Dozens of servers are started: each would compile all modules anew. What is compiled lies beside its source, and git ignores it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    cache = Path(".cache") / "pytest" / part
    shutil.rmtree(cache, ignore_errors=True)  # else failures of an earlier run would be counted
    chosen, spread, where = PARTS[part]
    command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *chosen]
    status = subprocess.run([*command, *spread, *where], check=False).returncode
    files = failed_files(cache) if status == SOME_FAILED else []
    if not 1 <= len(files) <= MOST_FILES:
        return status
    print(f"FAILED, SEE ABOVE, AND NOW RUN ONCE MORE, WHOLE: {' '.join(files)}", flush=True)
    return second_try([*command, *files], files)


def failed_files(cache: Path) -> list[str]:
    """Return the files in which a test failed, as pytest keeps them for `--last-failed`."""
    kept = cache / "v" / "cache" / "lastfailed"
    return sorted({name.partition("::")[0] for name in json.loads(kept.read_text())}) if kept.exists() else []


def second_try(command: list[str], files: list[str]) -> int:
    """Run again and pass on what is said, its closing line last."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", errors="replace") as run:
        assert run.stdout is not None
        closing = ""
        for line in run.stdout:
            print(closing, end="", flush=True)
            closing = line
        status = run.wait()
    if status == 0:
        print(f"PASSED AT THE SECOND TRY ONLY, WORTH A LOOK: {' '.join(files)}")
    print(closing, end="", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
