"""A log's new key signs from now on; what the old one signed still verifies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.kernel import keyring, options
from depesche.ledger import book, checkpoints, logs, note, rotation, verification
from tests.ledger.conftest import ANNA, BEN, MONDAY, confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    shutil.copy(options.current().home / keyring.FILE_NAME, tmp_path / keyring.FILE_NAME)
    with options.using(home=tmp_path):
        yield tmp_path


def test_old_and_new_checkpoints_verify_and_the_log_names_both_keys(own_home: Path, append) -> None:
    append(confirmed(ANNA))
    before, old = logs.verifiers("consent")[0], checkpoints.sign("consent", at=MONDAY)

    after = rotation.rotate("consent", at=MONDAY)
    append(confirmed(BEN))
    new = checkpoints.sign("consent", at=MONDAY)

    assert after != before
    assert note.parse(old.note).signed_by(logs.verifiers("consent")) == before
    assert note.parse(new.note).signed_by(logs.verifiers("consent")) == after
    (event,) = book.of_kind("key_rotated")
    assert event.body == {"new": after.vkey, "old": before.vkey}
    assert verification.verify().ok


def test_a_process_that_runs_already_signs_with_the_new_key(own_home: Path, append) -> None:
    append(confirmed(ANNA))
    kept = keyring.ring()
    keyring.load(own_home / keyring.FILE_NAME).rotate("log:consent")  # as another process does

    assert len(kept.all("log:consent")) + 1 == len(keyring.ring().all("log:consent"))
