"""A letter compiled once says to each recipient what the same letter says alone, whatever is put into its slots."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.courier import message
from depesche.courier.compiling import compile_letter, filled
from depesche.courier.message import BadLetter, Letter
from depesche.courier.transport import envelopes
from depesche.courier.transport.mail import Mail

pytestmark = [pytest.mark.once, pytest.mark.rule("M-07")]
MARKS = {"leave": "[[unsubscribe]]", "block": "[[block]]", "number": "[[number]]"}
LETTER = Letter(
    sender="Beispiel Edelmetalle <news@example.org>",
    to="",
    subject="Gold und Grüße",
    html='<p>Guten Tag</p>\n[[block]]\n<p><a href="[[unsubscribe]]">abmelden</a></p>',
    text="Guten Tag\n\n[[block]]Abmelden: [[unsubscribe]]\n",
    message_id="",
    date=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
    reply_to="redaktion@example.org",
    headers=(
        ("List-Unsubscribe", "<[[unsubscribe]]>, <mailto:leave@example.org?subject=[[number]]>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", "<goldbrief.example.org>"),
        ("Feedback-ID", "17:goldbrief:[[number]]:example.org"),
        ("Precedence", "bulk"),
    ),
)
VALUES = {
    "to": "Anna Müller, geb. Kühn <anna@example.org>",
    "message_id": message.message_id("delivery:1", "example.org"),
    "leave": "https://example.org/newsletter/leave/abc=def?x=1",
    "block": "<p>Wir haben uns geirrt: 1 = 1.</p>\n.\nEnde",
    "number": "4711",
}
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
texts = st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n\t =.-_")), max_size=1500)
tokens = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=300)


def by_hand(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Read a mail without any library: its unfolded header fields, and the decoded text of each part by its media type."""
    head, _, body = data.partition(b"\r\n\r\n")
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", head).decode()
    fields = dict(line.split(": ", 1) for line in unfolded.split("\r\n"))
    boundary = re.search(r'boundary="([^"]+)"', fields["Content-Type"])
    if boundary is None:
        return fields, {fields["Content-Type"].split(";")[0]: unquoted(body)}
    between = f"\r\n--{boundary[1]}".encode()
    _, *parts, last = (b"\r\n" + body).split(between)
    assert last == b"--\r\n"
    found = {}
    for part in parts:
        kind, coded = part.removeprefix(b"\r\n").split(b"\r\n\r\n", 1)
        found[kind.decode().split(": ")[1].split(";")[0]] = unquoted(coded)
    return fields, found


def unquoted(coded: bytes) -> str:
    joined = coded.replace(b"=\r\n", b"")
    return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), joined).decode().replace("\r\n", "\n").rstrip("\n")


