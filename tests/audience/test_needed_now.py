"""What of the audience stands on the desk's first page: for whom, with which count, and until when; and its numbers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from depesche.audience import answering, audience_figures, chores, figures, staleness, withdrawal
from depesche.audience.answering import Kind
from depesche.audience.models import Consent, DailyFigure, FormVersion, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand import gauges, roles
from depesche.brand.home.waiting import Urgency
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.courier import outbox
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from tests.brand.first_page import rows_of
from tests.cast import MONDAY_8AM, sign_up

pytestmark = pytest.mark.django_db


def colleague(role: Role) -> User:
    roles.synchronise()
    user = User.objects.create_user(f"{role.value}@example.org", "a long password 1")
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture
def olga(db: None) -> User:
    """An audience officer."""
    return colleague(Role.AUDIENCE_OFFICER)


@pytest.mark.rule("L-35")
def test_requests_of_persons_stand_there_with_their_legal_day_until_they_are_answered(anna: Subscriber, olga: User) -> None:
    now = clock.now()
    access = answering.take(Kind.ACCESS, anna, received_at=now - timedelta(days=1), reference="Brief", by="olga")

    row = rows_of(olga, at=now)["data-requests"]
    assert (row.count, row.urgency, row.due, row.url) == (1, Urgency.SOON, access.due_at, "/desk/data-requests/")
    assert row.detail == "1 × Auskunft oder Kopie (Art. 15, 20)"

    erasure = answering.take(Kind.ERASURE, None, received_at=now - timedelta(days=40), reference="Brief", by="olga")
    row = rows_of(olga, at=now)["data-requests"]
    assert (row.count, row.urgency, row.due) == (2, Urgency.NOW, erasure.due_at)
    assert "1 × Löschung (Art. 17)" in row.detail
    assert "anna" not in f"{row.sentence} {row.detail}"
    assert "data-requests" not in rows_of(colleague(Role.CHIEF))

    for asked in (access, erasure):
        answering.answer(asked, outcome="beantwortet", by="olga", at=now)
    assert "data-requests" not in rows_of(olga)


def test_a_week_before_its_day_a_request_is_urgent(anna: Subscriber, olga: User) -> None:
    asked = answering.take(Kind.ACCESS, anna, received_at=MONDAY_8AM, reference="Brief", by="olga")

    assert rows_of(olga, at=asked.due_at - timedelta(days=8))["data-requests"].urgency is Urgency.SOON
    assert rows_of(olga, at=asked.due_at - timedelta(days=7))["data-requests"].urgency is Urgency.NOW


def test_held_sign_ups_wait_for_a_look(signup_form: FormVersion, olga: User) -> None:
    sign_up("ben@example.org", at=clock.now())
    OutboxMessage.objects.update(state=OutboxMessage.State.HELD)

    row = rows_of(olga)["held-sign-ups"]
    assert (row.count, row.url) == (1, "/desk/held-signups/")
    assert "held-sign-ups" not in rows_of(colleague(Role.EDITOR))

    outbox.release(list(OutboxMessage.objects.values_list("pk", flat=True)), at=clock.now())
    assert "held-sign-ups" not in rows_of(olga)


@pytest.mark.rule("L-09")
def test_consents_that_nobody_uses_are_told_of_as_they_were_counted_last(anna: Subscriber, olga: User) -> None:
    chores.count(at=MONDAY_8AM)
    assert "stale-consents" not in rows_of(olga)
    now = clock.months_later(MONDAY_8AM, options.current().consent_stale_months + 1)
    chores.count(at=now)

    row = rows_of(olga)["stale-consents"]
    assert (row.count, row.urgency) == (Consent.objects.count(), Urgency.LATER)
    assert "stale-consents" not in rows_of(colleague(Role.EDITOR))

    staleness.used([consent.grant_id for consent in Consent.objects.all()], at=now)
    chores.count(at=now)
    assert "stale-consents" not in rows_of(olga)


# Numbers.


def test_a_week_says_what_came_what_went_and_who_left(anna: Subscriber, clara: Subscriber) -> None:
    now = clock.now()
    DailyFigure.objects.all().delete()
    figures.gained({"news": 5}, source="form:newsletter", at=now)
    figures.lost({"news": 1}, channel=Route.ONE_CLICK.value, at=now)
    figures.lost({"news": 2}, channel=figures.UNDONE, at=now)
    figures.gained({"news": 7}, source="import:1", at=now - timedelta(days=7))
    figures.gained({"news": 90}, source="import:0", at=now - timedelta(weeks=20))
    audience_figures.take(at=now)

    data = gauges.taken([audience_figures.GAUGE])[audience_figures.GAUGE].data
    assert [week[1:] for week in data["weeks"][-2:]] == [[7, 0, 0], [5, 3, 1]]
    assert len(data["weeks"]) == audience_figures.WEEKS
    live, change = audience_figures.draw(data, at=now)
    assert change.sentence == "Diese Woche: Zuwachs netto +2, Widerrufe 1."
    assert change.cells[-1][1] == ["2", "1"]
    in_force = Consent.objects.count()
    assert live.sentence == f"{in_force} Einwilligungen sind in Kraft."
    assert live.cells[-1][1] == [str(in_force)]


def test_a_withdrawal_is_seen_and_the_numbers_name_nobody(anna: Subscriber) -> None:
    withdrawal.withdraw(anna, at=clock.now(), route=Route.ONE_CLICK, purposes=["product-news"])
    chores.count(at=clock.now())

    data = gauges.taken([audience_figures.GAUGE])[audience_figures.GAUGE].data
    assert data["weeks"][-1][3] == 1
    written = json.dumps(data)
    assert anna.mailbox not in written
    assert str(anna.pk) not in written
    assert set(data) == {"live", "weeks", "stale"}
