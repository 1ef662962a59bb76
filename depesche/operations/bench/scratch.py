"""A throw-away home for a benchmark: a folder that is gone afterwards, a database of its own, Django ready."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from depesche.kernel import keyring, options
from depesche.kernel.options import Options
from depesche.kernel.refusal import Refusal
from depesche.operations import cli

KIB = 1024


@contextmanager
def home(*, database: str = "") -> Iterator[Path]:
    """Make a home, an empty site in it, and Django ready to work there; one per process.

    :param database: an empty PostgreSQL database to use instead of a file; it is left as the benchmark leaves it
    :raises Refusal: code ``database-not-empty``
    """
    with tempfile.TemporaryDirectory(prefix="depesche-bench-") as name:
        folder = Path(name)
        keyring.make(folder / keyring.FILE_NAME)
        url = database or f"sqlite:///{folder / 'depesche.sqlite3'}"
        options.use(Options(home=folder, secret_key="only for a benchmark", database_url=url))  # noqa: S106 - no key: nothing is signed
        cli.set_up_django()
        from django.db import connections

        from depesche.newsroom import founding
        from depesche.operations import schema

        try:
            if database and not schema.is_empty():
                raise Refusal(code="database-not-empty", message="The database holds tables already.", help="Name an empty database.")
            schema.prepare()
            founding.found(site_url=options.current().site_url)
            yield folder
        finally:
            connections.close_all()


def milliseconds(deed: Callable[[], object]) -> float:
    """Do something; return how long it took."""
    begin = time.perf_counter()
    deed()
    return (time.perf_counter() - begin) * 1000


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile, rounded to a hundredth."""
    ordered = sorted(times)
    return {"median": round(statistics.median(ordered), 2), "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2)}


def peak_memory() -> float:
    """Return the peak memory of this program in MB; ``getrusage`` would count the process that started it, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB, 1)
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return round(int(line.split()[1]) / KIB, 1)
