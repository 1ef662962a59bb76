"""The benchmark of the audience signs people up through HTTP, and what it counts is there."""

from __future__ import annotations

import json

import pytest

from tests.operations.running import depesche

pytestmark = [pytest.mark.once, pytest.mark.long]


def test_the_benchmark_signs_up_confirms_imports_and_selects() -> None:
    told = depesche("bench", "audience", "--sign-ups", "8", "--rows", "200", "--people", "300", "--json")

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["http"]["sign_ups_per_second"] > 0
    assert found["http"]["confirmations_per_second"] > 0
    assert found["import"]["rows"] == 200
    assert found["import"]["counts"]["mailable"] == 196
    assert found["selection"]["people"] == 300 + 200 - 4 + 8
    assert found["selection"]["chosen"] == 100 + 196 + 8
