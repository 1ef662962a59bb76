"""After an erasure no byte of the person is left on the disk: not in the database's files, not in the log, not in what is public (S-43, I-6).

A mail that was handed over lies in the receiver's mailbox, and is not ours to erase.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from depesche.audience import folding, founding, intake, preferences, signup
from depesche.audience.models import Subscriber
from depesche.courier import outbox
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import clock, options
from depesche.ledger import checkpoints, verification
from tests import databases
from tests.cast import confirm, mails, make_publisher, token_in

pytestmark = pytest.mark.rule("S-43", "I-6", "S-42", "L-36")

OLD, NEW = "zacharias.quittenbaum@example.org", "z.quittenbaum-neu@example.net"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Path]:
    """Everything that is logged while the test runs, whatever its level."""
    handler = logging.FileHandler(tmp_path / "depesche.log")
    root = logging.getLogger("depesche")
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield tmp_path / "depesche.log"
    root.removeHandler(handler)
    root.setLevel(level)


def spellings(address: str) -> set[bytes]:
    """Return every form in which an address could lie about: as it is, encoded, or as a digest that anybody can make."""
    plain = address.encode()
    forms = {plain, address.partition("@")[0].encode(), quote(address).encode()}
    for algorithm in ("md5", "sha1", "sha256"):
        made = hashlib.new(algorithm, plain)
        forms |= {made.digest(), made.hexdigest().encode()}
    return forms


def found_in(paths: Iterator[Path] | list[Path], wanted: set[bytes]) -> list[str]:
    """Name the files that hold any of the forms, in any case."""
    lower = {form.lower() for form in wanted}
    hits = []
    for path in paths:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a server at work removes files
            continue
        small = content.lower()
        hits += [f"{path.name}: {form[:12]!r}" for form in wanted | lower if form in content or form in small]
    return sorted(set(hits))


def live_and_go(spool: Path) -> set[bytes]:
    """Sign up, confirm, look, move, take the data along, and be erased; return what was seen of tokens on the way."""
    web = Client()
    web.post("/newsletter/", {"email": OLD, "purpose": ["product-news", "special-offers"]}, headers={"user-agent": "Quittenbaum/1.0"})
    intake.work_off(at=clock.now())
    with options.using(smtp_url=f"file://{spool}"):
        outbox.hand_over_due(at=clock.now())
    seen = {token_in(mails(OLD)[0], "confirm"), token_in(mails(OLD)[0], "not-me")}
    old = confirm(OLD, at=clock.now())
    preferences.mail_link(old.lookup, at=clock.now())
    page = token_in(mails(OLD, "preferences")[0], "preferences")
    web.post(f"/newsletter/preferences/{page}/", {"button": "move", "email": NEW})
    intake.work_off(at=clock.now())
    seen |= {page, token_in(mails(NEW)[0], "confirm")}
    new = confirm(NEW, at=clock.now())
    checkpoints.sign_grown(at=clock.now())
    preferences.mail_link(new.lookup, at=clock.now())
    page = token_in(mails(NEW, "preferences")[0], "preferences")
    own = f"/newsletter/preferences/{page}/"
    assert web.post(own, {"button": "export"}).status_code == 200
    assert web.post(own, {"button": "restrict"}).status_code == 200
    assert Subscriber.objects.filter(mailbox__in=[OLD, NEW]).count() == 2
    assert web.post(own, {"button": "erase"}).status_code == 200
    return {token.encode() for token in seen | {page}}


def public() -> bytes:
    """Return what anybody can read of the log."""
    web, read = Client(), io.BytesIO()
    for path in ("checkpoint", "tile/0/000.p/1"):
        read.write(b"".join(web.get(f"/consent-log/{path}")))
    size = int(re.split(rb"\n", Client().get("/consent-log/checkpoint").content)[1])
    read.write(b"".join(web.get(f"/consent-log/tile/0/000.p/{size}")))
    assert read.tell() > size * 32
    return read.getvalue()


def check_what_stays() -> None:
    """The log verifies, the tables agree with it, and nobody writes to these addresses again."""
    assert verification.verify(log="consent").ok
    assert folding.compare() == []
    assert not Subscriber.objects.exists()
    assert not OutboxMessage.objects.exists()
    for address in (OLD, NEW):
        assert Suppression.objects.filter(lookup=signup.lookup_of(address), scope="all", reason="objected").exists()


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="PostgreSQL forgets later, see below")
def test_on_sqlite_nothing_is_left_at_once(committed_db: None, told: Path, tmp_path: Path) -> None:
    make_publisher()
    founding.found(at=clock.now())

    tokens = live_and_go(tmp_path / "spool")

    wanted = spellings(OLD) | spellings(NEW) | tokens
    home = [path for path in options.current().home.rglob("*") if path.is_file()]
    assert any(path.name.startswith("depesche.sqlite3") for path in home)
    assert found_in([*home, told], wanted) == []
    assert [form for form in wanted if form in public()] == []
    check_what_stays()


@pytest.mark.long
@pytest.mark.skipif(databases.ENGINE == "sqlite", reason="SQLite forgets at once, see above")
def test_on_postgresql_nothing_is_left_after_a_rewrite_and_new_wal(committed_db: None, told: Path, tmp_path: Path) -> None:
    """Stated time: as long as autovacuum and the next checkpoints take; here both are forced."""
    make_publisher()
    founding.found(at=clock.now())

    tokens = live_and_go(tmp_path / "spool")

    wanted = spellings(OLD) | spellings(NEW) | tokens
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET wal_recycle = off")
        cursor.execute("SELECT pg_reload_conf()")
        try:
            cursor.execute("VACUUM (FULL, ANALYZE)")
            for _again in range(3):
                cursor.execute("SELECT pg_switch_wal()")
                cursor.execute("CHECKPOINT")
        finally:
            cursor.execute("ALTER SYSTEM RESET wal_recycle")
            cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    home = [path for path in options.current().home.rglob("*") if path.is_file()]
    assert found_in([*home, told, *(path for path in folder.rglob("*") if path.is_file())], wanted) == []
    assert [form for form in wanted if form in public()] == []
    check_what_stays()
