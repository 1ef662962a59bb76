"""The benchmark of reading runs against the real demo and a real nginx, and gives every figure that it promises."""

from __future__ import annotations

import json

import pytest

from tests.operations.running import depesche

pytestmark = [pytest.mark.once, pytest.mark.long]


def test_the_benchmark_compares_the_built_in_server_with_nginx() -> None:
    told = depesche("bench", "read", "--rounds", "1", "--seconds", "1", "--json", timeout=600)

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    for name in ("gzip", "identity", "store", "store_logged"):
        assert found[name]["ratio"] > 0.1, name
    assert found["bytes"]["gzip"] < found["bytes"]["identity"]
    assert found["django"]["per_cpu_second"] < found["identity"]["per_cpu_second"] / 20
    assert found["renders"]["rendered"] > 0
    assert 0 < found["start"]["page_seconds"] <= found["start"]["ready_seconds"]


def test_the_benchmark_takes_the_printed_configuration_apart() -> None:
    told = depesche("bench", "read", "--apart", "--rounds", "1", "--seconds", "3", "--json", timeout=600)

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert {"plain", "printed", "printed with sendfile", "printed without its log"} <= set(found)
    assert all(taken > 0 for taken in found.values())
