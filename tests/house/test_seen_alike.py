"""What runs on PostgreSQL with the long tests only has nothing of its own to do with the database."""

from __future__ import annotations

import re

import pytest

from tests import databases

pytestmark = pytest.mark.once

OF_THE_DATABASE = re.compile(r"vendor|cursor\(|committed_db|transactional_db|transaction=True|\.raw\(|IntegrityError|databases\.")


def test_no_file_that_is_seen_alike_writes_sql_or_commits_for_real() -> None:
    files = {name: databases.ROOT / "tests" / name for name in databases.SEEN_ALIKE}

    assert [name for name, path in files.items() if not path.exists()] == []
    assert [name for name, path in files.items() if OF_THE_DATABASE.search(path.read_text(encoding="utf-8"))] == []
