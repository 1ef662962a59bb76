"""``depesche bench attribution``: anybody can check the claims editor's proposals with labels of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depesche.operations.bench import attribution
from tests.newsroom.attribution import labels
from tests.operations.running import depesche

pytestmark = pytest.mark.once


def test_a_file_of_labels_is_measured(tmp_path: Path) -> None:
    told = depesche("bench", "attribution", str(labels.write(tmp_path / "labels.jsonl", "de", "en")), "--json")

    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["labels"] >= 145
    assert {"direct", "indirect", "reported", "all"} <= set(found["hits"])
    assert found["hits"]["all"]["hit@1"] <= found["hits"]["all"]["hit@3"] <= 1
    assert set(found["proposal_ms"]) == {"median", "p95"}


def test_misses_are_told_if_asked_for(tmp_path: Path) -> None:
    row = {"text": "„Das ist gut so“, sagte Anna.", "start": 0, "end": 16, "speaker": "Benno Krug", "type": "direct"}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row), encoding="utf-8")

    told = depesche("bench", "attribution", str(tmp_path / "labels.jsonl"), "--misses")

    assert told.returncode == 0, told.stderr
    assert "missed (direct): 'Benno Krug', offered ['Anna']" in told.stdout


def test_a_pronoun_is_met_by_whom_it_stands_for_and_counted_apart(tmp_path: Path) -> None:
    row = {"text": "Anna Weiß kam. „Das ist gut so“, sagte sie.", "start": 15, "end": 31, "speaker": "sie", "type": "Direct"}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row) + "\n\n", encoding="utf-8")

    found = attribution.measure(list(attribution.read(tmp_path / "labels.jsonl")))

    assert found["hits"]["pronouns"] == {"labels": 1, "hit@1": 1.0, "hit@3": 1.0}


def test_labels_without_a_speaker_are_left_out(tmp_path: Path) -> None:
    row = {"text": "Man will ihn fangen.", "start": 0, "end": 20, "speaker": "", "type": "reported"}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row), encoding="utf-8")

    assert attribution.measure(list(attribution.read(tmp_path / "labels.jsonl")))["labels"] == 0


@pytest.mark.parametrize("line", ["no json", "[]", '{"text": "a"}', '{"text": "a", "start": 0, "end": 9, "speaker": "b", "type": "direct"}'])
def test_a_file_that_holds_no_labels_gets_a_sentence(tmp_path: Path, line: str) -> None:
    (tmp_path / "labels.jsonl").write_text(line, encoding="utf-8")

    told = depesche("bench", "attribution", str(tmp_path / "labels.jsonl"))

    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert len(told.stderr.strip().splitlines()) == 2
