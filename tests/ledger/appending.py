"""A process of its own that appends in many transactions: ``python -m tests.ledger.appending HOME DATABASE_URL TIMES``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from uuid import uuid4

MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def main(home: str, database: str, times: int) -> None:
    os.environ.update(
        DEPESCHE_HOME=home,
        DEPESCHE_DATABASE_URL=database,
        DEPESCHE_SECRET_KEY="only for tests",
        DEPESCHE_TEST_SYNCHRONOUS="NORMAL",
    )
    from depesche.operations import cli

    cli.set_up_django()
    from django.db import transaction

    from depesche.ledger import book, checkpoints
    from depesche.ledger.book import Fact

    for number in range(times):
        with transaction.atomic():
            facts = [Fact("confirmed", {"number": number}, subject=uuid4(), log=log) for log in ("consent", "editorial", "consent")]
            book.append_all(facts, at=MOMENT)
        if number % 5 == 0:
            checkpoints.sign("consent", at=MOMENT)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
