"""How fast mail goes, by a clock of our own: in all, per group of receivers, and slower where a receiver says so."""

from __future__ import annotations

import pytest

from depesche.courier import receivers
from depesche.courier.transport import Phase, Reply, pace
from depesche.courier.transport.pace import Pace

pytestmark = [pytest.mark.once, pytest.mark.rule("M-10")]
SLOWER = Reply(421, "4.7.28 our system has detected an unusual rate", Phase.DOT)
FINE = Reply(250, "2.0.0 ok", Phase.DOT)


def sent(of: Pace, recipient: str, *, start: float, seconds: float, reply: Reply = FINE) -> int:
    """Send to one address whenever allowed; return how many went."""
    now, count = start, 0
    while now < start + seconds:
        pause = of.take(recipient, now=now)
        if pause == 0:
            count += 1
            of.answered(recipient, reply, now=now)
            pause = 1 / 64  # a mail takes its time
        now += pause
    return count


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("anna@gmail.com", "gmail"),
        ("anna@GoogleMail.com", "gmail"),
        ("anna@hotmail.fr", "outlook"),
        ("anna@live.co.uk", "outlook"),
        ("anna@gmx.at", "gmx/web.de"),
        ("anna@web.de", "gmx/web.de"),
        ("anna@t-online.de", "t-online"),
        ("anna@yahoo.de", "yahoo"),
        ("anna@me.com", "icloud"),
        ("anna@example.org", "example.org"),
        ("anna@gmail.example", "gmail.example"),
    ],
)
def test_a_big_receiver_is_one_group_with_all_its_domains(address: str, group: str) -> None:
    assert receivers.group(address) == group


def test_without_a_limit_nothing_waits() -> None:
    assert sent(Pace(), "anna@example.org", start=5, seconds=10) == 640


@pytest.mark.parametrize("rate", [0.5, 3, 40])
def test_the_rate_in_all_is_kept_over_time(rate: float) -> None:
    assert abs(sent(Pace(rate=rate), "anna@example.org", start=100, seconds=60) - 60 * rate) <= max(1, rate)


def test_a_group_has_a_rate_of_its_own_and_others_go_on() -> None:
    of = Pace(rates={"gmail": 2})

    assert sent(of, "anna@gmail.com", start=0, seconds=30) <= 62
    assert sent(of, "anna@example.org", start=30, seconds=1) == 64


def test_time_that_nobody_used_is_not_saved_up() -> None:
    of = Pace(rate=5)
    of.take("anna@example.org", now=0)

    assert sum(of.take("anna@example.org", now=10_000) == 0 for _ in range(100)) == 5


def test_a_receiver_that_complains_gets_half_and_the_others_the_same() -> None:
    of = Pace()
    before = sent(of, "anna@gmail.com", start=0, seconds=20)
    of.answered("anna@gmail.com", SLOWER, now=20)
    after = sent(of, "anna@gmail.com", start=20, seconds=20)

    assert 0.3 * before < after < 0.6 * before
    assert list(of.slowed(now=40)) == ["gmail"]
    assert sent(of, "anna@example.org", start=40, seconds=1) == 64


def test_complaints_of_ten_connections_at_once_are_one() -> None:
    of = Pace()
    sent(of, "anna@gmail.com", start=0, seconds=20)
    for _ in range(10):
        of.answered("anna@gmail.com", SLOWER, now=20)

    assert of.slowed(now=20)["gmail"] > 15


def test_who_goes_on_complaining_gets_very_little_but_never_nothing() -> None:
    of = Pace()
    sent(of, "anna@gmail.com", start=0, seconds=20)
    sent(of, "anna@gmail.com", start=20, seconds=1000, reply=SLOWER)

    assert 0 < sent(of, "anna@gmail.com", start=1020, seconds=60, reply=SLOWER) < 20


def test_quiet_minutes_make_it_faster_and_then_all_is_forgotten() -> None:
    of = Pace()
    sent(of, "anna@gmail.com", start=0, seconds=20)
    of.answered("anna@gmail.com", SLOWER, now=20)
    slow = of.slowed(now=20)["gmail"]

    assert of.slowed(now=79)["gmail"] == slow
    assert of.slowed(now=81)["gmail"] == 2 * slow
    assert of.slowed(now=500) == {}


@pytest.mark.parametrize(
    ("code", "text", "slower"),
    [
        (421, "too many", True),
        (421, "4.7.0 [TSS04] temporarily deferred", True),
        (451, "4.7.500 server busy", True),
        (450, "4.7.28 rate", True),
        (450, "4.7.1 try again", False),
        (451, "4.7.1 Greylisting in action", False),
        (450, "4.2.0 greylisted", False),
        (452, "4.2.2 mailbox full", False),
        (550, "5.7.1 no", False),
        (250, "4.7.0 funny", False),
    ],
)
def test_only_some_replies_ask_to_slow_down(code: int, text: str, slower: bool) -> None:
    assert pace.asks_to_slow_down(Reply(code, text, Phase.RECIPIENT)) is slower


@pytest.mark.parametrize(
    "reply",
    [
        Reply(421, "4.7.0 too many", Phase.CONNECT),
        Reply(421, "4.7.0 too many", Phase.MAIL),
        Reply(421, "4.3.2 shutting down", Phase.RECIPIENT),
        Reply(421, "4.4.2 timeout", Phase.DOT),
    ],
)
def test_what_the_server_says_of_itself_slows_no_receiver_down(reply: Reply) -> None:
    assert not pace.asks_to_slow_down(reply)


def test_turns_are_given_away_one_after_the_other_at_most_ten_minutes_ahead() -> None:
    of = Pace(rates={"gmail": 0.1})

    assert [of.promise("anna@gmail.com", now=0) for _ in range(3)] == [10, 20, 30]
    assert of.promise("anna@gmail.com", now=25) == 15
    assert max(of.promise("anna@gmail.com", now=25) for _ in range(100)) == 600


def test_many_receivers_are_forgotten_again_but_not_the_slow_ones() -> None:
    of = Pace()
    of.note("anna@slow.example", now=0)
    of.answered("anna@slow.example", SLOWER, now=0)
    for number in range(3 * pace.MOST_GROUPS):
        of.note(f"anna@receiver{number}.example", now=number / 100)

    assert len(of._groups) <= pace.MOST_GROUPS + 1
    assert list(of.slowed(now=1)) == ["slow.example"]


def test_waits_grow_from_five_minutes_to_four_thousand_seconds_and_spread() -> None:
    assert [pace.wait(attempts, luck=0.5) for attempts in (1, 2, 3, 4, 5, 99)] == [300, 600, 1200, 2400, 4000, 4000]
    assert pace.wait(1, luck=0) < 300 < pace.wait(1, luck=1) < 361
    assert pace.wait(9, luck=1) == 4000
