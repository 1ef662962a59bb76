"""What mails that come back mean: a labelled set, mails written by hand, and whatever happens to mails on their way."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.courier.bouncing import HARD, Class, read
from depesche.courier.bouncing.mail_parts import decoded
from depesche.operations.bench import bounce_corpus, bounces
from tests.courier.bouncing import other_samples
from tests.courier.bouncing.built import ORIGINAL, TOKEN, mail, postfix
from tests.courier.bouncing.samples import SAMPLES as BOUNCES

pytestmark = pytest.mark.once
SAMPLES = {**BOUNCES, **other_samples.SAMPLES}
NAMES = sorted(SAMPLES)
REPORTS = [name for name in NAMES if b"Content-Type: message/rfc822" in SAMPLES[name][0] and name != "jmrp"]
HURRIED = {Class.COMPLAINT, Class.AUTO_REPLY}


@pytest.mark.rule("M-12")
def test_the_labelled_set_is_understood() -> None:
    labelled = bounce_corpus.read()

    found = bounces.measure(labelled)

    assert found["mails"] == 117
    assert found["accuracy"] >= 0.95, found["missed"]
    assert found["living_called_dead"] <= 0.02, found["missed"]
    assert [miss for miss in found["missed"] if miss["wanted"] in HURRIED] == []


@pytest.mark.rule("M-12", "S-06", "S-23")
@pytest.mark.parametrize("name", NAMES)
def test_a_mail_that_came_back_is_understood(name: str) -> None:
    data, wanted = SAMPLES[name]

    verdict = read(data)

    assert verdict.kind is wanted, verdict
    assert TOKEN in verdict.tokens


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_make_no_difference(name: str) -> None:
    data = SAMPLES[name][0]

    assert read(data) == read(data.replace(b"\n", b"\r\n")) == read(data.replace(b"\n", b"\r"))


def test_line_ends_make_no_difference_to_the_labelled_set() -> None:
    for name, data, _wanted in bounce_corpus.read():
        plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        assert read(plain) == read(plain.replace(b"\n", b"\r\n")) == read(plain.replace(b"\n", b"\r")), name


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 6000), st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_mail_never_raises(name: str, place: int, damage: bytes, lost: int) -> None:
    data = SAMPLES[name][0]
    verdict = read(data[:place] + damage + data[place + lost :])
    assert len(verdict.diagnostic) <= 500


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(REPORTS), st.integers(0, 3000))
def test_a_report_whose_returned_mail_breaks_off_says_the_same(name: str, more: int) -> None:
    data = SAMPLES[name][0]
    returned = data.index(b"Content-Type: message/rfc822")

    assert read(data[: returned + more]).kind is read(data).kind


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(data: bytes) -> None:
    assert read(data).kind in Class


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(["klingon", "utf-7", "utf-16", "", "idna", "base64", "zip", "undefined", "unicode_escape"]))
def test_a_wrong_charset_never_raises(name: str, charset: str) -> None:
    read(re.sub(rb"charset=[\w-]+", b"charset=" + charset.encode(), SAMPLES[name][0]))


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "Raw-Unicode-Escape", "undefined", "utf-7"])
def test_a_codec_that_is_no_charset_of_mail_is_not_used(charset: str) -> None:
    said = rb"user unknown \ud800 +2AA- x-bcd"

    assert decoded(said, f"text/plain; charset={charset}") == said.decode()


@pytest.mark.parametrize("name", NAMES)
def test_folded_header_fields_say_the_same(name: str) -> None:
    data = SAMPLES[name][0]
    head, _, body = data.partition(b"\n\n")
    folded = re.sub(rb"^(Subject: \S+) ", rb"\1\n\t", head, flags=re.MULTILINE)
    assert read(folded + b"\n\n" + body) == read(data)


def test_a_bomb_of_parts_is_read_in_the_end() -> None:
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(3000))
    assert read(b"From: MAILER-DAEMON@example.net\n" + opened + b"\n\nuser unknown").kind in Class
    assert read(b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\na\n" * 50_000).kind in Class


LONG = ("<!--", "<style", "<", "a", "a@", ">", "\t", "=?a?b?", "5.1.", "user ", "not found ")


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("kind", ["text/plain", "text/html", "multipart/report; boundary=x", "message/delivery-status"])
def test_a_mail_made_to_take_long_does_not(piece: str, kind: str) -> None:
    body = piece * (400_000 // len(piece)) + "@"
    data = mail("MAILER-DAEMON@example.net", f"failure notice {body}", body, f"X-Failed-Recipients: {body}", f"Message-ID: {body}", kind=kind)
    report = f"--x\nContent-Type: message/delivery-status\n\nAction: failed\nDiagnostic-Code: {body}\n".encode()

    # Without the bounds in the patterns these take minutes.
    assert read(data).kind in Class
    assert read(mail("MAILER-DAEMON@example.net", "failure notice", "", kind=kind) + report).is_failure


def test_a_base64_body_says_the_same_as_a_plain_one() -> None:
    text = "Hi. This is the qmail-send program.\n\n<dora@example.net>:\nThis account is over quota.\n"
    plain, hidden = (read(mail("MAILER-DAEMON@example.net", "failure notice", text, encoding=encoding)) for encoding in ("8bit", "base64"))
    assert plain.kind is hidden.kind is Class.MAILBOX
    assert base64.b64encode(b"over quota") not in plain.diagnostic.encode()


def test_what_the_returned_mail_says_is_not_the_reason() -> None:
    verdict = read(
        mail("MAILER-DAEMON@example.net", "failure notice", f"Sorry.\n\n--- Below this line is a copy of the message.\n\n{ORIGINAL}\nuser unknown")
    )
    assert (verdict.kind, verdict.is_failure) == (Class.UNKNOWN, True)


@pytest.mark.rule("S-23")
@pytest.mark.parametrize("code", ["4.7.0", "5.7.1", "5.7.26", "4.1.1", "4.4.4"])
def test_neither_a_policy_code_nor_a_transient_one_kills(code: str) -> None:
    verdict = read(postfix(code, f"host mx.example.net[192.0.2.25] said: {code[0]}50 {code} user unknown"))
    assert verdict.kind not in HARD


def test_the_recipient_the_code_and_the_words_are_told() -> None:
    verdict = read(postfix("5.1.1", "host mx.example.net[192.0.2.25] said: 550 5.1.1 User unknown"))
    assert (verdict.recipients, verdict.code) == (("dora@example.net",), "5.1.1")
    assert "User unknown" in verdict.diagnostic
    assert verdict.rule == "no such address"
    assert verdict.message_ids == ("<mail.1@example.org>",)
    assert verdict.links == ("AbCdEfGhIjKlMnOpQrStUvWx",)


def test_a_token_is_found_in_capitals_and_as_an_envelope_id() -> None:
    data = postfix("5.1.1", "550 5.1.1 User unknown").replace(TOKEN.encode(), b"newsletter@example.org")
    assert read(data).tokens == ()
    data = data.replace(b"Reporting-MTA:", b"Original-Envelope-Id: " + TOKEN.upper().encode() + b"\nReporting-MTA:")
    assert read(data).tokens == (TOKEN,)
