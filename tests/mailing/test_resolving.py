"""A mail whose answer was lost is found at the Postfix of this machine, by its envelope sender (M-06)."""

from __future__ import annotations

import smtplib  # noqa: TID251 - the test itself puts a mail into the queue
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from depesche.courier import envelope
from depesche.kernel import clock, options
from depesche.mailing import report
from depesche.mailing.models import Delivery
from depesche.mailing.sending import claiming, permission, resolving
from tests.courier import postfix
from tests.courier.postfix import Postfix
from tests.mailing.conftest import NOW, Place

pytestmark = pytest.mark.skipif(bool(postfix.missing()), reason="no Postfix here")


def lose_answers(place: Place, *names: str) -> list[Delivery]:
    """A worker dies with these mails on their way."""
    for name in names:
        place.person(name, place.news)
    place.sending()
    for number in claiming.claim("dead", at=NOW):
        assert permission.begin(number, permission.Moment("dead", NOW)) is not None
    claiming.tidy(at=NOW + timedelta(minutes=1))
    return list(Delivery.objects.filter(state="unknown").select_related("address", "campaign"))


def put(server: Postfix, delivery: Delivery) -> None:
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(envelope.of_delivery(delivery.pk), [str(delivery.address)], "Subject: x\r\n\r\nx\r\n")


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.rule("M-06")
@pytest.mark.parametrize("held", [True, False])
def test_what_postfix_has_or_had_is_accepted_and_the_rest_stays_unknown(place: Place, held: bool) -> None:
    first, second = lose_answers(place, "anna", "bea")
    with Postfix(held=held) as server:
        put(server, first)
        until(lambda: envelope.of_delivery(first.pk) in server.senders())
        with options.using(smtp_url=server.url, postfix_config=str(server.configuration), postfix_log="" if held else str(server.log)):
            assert resolving.is_wanted(at=NOW + timedelta(minutes=2))
            assert resolving.resolve(at=NOW + timedelta(minutes=2)) == 1

    assert Delivery.objects.get(pk=first.pk).state == "accepted"
    assert Delivery.objects.get(pk=second.pk).state == "unknown"
    found = report.report(first.campaign).counts
    assert (found["accepted"], found["unknown"]) == (1, 1)


@pytest.mark.rule("M-06")
def test_what_postfix_never_got_has_failed_if_its_log_reaches_back_so_far(place: Place) -> None:
    first, second = lose_answers(place, "anna", "bea")
    with Postfix() as server:
        put(server, first)
        until(lambda: envelope.of_delivery(first.pk) in server.senders())
        with options.using(smtp_url=server.url, postfix_config=str(server.configuration), postfix_log=str(server.log)):
            assert resolving.resolve(at=NOW + timedelta(minutes=10)) == 1
            assert Delivery.objects.get(pk=second.pk).state == "unknown"  # the log begins after it was handed over

            Delivery.objects.filter(pk=second.pk).update(handed_over_at=clock.now() + timedelta(seconds=1))
            resolving.resolve(at=NOW + timedelta(minutes=5))
            assert Delivery.objects.get(pk=second.pk).state == "unknown"  # too early to be sure
            resolving.resolve(at=NOW + timedelta(minutes=10))

    assert [one.state for one in Delivery.objects.order_by("pk")].count("accepted") == 1
    assert (Delivery.objects.get(pk=second.pk).state, Delivery.objects.get(pk=second.pk).reply) == ("failed", resolving.NEVER_THERE)


@pytest.mark.parametrize(
    "line",
    [
        b"2026-11-28T06:15:42.123456+01:00 mx postfix/qmgr[1]: x",
        b"2026-11-28T05:15:42Z mx postfix/qmgr[1]: x",
        b"Nov 28 06:15:42 mx postfix/qmgr[1]: x",
    ],
)
def test_the_log_tells_since_when_it_tells(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert resolving._moment(line, datetime(2026, 11, 28, 12, tzinfo=UTC)) == datetime(2026, 11, 28, 5, 15, 42, line.count(b".") * 123456, UTC)
        january = resolving._moment(b"Dec 31 23:59:59 mx x", datetime(2027, 1, 1, 12, tzinfo=UTC))
        assert january is not None
        assert january.year == 2026
        assert resolving._moment(b"no log", datetime(2027, 1, 1, 12, tzinfo=UTC)) is None
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.rule("M-06")
def test_what_was_left_out_between_two_logs_does_not_count_as_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, line = tmp_path / "mail.log", "2026-11-28T{}:00Z mx postfix/qmgr[1]: A1: from=<{}@example.org>, size=9\n".format
    (tmp_path / "mail.log.1").write_text(line("05:00", "a") + line("05:01", "b"))
    log.write_text(line("06:00", "c") + line("06:01", "d") + line("06:02", "e"))
    at = datetime(2026, 11, 28, 6, 10, tzinfo=UTC)
    with options.using(postfix_log=str(log)):
        assert resolving._log(at).since == datetime(2026, 11, 28, 5, 1, tzinfo=UTC)
        monkeypatch.setattr(resolving, "TAIL", 2 * len(line("06:00", "c")))
        assert resolving._log(at).since == datetime(2026, 11, 28, 6, 2, tzinfo=UTC)


def test_nobody_is_asked_when_the_mail_server_is_elsewhere_or_time_is_over(place: Place) -> None:
    lose_answers(place, "anna")

    with options.using(smtp_url="smtp://mail.example:25", postfix_config="/etc/postfix"):
        assert not resolving.is_wanted(at=NOW + timedelta(minutes=2))
    with options.using(smtp_url="smtp://127.0.0.1:25", postfix_config="/etc/postfix"):
        assert resolving.is_wanted(at=NOW + timedelta(minutes=2))
        assert not resolving.is_wanted(at=NOW + timedelta(minutes=20))
