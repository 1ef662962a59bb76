"""The benchmark of mails that come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.courier.bouncing.built import exim, mail
from tests.operations.running import depesche

pytestmark = pytest.mark.once


def test_anybody_can_measure_mails_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "dora.eml").write_bytes(exim("550 user unknown"))
    (tmp_path / "mails" / "anna.eml").write_bytes(mail("Anna <anna@example.org>", "Hallo", "Guten Tag"))
    (tmp_path / "labels.csv").write_text("file,class\ndora.eml,hard_address\nanna.eml,auto_reply\n")

    told = depesche(
        "bench", "bounces", "--folder", str(tmp_path / "mails"), "--labels", str(tmp_path / "labels.csv"), "--rounds", "1", "--misses", "--json"
    )

    found = json.loads(told.stdout)
    assert (found["mails"], found["right"], found["living_called_dead"]) == (2, 1, 0.0)
    assert [miss["file"] for miss in found["missed"]] == ["anna.eml"]
    assert found["mails_per_second"] > 0


def test_labels_that_name_no_mail_are_told(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,class\nnobody.eml,hard_address\n")

    told = depesche("bench", "bounces", "--folder", str(tmp_path), "--labels", str(tmp_path / "labels.csv"))

    assert told.returncode == 1
    assert "nobody.eml" in told.stderr
    assert "Traceback" not in told.stderr
