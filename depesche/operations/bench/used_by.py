"""What other processes of this machine have used of the processor."""

from __future__ import annotations

import os
from pathlib import Path


def seconds(pid: int | None) -> float:
    """Return the seconds of processor time a process has used so far, by Linux' proc(5); 0 for none, or where that is not told."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def backend() -> int | None:
    """Return the process at the other end of the present database connection, if it is one of PostgreSQL."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found
