"""A mail as bytes: what any parser reads back, and what is refused."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.courier import message
from depesche.courier.message import Attachment, BadLetter, Letter
from depesche.kernel import address
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once
MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300)
texts = st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n\r\t =.-_")), min_size=1, max_size=3000)


def letter(**changes: object) -> Letter:
    given_parts: dict[str, object] = {
        "sender": message.mailbox("Beispiel Edelmetalle", "news@example.org"),
        "to": "anna@example.org",
        "subject": "Bitte bestätigen",
        "html": "<p>Guten Tag</p>",
        "text": "Guten Tag",
        "message_id": message.message_id("token", "example.org"),
        "date": MONDAY,
    }
    return Letter(**{**given_parts, **changes})  # type: ignore[arg-type]


def modern(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.SMTP)  # type: ignore[return-value]


def without_spaces(text: str) -> str:
    """The modern parser puts a space between encoded words of one name (RFC 2047 says there is none)."""
    return "".join(text.split())


def lines_as_one(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@settings(max_examples=150, deadline=None)
@given(subject=words, text=texts, html=texts, name=words)
def test_two_parsers_read_back_what_was_written(subject: str, text: str, html: str, name: str) -> None:
    sender = message.mailbox(name.replace("<", "(").replace(">", ")"), "news@example.org")
    try:
        expected_name = message.parse_mailbox(sender).name
        data = message.as_bytes(letter(subject=subject, text=text, html=html, sender=sender))
    except BadLetter:
        return

    new, old = modern(data), email.message_from_bytes(data, policy=email.policy.compat32)

    for line in data.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line
        assert b"\r" not in line
    assert data.isascii()
    assert new.defects == []
    assert str(new["subject"]) == str(make_header(decode_header(old["subject"]))) == subject.strip(" ")
    assert new["from"].addresses[0].addr_spec == "news@example.org"
    assert without_spaces(new["from"].addresses[0].display_name) == without_spaces(expected_name)
    assert str(make_header(decode_header(parseaddr(old["from"])[0]))) == expected_name
    plain, marked = list(new.iter_parts())
    assert lines_as_one(plain.get_content()) == lines_as_one(text)
    assert lines_as_one(marked.get_content()) == lines_as_one(html)
    old_plain, old_marked = old.get_payload()
    assert lines_as_one(old_plain.get_payload(decode=True).decode()) == lines_as_one(text)
    assert lines_as_one(old_marked.get_payload(decode=True).decode()) == lines_as_one(html)


def test_equal_letters_are_equal_bytes() -> None:
    attached = (Attachment("beleg.pdf", "application/pdf", b"%PDF"),)

    assert message.as_bytes(letter(attachments=attached)) == message.as_bytes(letter(attachments=attached))


def test_the_parts_of_a_letter_with_attachments() -> None:
    content = bytes(range(256)) * 40
    data = message.as_bytes(letter(attachments=(Attachment("Einwilligung für Anna.pdf", "application/pdf", content),)))

    read = modern(data)

    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "Einwilligung für Anna.pdf"
    assert attached.get_content() == content


def test_a_boundary_in_the_text_ends_nothing() -> None:
    first = message.as_bytes(letter())
    boundary = modern(first).get_boundary()

    read = modern(message.as_bytes(letter(text=f"Hallo\n--{boundary}--\nnoch da")))

    assert "noch da" in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("bad", ["\r\nBcc: ben@example.org", "\nX: y", "\rX", "a\x00b", "a\x0bb", "a\x1cb", "\x7f", "\ud800"])
@pytest.mark.parametrize("field", ["sender", "to", "subject", "reply_to", "headers", "header_name", "attachment"])
def test_nothing_can_start_a_header_of_its_own(field: str, bad: str) -> None:
    changes: dict[str, object] = {
        "sender": {"sender": f"A{bad} <news@example.org>"},
        "to": {"to": f"anna{bad}@example.org"},
        "subject": {"subject": f"Hallo {bad} du"},
        "reply_to": {"reply_to": f"anna@example.org{bad}"},
        "headers": {"headers": (("List-Id", f"a{bad}b"),)},
        "header_name": {"headers": ((f"List{bad}-Id", "a"),)},
        "attachment": {"attachments": (Attachment(f"a{bad}.pdf", "application/pdf", b""),)},
    }[field]  # type: ignore[assignment]

    with pytest.raises(BadLetter) as refused:
        message.as_bytes(letter(**changes))

    assert refused.value.code == "bad-letter"


@pytest.mark.parametrize(
    "name", ["From", "to", "BCC", "Content-Type", "content-transfer-encoding", "Message-ID", "MIME-Version", "Date", "Sub ject", "X:"]
)
def test_a_header_that_the_letter_sets_itself_is_refused(name: str) -> None:
    with pytest.raises(BadLetter):
        message.as_bytes(letter(headers=((name, "x"),)))


@pytest.mark.parametrize(
    "address", ["anna", "anna@", "@example.org", "a b@example.org", "anna@example.org, ben@example.org", "<>", "anna@exa mple.org", "a@b@c", ""]
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(BadLetter):
        message.as_bytes(letter(to=address))


def test_names_with_commas_quotes_and_umlauts_survive() -> None:
    for name in ("Müller, Söhne & Co. GmbH", 'Anna "die Erste" Beispiel', "Beispiel, Anna", "=?utf-8?q?list?=", "Ä" * 200):
        read = modern(message.as_bytes(letter(sender=message.mailbox(name, "news@example.org"))))
        assert without_spaces(read["from"].addresses[0].display_name) == without_spaces(name)
        assert len(read["from"].addresses) == 1


def test_a_long_address_of_the_unsubscribe_link_is_never_encoded() -> None:
    link = f"<https://news.example/newsletter/unsubscribe/{'a' * 300}/>"

    data = message.as_bytes(letter(headers=(("List-Unsubscribe", link), ("Auto-Submitted", "auto-generated"))))

    assert link.encode() in data
    assert modern(data)["auto-submitted"] == "auto-generated"


def test_an_international_mailbox_is_the_only_thing_that_is_not_seven_bit() -> None:
    data = message.as_bytes(letter(to="jürgen@example.org"))

    assert not data.isascii()
    assert data.replace("jürgen".encode(), b"").isascii()


def test_date_and_message_id() -> None:
    read = modern(message.as_bytes(letter()))

    assert read["date"].datetime == MONDAY
    assert read["message-id"] == message.message_id("token", "example.org") != message.message_id("other", "example.org")
    assert "token" not in read["message-id"]
    assert message.message_id("token", "127.0.0.1").endswith("@[127.0.0.1]>")


def test_an_empty_letter_a_naive_date_and_a_bad_id_are_refused() -> None:
    for changes in ({"text": "", "html": ""}, {"date": datetime(2026, 3, 2)}, {"message_id": "x@y"}, {"message_id": "<a b@c>"}):  # noqa: DTZ001
        with pytest.raises(BadLetter):
            message.as_bytes(letter(**changes))


def test_a_letter_may_be_text_only() -> None:
    read = modern(message.as_bytes(letter(html="")))

    assert read.get_content_type() == "text/plain"
    assert read.get_content().strip() == "Guten Tag"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.emails(), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=70).map(lambda local: f"{local}@example.org")))
def test_every_address_that_may_sign_up_can_be_written_to(typed: str) -> None:
    try:
        accepted = address.parse(typed, message="no address").mailbox
    except Refusal:
        return

    assert message.parse_mailbox(accepted).address == accepted
    message.as_bytes(letter(to=accepted))
