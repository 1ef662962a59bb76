"""Backup and restore by the real commands, on both databases: one moment of a running site, sending locked, nobody revived (L-37, I-10)."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from depesche.operations import homes
from tests import databases
from tests.operations.running import ROOT, depesche, environment, init

WORD = "ein langer Satz fuer die Sicherung"
POSTGRES = databases.ENGINE == "postgres"


@dataclass
class Site:
    """A home and its database."""

    home: Path
    url: str = ""
    passphrase: str = WORD

    @property
    def variables(self) -> dict[str, str]:
        return {"DEPESCHE_BACKUP_PASSPHRASE": self.passphrase, **({"DEPESCHE_DATABASE_URL": self.url} if self.url else {})}

    def depesche(self, *words: str) -> subprocess.CompletedProcess[str]:
        return depesche(*words, "--home", str(self.home), **self.variables)

    def start(self, *words: str) -> subprocess.Popen[str]:
        more = environment(PYTHONPATH=str(ROOT), DEPESCHE_HOME=str(self.home), **self.variables)
        return subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=more, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def people(self, deed: str) -> str:
        said, error = (process := self.start("tests.operations.people", deed)).communicate(timeout=120)
        assert process.returncode == 0, error[-3000:]
        return said

    def tell(self) -> dict[str, object]:
        return dict(json.loads(self.people("tell")))

    def backup(self, name: str = "backup.tar") -> Path:
        told = self.depesche("backup", str(self.home.parent / name))
        assert told.returncode == 0, told.stderr
        return self.home.parent / name


@dataclass
class Sites:
    """Makes sites; their databases go with the test. On PostgreSQL each begins migrated and unused."""

    folder: Path
    made: list[str] = field(default_factory=list)

    def new(self, name: str, *, copy_of: Site | None = None) -> Site:
        if not POSTGRES:
            return Site(self.folder / name)
        server = databases.Postgres(self.folder)
        database = f"site_{uuid4().hex[:12]}"
        if not server._run(f"SELECT 1 FROM pg_database WHERE datname = '{server.template}'"):
            server.make()
        template = copy_of.url.partition("?")[0].rpartition("/")[2] if copy_of else server.template
        server._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        self.made.append(database)
        return Site(self.folder / name, server._url(database))

    def drop(self) -> None:
        if self.made:
            databases.Postgres(self.folder)._run(*(f'DROP DATABASE IF EXISTS "{one}" WITH (FORCE)' for one in self.made))


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    made = Sites(tmp_path)
    yield made
    made.drop()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three subscribers and a picture, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("prepared")
    sites = Sites(folder)
    found = sites.new("home")
    if POSTGRES:  # migrated already: from zero it takes minutes
        homes.make(found.home)
        homes.finish(found.home)
    else:
        homes.make(found.home)
        told = init(found.home, **found.variables)
        assert told.returncode == 0, told.stderr
    (found.home / "media" / "images").mkdir(parents=True)
    (found.home / "media" / "images" / "gold.jpg").write_bytes(os.urandom(3_000_000))
    found.people("begin")
    shutil.rmtree(found.home / "static", ignore_errors=True)
    yield found
    sites.drop()


@pytest.fixture
def site(sites: Sites, prepared: Site, tmp_path: Path) -> Site:
    shutil.copytree(prepared.home, tmp_path / "home")
    return sites.new("home", copy_of=prepared)


@pytest.mark.rule("L-37", "I-10")
def test_a_restored_site_is_locked_and_revives_nobody_who_left_or_was_erased(site: Site, sites: Sites) -> None:
    """Clara left and Emil was erased after the backup; the kept journal alone tells it."""
    backup = site.backup()
    site.people("later")
    new = sites.new("new")

    told = new.depesche("restore", str(backup), "--journal", str(site.home / "since-backup"))

    assert told.returncode == 0, told.stderr
    found = new.tell()
    assert found["people"] == ["anna@example.org", "clara@example.org"]
    assert found["live"] == ["anna@example.org"]
    assert found["restricted"] == ["anna@example.org"]
    assert found["locked"] is True
    assert found["waiting"] == 0
    assert found["ok"] is True
    assert (new.home / "media/images/gold.jpg").read_bytes() == (site.home / "media/images/gold.jpg").read_bytes()
    assert "SENDING IS LOCKED" in told.stdout
    assert "gesperrt" in new.depesche("doctor").stdout
    assert new.depesche("sending", "unlock").returncode == 0
    assert new.tell()["locked"] is False


@pytest.mark.long_on_postgres
def test_a_log_that_lost_signed_entries_says_so_and_goes_on_under_a_new_key(site: Site, sites: Sites) -> None:
    """No key signs two different trees."""
    backup = site.backup()
    site.people("later")
    new = sites.new("new")
    told = new.depesche("restore", str(backup), "--journal", str(site.home / "since-backup"))
    assert "The log consent lost signed entries" in told.stdout

    new.people("sign_again")
    site.people("sign_again")

    found = new.tell()
    (said,) = found["restored"]  # type: ignore[misc]
    assert said["known_size"] > said["size"] == said["signed_size"]
    assert found["keys"] == 2
    assert found["ok"] is True
    signed = [one.depesche("ledger", "checkpoint").stdout.strip().splitlines()[-1].split()[2][:4] for one in (site, new)]
    assert signed[0] != signed[1], "the key's id in the signature"


@pytest.mark.long
def test_the_old_home_tells_more_than_the_journal(site: Site, sites: Sites) -> None:
    backup = site.backup()
    site.people("later")
    shutil.rmtree(site.home / "since-backup")
    if POSTGRES:
        (site.home / "depesche.toml").write_text(f'database_url = "{site.url}"\n')
    new = sites.new("new")

    told = new.depesche("restore", str(backup), "--newer", str(site.home))

    assert told.returncode == 0, told.stderr
    assert new.tell()["live"] == ["anna@example.org"]
    assert new.tell()["people"] == ["anna@example.org", "clara@example.org"]


@pytest.mark.long
def test_without_any_word_of_what_came_later_the_operator_is_told(site: Site, sites: Sites) -> None:
    new = sites.new("new")

    told = new.depesche("restore", str(site.backup()))

    assert "Nothing is known of the time after the backup" in told.stdout
    assert new.tell()["live"] == ["anna@example.org", "clara@example.org", "emil@example.org"]
    assert new.tell()["locked"] is True


def test_a_backup_under_writes_is_one_moment(site: Site, sites: Sites) -> None:
    writer = site.start("tests.operations.people", "write")
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        backup = site.backup()
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    new = sites.new("new")

    assert new.depesche("restore", str(backup)).returncode == 0

    found = new.tell()
    assert found["ok"] is True
    assert found["counted"] % 5 == 0  # type: ignore[operator]


@pytest.mark.long_on_postgres
def test_an_existing_home_is_never_overwritten_and_replace_keeps_it(site: Site, sites: Sites) -> None:
    backup = site.backup()
    site.people("later")
    refused = site.depesche("restore", str(backup))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    if POSTGRES:
        (site.home / "depesche.toml").write_text(f'database_url = "{site.url}"\n')
        site.url = sites.new("unused").url

    told = site.depesche("restore", str(backup), "--replace")

    assert told.returncode == 0, told.stderr
    (aside,) = site.home.parent.glob("home.before-*")
    assert (aside / "keys.json").exists()
    assert site.tell()["live"] == ["anna@example.org"]


def forget(file: Path, home: Path) -> None:
    file.unlink(missing_ok=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.once
@pytest.mark.long
@pytest.mark.parametrize("deed", ["backup", "restore"])
def test_killed_at_any_moment_nothing_half_made_is_left_in_the_way(site: Site, sites: Sites, deed: str) -> None:
    backup, second = site.backup(), site.home.parent / "second.tar"
    new = sites.new("new")
    words = ["backup", str(second), "--home", str(site.home)] if deed == "backup" else ["restore", str(backup), "--home", str(new.home)]
    begun = time.monotonic()
    assert site.start("depesche", *words).wait() == 0
    whole = time.monotonic() - begun
    forget(second, new.home)
    killed = 0
    for share in (0.15, 0.4, 0.6, 0.75, 0.9):
        process = site.start("depesche", *words)
        time.sleep(whole * share)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode != 0
        # What bears its name is whole.
        assert not second.exists() or new.depesche("restore", str(second)).returncode == 0
        assert not new.home.exists() or new.tell()["ok"] is True
        forget(second, new.home)

    assert killed >= 2
    assert new.depesche("restore", str(site.backup("third.tar"))).returncode == 0
    assert new.tell()["ok"] is True
    assert not new.home.with_name(".new.restoring").exists()


@pytest.mark.once
def test_the_secrets_need_the_passphrase_and_are_nowhere_in_the_file(site: Site, sites: Sites) -> None:
    backup = site.backup()
    secrets = json.loads((site.home / "keys.json").read_text())["keys"]
    held = backup.read_bytes()

    assert not [key["secret"] for keys in secrets.values() for key in keys if key["secret"].encode() in held or bytes.fromhex(key["secret"]) in held]
    assert (site.home / "secret-key").read_bytes().strip() not in held

    new = sites.new("new")
    new.passphrase = "ein anderer langer Satz"
    told = new.depesche("restore", str(backup))
    assert told.returncode == 1
    assert "passphrase does not open" in told.stderr
    assert not new.home.exists()


@pytest.mark.once
def test_a_cut_or_changed_backup_restores_nothing(packed: bytes, sites: Sites) -> None:
    whole, new = packed, sites.new("new")
    broken = new.home.parent / "broken.tar"
    places = [len(whole) // 7 * part for part in range(1, 7)]
    for changed in [*(whole[:place] for place in places[::2]), *(flipped(whole, place) for place in places[1::2]), b"", b"no backup at all" * 99]:
        broken.write_bytes(changed)

        told = new.depesche("restore", str(broken))

        assert told.returncode == 1
        assert "Traceback" not in told.stderr, told.stderr
        assert not new.home.exists()


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.fixture(scope="module")
def packed(prepared: Site) -> bytes:
    """One backup for those who only look into it."""
    return prepared.backup("packed.tar").read_bytes()


@pytest.mark.once
@pytest.mark.parametrize("trick", ["../outside", "/absolute", "media/../../outside", "link", "hardlink", "device", "keys.json", "media/x/./y"])
def test_no_member_is_written_outside_or_is_anything_but_a_file(packed: bytes, sites: Sites, trick: str, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(fileobj=io.BytesIO(packed)) as source, tarfile.open(evil, "w") as target:
        for info in source:
            if info.name == "members.json":
                added = tarfile.TarInfo(trick)
                kinds = {"link": tarfile.SYMTYPE, "hardlink": tarfile.LNKTYPE, "device": tarfile.CHRTYPE}
                added.type, added.linkname, added.size = kinds.get(trick, tarfile.REGTYPE), "/etc/passwd", 0 if trick in kinds else 4
                target.addfile(added, io.BytesIO(b"evil"))
            target.addfile(info, source.extractfile(info))
    new = sites.new("new")

    told = new.depesche("restore", str(evil))

    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert not new.home.exists()
    assert not (tmp_path / "outside").exists()


@pytest.mark.once
def test_a_backup_is_never_overwritten_and_needs_a_passphrase(site: Site) -> None:
    backup = site.backup()

    assert "exists already" in site.depesche("backup", str(backup)).stderr
    site.passphrase = ""
    assert "passphrase" in site.depesche("backup", str(backup.with_name("b"))).stderr
    site.passphrase = "kurz"
    assert "fewer than" in site.depesche("backup", str(backup.with_name("b"))).stderr
    assert not backup.with_name("b").exists()
