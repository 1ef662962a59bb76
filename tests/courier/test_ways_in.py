"""How mail that comes back gets here: a mailbox, a mail folder, the local mail server. Nothing is removed before it is stored."""

from __future__ import annotations

import smtplib  # noqa: TID251 - the other side of the listener
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from depesche.courier import envelope, keeping
from depesche.courier.inbound import imap, lmtp, maildir, reading_ways, settling, storing
from depesche.courier.models import InboundMail, WayIn
from depesche.kernel import clock, options
from depesche.kernel.options import read, shown
from depesche.kernel.personal_data import Person
from depesche.kernel.refusal import Refusal
from tests.courier import imap_server
from tests.courier.bouncing import built
from tests.courier.imap_server import PASSWORD, USER, Folder

NOW = clock.now().replace(microsecond=0)
BOUNCE = built.postfix("5.1.1", "550 5.1.1 User unknown").replace(b"\n", b"\r\n")
OTHER = built.exim("mailbox is full").replace(b"\n", b"\r\n")


def stored() -> list[bytes]:
    return [bytes(raw) for raw in InboundMail.objects.order_by("pk").values_list("raw", flat=True)]


def url(port: int, *, password: str = PASSWORD, folder: str = "INBOX") -> str:
    return f"imap://{USER}:{quote(password, safe='')}@127.0.0.1:{port}/{folder}"


@pytest.mark.rule("M-13")
@pytest.mark.parametrize("has_uidplus", [True, False])
def test_a_mailbox_is_emptied_into_the_database(db: None, has_uidplus: bool) -> None:
    folder = Folder(has_uidplus=has_uidplus)
    folder.add(BOUNCE)
    folder.add(OTHER)
    with imap_server.serving(folder) as port:
        assert imap.fetch(url(port), at=NOW) == 2
        assert imap.fetch(url(port), at=NOW) == 0

    assert stored() == [BOUNCE, OTHER]
    assert folder.mails == {}


