"""The benchmark of the ledger says what it measured, and what it measured is a whole log."""

from __future__ import annotations

import json

import pytest

from tests.operations.running import depesche

pytestmark = pytest.mark.once


def test_the_benchmark_writes_a_log_that_verifies_and_proves_in_little_memory() -> None:
    told = depesche("bench", "ledger", "--entries", "700", "--json")

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["ok"] is True
    assert found["entries"] == 700
    assert found["append_to_plain"] > 0
    assert found["proof_ms"]["median"] <= found["proof_ms"]["p95"]
    assert 0 < found["proving_process_mb"] <= 150
