"""The guards on the ledger's own tables."""

from __future__ import annotations

from depesche.ledger import guards_postgresql, guards_sqlite
from depesche.ledger.guards import Guard, register

TABLES = ("entry", "log", "tile", "checkpoint", "erasure", "body")


def register_all() -> None:
    """Register one guard per table of the ledger."""
    for table in TABLES:
        statements = [getattr(module, table.upper()) for module in (guards_sqlite, guards_postgresql)]
        register(Guard(f"ledger {table}", f"ledger_{table}", sqlite=statements[0], postgresql=statements[1]))
