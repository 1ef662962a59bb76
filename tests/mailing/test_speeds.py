"""A receiver that wants its mail more slowly gets it more slowly, and nobody else waits for it (M-10)."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from depesche.courier.transport import Phase, Reply
from depesche.kernel import options
from depesche.mailing import report, sending
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import speeds
from depesche.mailing.sending.speeds import Speeds
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Place

State = Delivery.State
pytestmark = pytest.mark.rule("M-10")
SLOWER = Reply(421, "4.7.28 unusual rate", Phase.RECIPIENT)


def crowd(place: Place, number: int, *domains: str) -> Campaign:
    for each in range(number):
        for domain in domains:
            place.person(f"person{each}", place.news, domain=domain)
    return place.sending()


def at_domain(domain: str, *states: str) -> int:
    return Delivery.objects.filter(address__domain=domain, state__in=states).count()


def asked(server: Scripted, domain: str) -> int:
    return sum(line.startswith("RCPT") and line.endswith(f"@{domain}>") for line in server.seen)


@pytest.mark.parametrize("answer", ["421 4.7.0 too many", "421 slow down", "451 4.7.500 server busy"])
@pytest.mark.parametrize("connections", [1, 5])
def test_who_says_421_gets_mail_more_slowly_and_all_others_at_once(place: Place, answer: str, connections: int) -> None:
    campaign = crowd(place, 20, "slow.example", "example.org")

    with Scripted({"rcpt@slow.example": answer}) as server, options.using(smtp_url=server.url, smtp_connections=connections):
        assert sending.run(at=NOW) == 20

        assert at_domain("example.org", "accepted") == 20
        assert 1 <= asked(server, "slow.example") <= connections
        assert at_domain("slow.example", "deferred") == asked(server, "slow.example")
    campaign.refresh_from_db()
    assert (campaign.state, campaign.trouble, campaign.retry_at) == (Campaign.State.SENDING, "", None)
    found = report.report(campaign).counts
    assert found["queued"] + found["deferred"] == 20
    waiting = Delivery.objects.filter(state="queued")
    assert waiting.filter(not_before__gt=NOW, not_before__lte=NOW + timedelta(minutes=11)).count() == waiting.count()


def test_no_worker_holds_those_who_wait_and_each_has_a_turn_of_its_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(place, 10, "slow.example", "example.org")
    passed = [0.0]
    known = Speeds(clock=lambda: passed[0])
    monkeypatch.setattr(speeds, "of_this_process", lambda: known)
    with Scripted({"rcpt@slow.example": "421 4.7.0 too many"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)
    turns = sorted(Delivery.objects.filter(state="queued").values_list("not_before", flat=True))
    one = DeliveryRange.objects.get()
    assert (one.owner, one.leased_until, one.due_at) == ("", None, turns[0])
    assert len(set(turns)) == len(turns) == 9
    assert not sending.is_wanted(at=turns[0] - timedelta(seconds=1))

    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=5):
        passed[0] = (turns[0] - NOW).total_seconds() + 1
        assert sending.is_wanted(at=turns[0] + timedelta(seconds=1))
        assert sending.run(at=turns[0] + timedelta(seconds=1)) == 1
        passed[0] += 7200  # meanwhile it recovered
        assert sending.run(at=NOW + timedelta(hours=1)) == 9


def test_the_operator_may_hold_a_receiver_back_from_the_start(place: Place) -> None:
    crowd(place, 10, "googlemail.com", "gmail.com", "example.org")

    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1, send_rates=("gmail.com=0.5",)):
        assert 11 <= sending.run(at=NOW) <= 15

        assert asked(server, "example.org") == 10
    assert at_domain("googlemail.com", "queued") + at_domain("gmail.com", "queued") >= 15


def test_a_server_that_ends_lets_the_whole_campaign_wait(place: Place) -> None:
    campaign = crowd(place, 3, "slow.example", "example.org")

    with Scripted({"rcpt@slow.example": "421 4.3.2 shutting down"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)

    campaign.refresh_from_db()
    assert "4.3.2" in campaign.trouble
    assert campaign.retry_at is not None


def test_when_one_receiver_after_the_other_complains_the_whole_campaign_waits(place: Place) -> None:
    domains = [f"receiver{number}.example" for number in range(12)]
    campaign = crowd(place, 2, *domains)

    with Scripted({"rcpt": "421 too many"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)

        assert sum(line.startswith("RCPT") for line in server.seen) == speeds.EVERYBODY
    campaign.refresh_from_db()
    assert "421" in campaign.trouble
    assert Delivery.objects.filter(state="queued", not_before=None).count() >= 12


def test_the_log_says_who_is_slowed_down_but_not_whose_mail_it_was(caplog: pytest.LogCaptureFixture) -> None:
    known = Speeds(clock=lambda: 5.0)
    with caplog.at_level(logging.WARNING, "depesche"):
        known.answered("Anna <anna@example.org>", Reply(421, "4.7.0 <anna@example.org>: slow down", Phase.RECIPIENT))

    assert "example.org asks for less mail" in caplog.text
    assert "anna@" not in caplog.text
    assert known.limit


def test_a_receiver_that_was_quiet_for_an_hour_waits_no_more() -> None:
    passed = [0.0]
    known = Speeds(clock=lambda: passed[0])
    known.answered("anna@example.org", SLOWER)
    assert known.limit
    passed[0] = 3600

    assert not known.limit
