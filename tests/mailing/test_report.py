"""What the desk and the shell tell of a campaign: it adds up, and says what failed and why."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from depesche.audience.models import Subscriber
from depesche.courier.models import Bounce, InboundMail
from depesche.kernel import clock, options
from depesche.mailing import following, report, sending, stopping
from depesche.mailing.coming_back import failures
from depesche.mailing.models import Campaign, Delivery
from depesche.operations import watching
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Inbox, Place
from tests.mailing.test_guards import run


@pytest.mark.rule("M-15")
def test_numbers_rate_and_time_left_come_from_the_rows(place: Place) -> None:
    for number in range(8):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    run("UPDATE mailing_delivery SET state = 'handing_over' WHERE id IN (SELECT id FROM mailing_delivery ORDER BY id LIMIT 3)")
    soon = NOW + timedelta(seconds=5)
    Delivery.objects.filter(pk__in=list(Delivery.objects.filter(state="handing_over").values_list("pk", flat=True)[:2])).update(
        state="accepted", finished_at=soon
    )

    found = report.progress(campaign, at=NOW + timedelta(seconds=10))

    assert sum(found.report.counts.values()) == found.report.candidates == 8
    assert (found.done, found.rate, found.seconds_left) == (2, 0.2, 30)
    chart = report.over_time(campaign, at=NOW + timedelta(seconds=10))
    assert chart is not None
    assert sum(numbers[0] for _label, numbers in chart.rows) == 2


def test_the_desk_draws_it_and_says_what_failed_and_why(place: Place, client: Client) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted({"rcpt": "550 5.1.1 <anna@example.org>: no such user"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)
    client.force_login(place.chief)

    page = client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()
    assert "chart__drawing" in page
    assert reverse("failures:campaign", args=[campaign.pk]) in page
    shown = client.get(reverse("failures:campaign", args=[campaign.pk])).content.decode()
    assert "Adresse existiert nicht" in shown
    assert "example.org" in shown
    assert "anna@" not in shown


@pytest.mark.rule("M-15")
def test_what_came_back_and_complaints_stand_inside_the_accepted_ones_and_only_those_of_this_campaign(place: Place, client: Client) -> None:
    for name in ("anna", "clara", "dora"):
        place.person(name, place.news)
    campaign, other = place.sending(), place.sending("Zweite")
    mine, foreign = (list(Delivery.objects.filter(campaign=one).order_by("pk")) for one in (campaign, other))
    Delivery.objects.update(state="handing_over")
    Delivery.objects.update(state="accepted", finished_at=NOW)
    client.force_login(place.chief)
    quiet = client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()
    assert reverse("failures:campaign", args=[campaign.pk]) not in quiet

    for number, (delivery, kind) in enumerate(
        [(mine[0], "hard_address"), (mine[0], "policy/reputation"), (mine[1], "temporary"), (foreign[0], "content")]
    ):
        Bounce.objects.create(lookup="d" * 64, receiver="example.org", kind=kind, at=NOW, delivery=delivery.pk, diagnostic=f"no {number}")
    InboundMail.objects.create(digest="a", raw=b"", way="imap", received_at=NOW, outcome="complained", delivery=mine[2].pk, lookup="c" * 64)

    page = client.get(reverse("campaigns:show", args=[campaign.pk]))
    told = {count.label: count.number for count in page.context["counts"]}
    assert (told["angenommen"], told["davon zurückgekommen"], told["davon Beschwerden"]) == (3, 2, 1)
    assert sum(count.number for count in page.context["counts"] if not count.inside) == page.context["candidates"] == 3
    assert reverse("failures:campaign", args=[campaign.pk]) in page.content.decode()


@pytest.mark.parametrize(
    ("state", "reply", "said"),
    [
        ("failed", "550 5.1.1 no", "address does not exist"),
        ("failed", "552 5.2.2 full", "mailbox full or unused"),
        ("failed", "550 5.7.1 no", "blocked by the receiver"),
        ("deferred", "451 4.7.1 try later", "did not work this time"),
        ("deferred", "450 try ", "did not work this time"),
        ("deferred", "the connection broke", "did not work this time"),
        ("failed", "554 no   ", "not understood"),
        ("unknown", "", "no answer after the mail"),
        ("failed", "To: bad", "it could not be written"),
    ],
)
def test_replies_have_a_meaning(place: Place, state: str, reply: str, said: str) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    Delivery.objects.update(state="handing_over")
    Delivery.objects.update(state=state, reply=reply, finished_at=NOW)
    with translation.override("en"):
        (line,) = failures.lines(campaign).shown
    assert (line.kind, line.number) == (said, 1)
    assert (line.refused, line.put_off, line.unknown) == tuple(int(state == one) for one in ("failed", "deferred", "unknown"))


def test_most_lines_stand_first_and_the_rest_is_counted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST", 2)
    for number in range(4):
        person = place.person(f"person{number}", place.news)
        Subscriber.objects.filter(pk=person.pk).update(domain=("gross.example", "gross.example", "klein.example", "winzig.example")[number])
    campaign = place.sending()
    Delivery.objects.update(state="handing_over")
    Delivery.objects.update(state="failed", reply="550 5.1.1 no")

    found = failures.lines(campaign)

    assert ([(line.receiver, line.refused) for line in found.shown], found.further) == ([("gross.example", 2), ("klein.example", 1)], 1)


def test_the_shell_follows_it_to_its_end(place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    sending.run(at=NOW)
    out = io.StringIO()

    watching.watch(campaign, out=out)

    assert campaign.state == Campaign.State.DONE
    other = place.sending("Zweite")
    stopping.pause(other, reason="Pause!")
    watching.watch(other, out=out)
    assert "Pause!" in out.getvalue()
    assert following.duration(5400).startswith("2")


def test_the_shell_says_how_far_how_fast_and_what_hinders_it_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    Delivery.objects.update(state="handing_over")
    Delivery.objects.filter(pk=Delivery.objects.order_by("pk")[0].pk).update(state="accepted", finished_at=clock.now())
    Campaign.objects.update(trouble="connection refused", retry_at=NOW, sent_at=clock.now() - timedelta(seconds=30))
    rounds = iter([None, None, stopping.pause])

    def next_round(_seconds: float) -> None:
        deed = next(rounds)
        if deed is not None:
            deed(campaign, reason="Pause!")

    monkeypatch.setattr(watching.time, "sleep", next_round)
    out = io.StringIO()
    with options.using(smtp_url="smtp://127.0.0.1:1"), translation.override("de"):
        watching.watch(campaign, out=out)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith("1 von 4 (25 %), 0,0 Mails je Sekunde, noch etwa")
    assert [line for line in lines if "connection refused" in line] == [lines[1]]
    assert "der nächste Versuch ist um" in lines[1]
    assert lines[2:] == ["1 von 4 (25 %)", "Pause!"]
