"""The benchmark of publishing makes sites of two sizes, publishes there, changes a claim that many articles carry, and readers see it."""

from __future__ import annotations

import json

import pytest

from tests.operations.running import depesche

pytestmark = [pytest.mark.once, pytest.mark.long]


def test_the_benchmark_publishes_on_a_small_and_a_larger_site() -> None:
    told = depesche(
        "bench", "publish", "--articles", "100", "300", "--publications", "3", "--rebuilt", "20", "--carrying", "60", "--json", timeout=900
    )

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert [one["articles"] for one in found["sizes"]] == [100, 300]
    for one in found["sizes"]:
        assert set(one["seen_ms"]) == {"article", "home", "section", "feed"}
        assert all(0 < seen["median"] <= seen["p95"] for seen in one["seen_ms"].values())
        assert one["bytes_per_article"] > 1000
        assert one["rendered_per_second"] > 0
    assert set(found["growth_p95"]) == {"article", "home", "section", "feed"}
    claim = found["claim"]
    assert claim["articles"] == 60
    assert claim["latest_old_s"] <= 1.0, "a reader was told the old status of a claim"
    assert claim["front_s"] <= claim["all_s"]
    assert claim["others_before_front"] < 60 - 10, "pages in front were not rendered first"
    assert claim["answers"] > 0
