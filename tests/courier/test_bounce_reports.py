"""Reports that come back: Dora's bounce, a delay, a complaint, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.courier import bounce_reports
from depesche.courier.bounce_reports import Kind, Outcome

pytestmark = pytest.mark.once

BOUNCE = b"""From: MAILER-DAEMON@mx.example.net\r
To: b+abc@example.org\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <bounce@mx.example.net>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r
\r
--x\r
Content-Type: text/plain\r
\r
I am sorry.\r
--x\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.net\r
\r
Final-Recipient: rfc822; dora@example.org\r
Original-Recipient: rfc822;Dora@example.org\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 <dora@example.org>:\r
    Recipient address rejected\r
\r
Final-Recipient: rfc822; anna@example.org\r
Action: delayed\r
Status: 4.2.2 (full)\r
\r
--x\r
Content-Type: message/rfc822\r
\r
Message-ID: <mail@example.org>\r
Subject: Hallo\r
\r
--x--\r
"""

COMPLAINT = b"""From: fbl@example.net\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="x"\r
\r
--x\r
Content-Type: text/plain\r
\r
This is a complaint.\r
--x\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: abuse\r
User-Agent: SomeGenerator/1.0\r
Version: 1\r
Original-Rcpt-To: <clara@example.org>\r
\r
--x\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <mail@example.org>\r
\r
--x--\r
"""


def test_doras_address_does_not_exist_and_annas_box_is_full() -> None:
    report = bounce_reports.read(BOUNCE)

    assert report is not None
    assert (report.kind, report.message_id) == (Kind.DELIVERY, "<mail@example.org>")
    dora, anna = report.outcomes
    assert dora == Outcome("Dora@example.org", "failed", "5.1.1", "smtp; 550 5.1.1 <dora@example.org>: Recipient address rejected")
    assert dora.is_lasting
    assert (anna.recipient, anna.action, anna.status) == ("anna@example.org", "delayed", "4.2.2")
    assert not anna.is_lasting


def test_a_complaint_names_the_person_and_the_mail() -> None:
    report = bounce_reports.read(COMPLAINT)

    assert report is not None
    assert (report.kind, report.message_id) == (Kind.COMPLAINT, "<mail@example.org>")
    assert report.outcomes == (Outcome("clara@example.org", "complained", "", "abuse"),)


@pytest.mark.parametrize("data", [b"", b"Subject: Hallo\r\n\r\nHallo", b"Content-Type: multipart/report\r\n\r\n", BOUNCE[:300]])
def test_anything_else_is_no_report(data: bytes) -> None:
    assert bounce_reports.read(data) is None


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(BOUNCE)), st.binary(max_size=30))
def test_a_damaged_report_never_raises(place: int, damage: bytes) -> None:
    bounce_reports.read(BOUNCE[:place] + damage + BOUNCE[place + len(damage) :])