@pytest.mark.rule("M-13")
def test_a_mailbox_keeps_what_could_not_be_stored(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder()
    folder.add(BOUNCE)

    def full(*_args: object, **_more: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(storing, "store", full)
    with imap_server.serving(folder) as port, pytest.raises(Refusal, match="disk full"):
        imap.fetch(url(port), at=NOW)

    assert folder.mails == {1: BOUNCE}
    assert folder.deleted == set()


@pytest.mark.rule("M-13")
@pytest.mark.parametrize("place", ["UID STORE", "EXPUNGE", "UID FETCH", "SELECT", "LOGIN"])
def test_a_connection_that_breaks_loses_and_doubles_nothing(db: None, place: str) -> None:
    folder = Folder(breaks_at=place)
    folder.add(BOUNCE)
    with imap_server.serving(folder) as port:
        with pytest.raises(Refusal) as told:
            imap.fetch(url(port), at=NOW)
        folder.breaks_at = ""
        imap.fetch(url(port), at=NOW)

    assert told.value.code == "bounces-unreadable"
    assert stored() == [BOUNCE]


@pytest.mark.rule("M-13")
def test_a_mail_that_the_server_cannot_read_is_told_and_does_not_stop_the_others(db: None) -> None:
    folder = Folder(says={"UID FETCH 1 ": b"%s NO [SERVERBUG] damaged"})
    folder.add(BOUNCE)
    folder.add(OTHER)
    with imap_server.serving(folder) as port, pytest.raises(Refusal, match="damaged"):
        imap.fetch(url(port), at=NOW)

    assert stored() == [OTHER]
    assert folder.mails == {1: BOUNCE}


LIES = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 \xff\r\n%s OK done"],
    "UID SEARCH": [b"* SEARCH \xff 1:* 7,8 -1\r\n%s OK done"],
    "UID FETCH": [
        b"* 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\nx)\r\n%s OK done",
        b"* 1 FETCH (UID 1 BODY[] NIL)\r\n%s OK done",
        b"* 1 FETCH (UID 1 BODY[] {-5}\r\nx)\r\n%s OK done",
        b"* 1 FETCH \xff\r\n%s OK done",
        b"%s OK done",
    ],
}


@pytest.mark.rule("M-13")
@pytest.mark.parametrize(("to", "lie"), [(to, lie) for to, lies in LIES.items() for lie in lies])
def test_a_mail_server_that_lies_does_not_have_mails_deleted(db: None, to: str, lie: bytes) -> None:
    folder = Folder(says={to: lie})
    folder.add(BOUNCE)
    with imap_server.serving(folder) as port, options.using(bounce_url=url(port)):
        assert reading_ways.fetch(at=NOW) == 0

    assert stored() == []
    assert not [command for command in folder.asked if command.startswith("UID STORE")]


@pytest.mark.parametrize("wrong", [{"password": "falsch"}, {"folder": "Nirgends"}])
def test_a_mailbox_that_refuses_is_told_without_the_password(db: None, wrong: dict[str, str]) -> None:
    with imap_server.serving(Folder()) as port, options.using(bounce_url=url(port, **wrong)):
        assert reading_ways.fetch(at=NOW) == 0

    way = WayIn.objects.get()
    assert way.trouble
    assert way.worked_at is None
    assert "falsch" not in way.trouble


@pytest.mark.parametrize(("name", "written"), [("INBOX", "INBOX"), ("R&D", "R&-D"), ("Zurück", "Zur&APw-ck"), ("台北", "&U,BTFw-")])
def test_a_folder_may_have_any_name(name: str, written: str) -> None:
    assert imap.folder_name(name) == written


def test_a_password_goes_over_tls_or_stays_on_this_machine() -> None:
    with pytest.raises(Refusal):
        imap.fetch("imaps://a:b@127.0.0.1:1/INBOX", at=NOW)


@pytest.mark.rule("M-13")
def test_a_mail_folder_is_emptied_into_the_database(db: None, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(BOUNCE)
    (tmp_path / "cur" / "2.host:2,S").write_bytes(OTHER)
    (tmp_path / "tmp" / "3.host").write_bytes(b"half a mail")

    with options.using(bounce_url=f"maildir://{tmp_path}"):
        assert reading_ways.fetch(at=NOW) == 2

    assert stored() == [BOUNCE, OTHER]
    assert sorted(path.name for path in tmp_path.rglob("*host*")) == ["3.host"]
    assert WayIn.objects.get().worked_at == NOW


@pytest.mark.rule("M-13")
def test_two_readers_of_one_mail_folder_store_each_mail_once(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(BOUNCE)
    (tmp_path / "new" / "2.host").write_bytes(OTHER)
    store = storing.store

    def meanwhile(*args: object, **more: object) -> InboundMail:
        monkeypatch.setattr(storing, "store", store)
        assert maildir.fetch(f"maildir://{tmp_path}", at=NOW) == 2
        return store(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "store", meanwhile)

    assert maildir.fetch(f"maildir://{tmp_path}", at=NOW) == 1
    assert sorted(stored()) == sorted([BOUNCE, OTHER])


def test_a_mail_folder_that_is_missing_is_told(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="nirgends"):
        maildir.fetch(f"maildir://{tmp_path}/nirgends", at=NOW)


@contextmanager
def listening() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stop = threading.Event()
    with options.using(bounce_url=f"lmtp://127.0.0.1:{port}", bounce_domain="bounce.example.org"):
        thread = threading.Thread(target=lmtp.run, args=(stop,))
        thread.start()
        try:
            for _turn in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            yield port
        finally:
            stop.set()
            thread.join()


@pytest.mark.rule("M-13", "S-07")
def test_the_mail_server_hands_over_and_forged_recipients_are_refused(committed_db: None) -> None:
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        real = envelope.of_delivery(4711)
        forged = real[:6] + ("a" if real[6] != "a" else "b") + real[7:]
        client.sendmail("", [real], OTHER)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as told:
            client.sendmail("", [forged, "anna@elsewhere.example"], OTHER)

    assert sorted(code for code, _said in told.value.recipients.values()) == [550, 550]
    (raw,) = stored()
    assert raw.startswith(b"X-Depesche-Envelope-To: " + real.encode() + b"\r\n")
    assert raw.endswith(OTHER)
    mail = InboundMail.objects.get()
    assert settling.understand(mail).origin == envelope.Origin(delivery=4711)


@pytest.mark.rule("M-13")
def test_what_cannot_be_stored_stays_with_the_mail_server(committed_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE courier_inboundmail RENAME TO courier_gone")
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPDataError) as told:
        client.sendmail("", [envelope.of_delivery(1)], OTHER)
    assert told.value.smtp_code == 451


@pytest.mark.rule("M-13")
@pytest.mark.parametrize("place", ["RCPT", "DATA"])
def test_whatever_breaks_while_a_mail_is_taken_it_stays_with_the_mail_server(committed_db: None, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        real = envelope.of_delivery(1)
        monkeypatch.setattr(*((envelope, "read") if place == "RCPT" else (storing, "store")), broken)
        client.ehlo()
        codes = [client.docmd("MAIL FROM:<>")[0], client.docmd(f"RCPT TO:<{real}>")[0]]
        if place == "DATA":
            codes.append(client.data(OTHER)[0])

    assert codes[-1] == 451


@pytest.mark.rule("M-13")
def test_a_notice_with_a_long_line_is_taken(committed_db: None) -> None:
    long = b"Subject: Undelivered\r\n\r\n" + b"x" * 70_000 + b"\r\n"
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("", [envelope.of_delivery(1)], long)

    (raw,) = stored()
    assert raw.endswith(long)


def test_the_way_in_is_an_option_that_hides_its_password(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("imaps://anna:ge%40heim@mail.example/INBOX\n")
    environment = {"DEPESCHE_BOUNCE_URL_FILE": str(tmp_path / "url")}
    found = read(environment, home=tmp_path)

    assert found.bounce_url == "imaps://anna:ge%40heim@mail.example/INBOX"
    (line,) = [line for line in shown(environment, found) if line.name == "DEPESCHE_BOUNCE_URL"]
    assert line.value == "imaps://anna:***@mail.example/INBOX"


@pytest.mark.parametrize("wrong", ["imap://host/INBOX", "pop3://a:b@host/", "lmtp://127.0.0.1", "maildir://", "imaps://a:b@host:port/", "lmtp://:24"])
def test_a_way_in_that_cannot_work_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Refusal, match="DEPESCHE_BOUNCE_URL"):
        read({"DEPESCHE_BOUNCE_URL": wrong}, home=tmp_path)


def test_mails_are_deleted_after_their_time_and_with_their_person(db: None) -> None:
    about_dora = storing.store(BOUNCE, way=InboundMail.Way.IMAP, at=NOW)
    InboundMail.objects.filter(pk=about_dora.pk).update(lookup="d" * 64, state=InboundMail.State.DONE)
    storing.store(b"Subject: about nobody\n\nDora@Example.net asks", way=InboundMail.Way.IMAP, at=NOW)
    storing.store(b"Subject: about Anna\n\nHallo", way=InboundMail.Way.IMAP, at=NOW)
    dora = Person(subject=uuid.uuid4(), address="dora@example.net", lookup="d" * 64)

    exported = keeping.export(dora)
    assert isinstance(exported, dict)
    assert len(exported["came_back"]) == 2
    assert keeping.erase(dora) == 2
    assert [raw for raw in stored() if b"dora" in raw.lower()] == []

    InboundMail.objects.update(state=InboundMail.State.REVIEW)
    with options.using(inbound_days=10):
        assert keeping.delete_old(at=NOW.replace(year=NOW.year + 1)) == 1
