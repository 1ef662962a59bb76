"""A home of an earlier edition is brought up to date at its next start: its people get the rights that came with the new one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from depesche.operations import template

pytestmark = pytest.mark.once
BEFORE = ("newsroom", "0014_claimdesk")  # the last state in which nobody took words down
RIGHT = "take_down_claim"
LENIENT = "from django.db import connection; connection.cursor().execute('PRAGMA legacy_alter_table = ON')"  # the way back, past today's guards
WHO_MAY = """
SELECT auth_group.name FROM auth_group JOIN auth_group_permissions ON group_id = auth_group.id
JOIN auth_permission ON permission_id = auth_permission.id WHERE codename = ?
"""


def run(home: Path, code: str) -> None:
    environment = {**os.environ, "DEPESCHE_HOME": str(home), "DEPESCHE_SECRET_KEY": "upgrade", "DEPESCHE_DATABASE_URL": f"sqlite:///{database(home)}"}
    subprocess.run([sys.executable, "-c", f"from depesche.operations import cli; cli.set_up_django(); {code}"], env=environment, check=True)


def database(home: Path) -> Path:
    return home / "depesche.sqlite3"


def who_may(home: Path) -> set[str]:
    with closing(sqlite3.connect(database(home))) as opened:
        return {row[0] for row in opened.execute(WHO_MAY, [RIGHT])}


def make_earlier(home: Path) -> None:
    """Take the schema back, and what migrating back leaves: the guards of today, and every trace of the right."""
    template.unpack(database(home))
    without_guards(home)
    run(home, f"{LENIENT}; from django.core.management import call_command as c; c('migrate', *{BEFORE}, verbosity=0)")
    without_guards(home)
    with closing(sqlite3.connect(database(home))) as opened, opened:
        found = "(SELECT id FROM auth_permission WHERE codename = ?)"
        opened.execute(f"DELETE FROM auth_group_permissions WHERE permission_id IN {found}", [RIGHT])
        opened.execute("DELETE FROM auth_permission WHERE codename = ?", [RIGHT])


def without_guards(home: Path) -> None:
    with closing(sqlite3.connect(database(home))) as opened, opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'newsroom_%'").fetchall():
            opened.execute(f"DROP TRIGGER {name}")


def test_chiefs_of_a_home_that_is_upgraded_may_take_words_down(tmp_path: Path) -> None:
    make_earlier(tmp_path)
    assert who_may(tmp_path) == set()

    run(tmp_path, "from depesche.operations import schema; assert schema.prepare()")

    assert who_may(tmp_path) == {"chief", "administrator"}


def test_a_table_that_guards_of_others_name_can_get_new_columns(tmp_path: Path) -> None:
    template.unpack(database(tmp_path))
    back = "from django.db.migrations.executor import MigrationExecutor as E; E(connection).migrate([('mailing', '0005_sending_domain')])"
    run(tmp_path, f"{LENIENT}; {back}; from depesche.ledger import guards; guards.install(); assert not guards.missing()")

    run(tmp_path, "from depesche.operations import schema; assert schema.prepare(); assert not schema.restore_guards()")

    with closing(sqlite3.connect(database(tmp_path))) as opened:
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        assert opened.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%new__mailing%'").fetchall() == []
        assert "kind" in {row[1] for row in opened.execute("PRAGMA table_info(mailing_campaign)")}
