"""The labelled set of mails that came back: the test data in the source distribution of flufl.bounce (Apache-2.0), with our own labels.

It is fetched into ``.cache`` with its hash checked, and never installed. Only a checkout has the labels.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tarfile
from pathlib import Path

from depesche.courier.bouncing import Class
from depesche.kernel.refusal import Refusal

ROOT = Path(__file__).resolve().parents[3]
PINNED = ROOT / "requirements" / "bounce-corpus.txt"
LABELS = ROOT / "tests" / "mailing" / "bounce_labels.csv"
FOLDER = ROOT / ".cache" / "bounce-corpus"
DATA = "/tests/data/"
MINUTES = 3


def read() -> list[tuple[str, bytes, Class]]:
    """Return name, bytes and class of every mail of the set.

    :raises Refusal: code ``no-bounce-corpus``
    """
    return read_labelled(_mails(), LABELS)


def read_labelled(mails: dict[str, bytes], labels: Path) -> list[tuple[str, bytes, Class]]:
    """Return the mails that a CSV file (``file,class``) labels.

    :raises Refusal: code ``no-bounce-corpus``
    """
    try:
        with labels.open(encoding="utf-8", newline="") as file:
            return [(row["file"], mails[row["file"]], Class(row["class"])) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as error:
        raise _missing(f"{labels}: {error!r}") from error


def of_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def _mails() -> dict[str, bytes]:
    archive = next(FOLDER.glob("flufl*bounce-*.tar.gz"), None) or _fetch()
    with tarfile.open(archive) as opened:
        found = {}
        for member in opened.getmembers():
            content = opened.extractfile(member) if DATA in member.name and member.name.endswith(".txt") else None
            if content is not None:
                found[member.name.rpartition("/")[2]] = content.read()
        return found


def _fetch() -> Path:
    """Download the source distribution; pip compares its hash."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--no-binary",
        "flufl.bounce",
        "--no-build-isolation",
    ]
    command += ["--requirement", str(PINNED), "--dest", str(FOLDER)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * MINUTES, check=False)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _missing(str(error)) from error
    archive = next(FOLDER.glob("flufl*bounce-*.tar.gz"), None)
    if archive is None:
        raise _missing(" ".join(done.stderr.split())[-300:])
    return archive


def _missing(why: str) -> Refusal:
    return Refusal(
        code="no-bounce-corpus",
        message=f"The labelled mails cannot be had: {why}",
        help="Run it in a checkout after `make test` has built .venv (pip and hatchling), with a package index that pip reaches.",
    )
