"""The catcher is a real mail server, and what it caught can be read however broken it is."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.courier import catcher, caught, message, way
from depesche.courier.message import Attachment, Letter
from depesche.courier.transport import Unreachable, Verdict, open_way_out
from depesche.courier.transport.catcher import port_file
from depesche.courier.transport.files import enveloped
from depesche.kernel import options
from tests.chores.processes import eventually

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def empty_inbox() -> Iterator[None]:
    yield
    shutil.rmtree(catcher.folder(), ignore_errors=True)


@pytest.fixture
def running_catcher() -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=catcher.run, args=(stop,))
    thread.start()
    eventually(port_file().exists)
    with options.using(smtp_url="catcher://"):
        yield
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert not port_file().exists()


def letter(**changes: object) -> Letter:
    parts: dict[str, object] = {
        "sender": message.mailbox("Müller, Söhne", "news@example.org"),
        "to": "anna@example.org",
        "subject": "Ihre Anmeldung bestätigen",
        "html": "<p>Grüße</p>",
        "text": "Grüße\n.\nEnde",
        "message_id": message.message_id("1", "example.org"),
        "date": datetime(2026, 3, 2, tzinfo=UTC),
    }
    return Letter(**{**parts, **changes})  # type: ignore[arg-type]


def hand_over(content: bytes, recipient: str = "anna@example.org") -> None:
    with open_way_out("catcher://") as way_out:
        assert way_out.hand_over(sender="b+x@example.org", recipient=recipient, content=content).verdict is Verdict.ACCEPTED


def keep(data: bytes) -> str:
    catcher.folder().mkdir(parents=True, exist_ok=True)
    identifier = catcher.new_id(datetime.now(tz=UTC))
    (catcher.folder() / f"{identifier}.eml").write_bytes(data)
    return identifier


def test_a_mail_is_kept_byte_for_byte_with_its_envelope(running_catcher: None) -> None:
    content = message.as_bytes(letter(attachments=(Attachment("Übersicht.pdf", "application/pdf", b"%PDF"),)))
    hand_over(content)

    (identifier,) = caught.ids()
    mail = caught.read(identifier)

    assert caught.content(identifier) == enveloped("b+x@example.org", "anna@example.org", content)
    assert mail.summary.sender == "Müller, Söhne <news@example.org>"
    assert (mail.summary.to, mail.summary.subject) == ("anna@example.org", "Ihre Anmeldung bestätigen")
    assert mail.html.strip() == "<p>Grüße</p>"
    assert mail.text.split() == ["Grüße", ".", "Ende"]
    assert mail.attachments == ("Übersicht.pdf",)
    assert ("X-Envelope-From", "b+x@example.org") in mail.headers


def test_an_international_address_arrives(running_catcher: None) -> None:
    hand_over(message.as_bytes(letter(to="jürgen@example.org")), recipient="jürgen@example.org")

    assert caught.summary(caught.ids()[0]).to == "jürgen@example.org"


def test_the_newest_mail_comes_first(running_catcher: None) -> None:
    for number in range(3):
        hand_over(message.as_bytes(letter(subject=f"Mail {number}")))

    assert [caught.summary(identifier).subject for identifier in caught.ids()] == ["Mail 2", "Mail 1", "Mail 0"]


@pytest.mark.django_db
def test_without_a_running_catcher_mail_waits_and_says_why() -> None:
    with options.using(smtp_url="catcher://"):
        found = way.problem()
        assert found is not None
        assert found.code == "no-catcher"
        with pytest.raises(Unreachable), open_way_out("catcher://"):
            pass


@pytest.mark.parametrize(
    "identifier", ["", ".", "..", "../keys", "a/b", "x" * 30, "20260302T080000000000-abcdef01\n", "20260302T080000000000-ABCDEF01"]
)
def test_only_ids_that_the_catcher_gives_are_looked_up(identifier: str) -> None:
    for look in (caught.read, caught.content, caught.summary):
        with pytest.raises(caught.NoSuchMail):
            look(identifier)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?b?!!!?=\r\n\r\nx",
        b"Subject: =?nope?q?x?=\r\nContent-Type: text/html; charset=nope\r\n\r\n\xe4",
        b"From: \xff\xfe <a@b>\r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\n--x\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Transfer-Encoding: base64\r\n\r\n$$$\r\n--x--",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nabc",
        b"Content-Type: text/plain; charset*=x'y'%zz\r\nContent-Disposition: attachment; filename*=a'b'%ff\r\n\r\nx",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(2000)),
    ],
)
def test_a_broken_mail_can_still_be_looked_at(data: bytes) -> None:
    identifier = keep(data)

    assert caught.read(identifier).source == data.decode("utf-8", "replace")
    assert caught.summary(identifier).id == identifier


PIECES = [
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"--x\r\n",
    b"\r\n\r\n",
    b"Subject: =?utf-8?b?",
    b"Content-Disposition: attachment; filename*0*=",
    b"\xff",
]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(PIECES)), max_size=20).map(b"".join))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    identifier = keep(data)
    mail = caught.read(identifier)
    "".join([mail.html, mail.text, mail.summary.subject, *mail.attachments, *(value for _, value in mail.headers)]).encode()


def test_mails_become_files_in_a_folder(tmp_path: Path) -> None:
    content = message.as_bytes(letter())
    url = f"file://{tmp_path}/mails"
    for _ in range(2):
        with open_way_out(url) as way_out:
            assert way_out.hand_over(sender="b+x@example.org", recipient="anna@example.org", content=content).verdict is Verdict.ACCEPTED

    (file,) = (tmp_path / "mails").iterdir()
    assert file.suffix == ".eml"
    assert file.read_bytes() == b"X-Envelope-From: b+x@example.org\r\nX-Envelope-To: anna@example.org\r\n" + content


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_to_is_a_problem_and_mail_waits(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    url = f"file://{tmp_path}/file/mails"
    with options.using(smtp_url=url):
        found = way.problem()
        assert found is not None
        assert found.code == "no-mail-folder"
    with pytest.raises(Unreachable), open_way_out(url):
        pass


def test_when_a_second_catcher_of_a_home_ends_the_first_is_found_again(running_catcher: None) -> None:
    first = port_file().read_text()
    stop = threading.Event()
    second = threading.Thread(target=catcher.run, args=(stop,))
    second.start()
    eventually(lambda: port_file().read_text() != first)

    stop.set()
    second.join(5)

    eventually(lambda: port_file().exists() and port_file().read_text() == first)
