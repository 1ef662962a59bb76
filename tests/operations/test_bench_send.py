"""The benchmark of sending: that it measures what it says, whatever the figures are."""

from __future__ import annotations

import json
import os
import time

import pytest

from depesche.operations.bench import send_client, send_mails, used_by
from tests.operations.running import depesche

pytestmark = pytest.mark.once
SMALL = ("--mails", "60", "--rounds", "1", "--letters", "20", "--many", "1", "3", "--seconds", "0.1", "--delay", "5")


def test_every_part_is_measured() -> None:
    told = depesche("bench", "send", *SMALL, "--json")

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert set(found) == {"client", "delay", "letter", "whole"}
    assert found["letter"]["render_us"] > 0
    assert [one["connections"] for one in found["delay"]["connections"]] == [1, 3]
    if send_client.tool("smtp-source"):
        assert found["client"]["client"]["ratio"] > 0
    else:
        assert found["client"] == {"absent": True}


def test_the_whole_engine_tells_what_each_step_costs() -> None:
    told = depesche("bench", "send", *SMALL, "--engine", "--json")

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)["whole"]
    assert found["database"] == "sqlite"
    assert [one["per_second"] > 0 for one in found["delay"]] == [True, True]
    if send_client.tool("smtp-source"):
        assert found["ratio"] > 0
        assert all(clock >= 0 and used >= 0 for clock, used in found["steps_us"].values())
        assert found["steps_us"]["rendering"][1] > 0
        assert set(found["others_us"]) == {"smtp-sink", "the database's server"}


def test_what_another_process_used_of_the_processor_is_known() -> None:
    before = used_by.seconds(os.getpid()), time.process_time()
    while time.process_time() < before[1] + 0.1:
        pass

    assert used_by.seconds(os.getpid()) - before[0] == pytest.approx(0.1, abs=0.05)
    assert used_by.seconds(None) == 0


def test_one_part_in_words() -> None:
    told = depesche("bench", "send", *SMALL, "--only", "letter")

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("letter: ")


def test_the_mails_have_the_size_that_was_asked_for() -> None:
    assert abs(len(send_mails.compiled(20_000).ready(send_mails.values(1))) - 20_000) < 1000