def by_library(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    read = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert isinstance(read, EmailMessage)
    assert read.defects == []
    old = email.message_from_bytes(data, policy=email.policy.compat32)
    fields = {name: str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", value)))) for name, value in old.items()}
    leaves = [part for part in read.walk() if not part.is_multipart()]
    return fields, {part.get_content_type(): part.get_content().replace("\r\n", "\n").rstrip("\n") for part in leaves}


def same(left: bytes, right: bytes) -> None:
    for read in (by_hand, by_library):
        one, other = read(left), read(right)
        for fields, _ in (one, other):
            fields["Content-Type"] = re.sub("boundary=.*", "", fields["Content-Type"])
        assert list(one[0]) == list(other[0])
        assert {name: value.split() for name, value in one[0].items()} == {name: value.split() for name, value in other[0].items()}
        assert one[1] == other[1]


def check_lines(data: bytes) -> None:
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76


def test_a_rendering_says_what_the_letter_says() -> None:
    data = compile_letter(LETTER, MARKS).render(VALUES)

    same(data, message.as_bytes(filled(LETTER, MARKS, VALUES)))
    check_lines(data)
    assert by_hand(data)[0]["List-Unsubscribe"] == f"<{VALUES['leave']}>, <mailto:leave@example.org?subject=4711>"
    assert by_hand(data)[1]["text/plain"].endswith(f".\nEndeAbmelden: {VALUES['leave']}")


@pytest.mark.rule("S-05")
@settings(max_examples=200, deadline=None)
@given(before=texts, between=texts, after=texts, block=texts, leave=tokens, name=words, has_html=st.booleans())
def test_whatever_stands_around_and_in_a_slot(before: str, between: str, after: str, block: str, leave: str, name: str, has_html: bool) -> None:
    text = f"{before}[[block]]{between}[[unsubscribe]]{after}"
    letter = replace(
        LETTER, text=text, html=text if has_html else "", subject=between.replace("\n", " ").replace("\t", " ") if between.strip() else "x"
    )
    clean = name.replace("<", "(").replace(">", ")")
    values = {**VALUES, "block": block, "leave": leave, "to": message.mailbox(clean, "anna@example.org")}
    try:
        alone = message.as_bytes(filled(letter, MARKS, values))
    except BadLetter:
        return
    compiled = compile_letter(letter, MARKS)
    data = compiled.render(values)

    same(data, alone)
    check_lines(data)
    assert compiled.rendered(values).whole() == data
    assert compiled.ready(values) == compiled.rendered(values, ready=True).whole() == envelopes.body(Mail(1, "", "", data))


def test_two_renderings_are_the_same_bytes() -> None:
    first = compile_letter(LETTER, MARKS).render(VALUES)
    compiled = compile_letter(LETTER, MARKS)

    assert compiled.render(VALUES) == first
    assert compiled.render({**VALUES, "to": "ben@example.org"}) != first
    assert compiled.render(dict(reversed(VALUES.items()))) == first


def test_the_boundary_is_the_letters_own() -> None:
    def boundary(data: bytes) -> str:
        return str(email.message_from_bytes(data).get_boundary())

    compiled = compile_letter(LETTER, MARKS)
    other = compile_letter(replace(LETTER, text="Anders [[unsubscribe]]"), MARKS)

    assert boundary(compiled.render(VALUES)) == boundary(compiled.render({**VALUES, "to": "ben@example.org"})) != boundary(other.render(VALUES))


@pytest.mark.parametrize(
    "value", ["\r\nBcc: ben@example.org", "x\ny", "x\ry", "a b", "a\x00", "\x7f", "\u2028", "ü", "x\x85y", "https://example.org/" + "x" * 990]
)
@pytest.mark.parametrize("slot", ["leave", "number"])
def test_a_value_cannot_leave_its_header(slot: str, value: str) -> None:
    with pytest.raises(BadLetter):
        compile_letter(LETTER, MARKS).render({**VALUES, slot: value})


@pytest.mark.parametrize(
    "value", ["", "anna", "a@b@c", "anna@example.org\r\nBcc: x@example.org", "Anna\n <anna@example.org>", "anna@example.org, x@y", ".a@b.de"]
)
def test_a_recipient_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(BadLetter):
        compile_letter(LETTER, MARKS).render({**VALUES, "to": value})


@pytest.mark.parametrize("value", ["", "x", "<x>", "<a@b>\r\nX: y", "<a b@c>", f"<{'x' * 300}@b>"])
def test_a_message_id_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(BadLetter):
        compile_letter(LETTER, MARKS).render({**VALUES, "message_id": value})


@pytest.mark.parametrize(
    "value", ["\r\n.\r\nMAIL FROM:<x@y>", "\r\n--=_a_\r\n\r\n", ".", "\n.\n", "=", "=\n", " ", "x" * 5000, "é" * 999, "\x00\x1a", ""]
)
def test_a_value_cannot_leave_its_body(value: str) -> None:
    data = compile_letter(LETTER, MARKS).render({**VALUES, "block": value})

    check_lines(data)
    _, parts = by_hand(data)
    assert set(parts) == {"text/plain", "text/html"}
    assert value.replace("\r\n", "\n") in parts["text/plain"]
    assert parts == by_library(data)[1]


@pytest.mark.parametrize("sign", ["x", "é", "=", " ", "."])
def test_lines_stay_short_where_a_slot_begins_and_ends(sign: str) -> None:
    for length in range(1, 160):
        letter = replace(LETTER, text=f"{sign * length}[[block]]{sign * length}.", html="")
        data = compile_letter(letter, MARKS).render({**VALUES, "block": sign * length})

        check_lines(data)
        assert by_hand(data)[1]["text/plain"] == sign * 3 * length + "."


def test_half_a_character_is_refused() -> None:
    with pytest.raises(BadLetter):
        compile_letter(LETTER, MARKS).render({**VALUES, "block": "\ud800"})
    with pytest.raises(BadLetter):
        compile_letter(replace(LETTER, text="\ud800"), MARKS)


def test_a_slot_without_a_value_is_a_bug_that_shows() -> None:
    with pytest.raises(KeyError):
        compile_letter(LETTER, MARKS).render({name: value for name, value in VALUES.items() if name != "block"})


@pytest.mark.parametrize("field", ["sender", "subject", "reply_to"])
def test_a_slot_where_none_may_stand_is_refused(field: str) -> None:
    with pytest.raises(BadLetter):
        compile_letter(replace(LETTER, **{field: "[[number]] <a@example.org>"}), MARKS)


@pytest.mark.parametrize("marks", [{"to": "[[to]]"}, {"x": ""}, {"x": "a b"}])
def test_marks_that_cannot_be(marks: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        compile_letter(LETTER, marks)


def test_a_letter_without_slots_of_its_own() -> None:
    letter = replace(LETTER, html="<p>x</p>", text="x", headers=())

    same(compile_letter(letter, {}).render(VALUES), message.as_bytes(replace(letter, to=VALUES["to"], message_id=VALUES["message_id"])))
