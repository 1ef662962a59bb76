"""Never two issues of a digest for one day, whatever clocks, people and schedulers do."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.mailing.digests import due_days, making, writing
from depesche.mailing.models import Campaign, Digest, DigestDay
from tests.mailing.conftest import NOW, Place
from tests.mailing.digesting import Newsroom, days_ago, issues, tick

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 4
times = st.times(min_value=time(0, 0), max_value=time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0))
moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds it


def digest(at: time, *, rhythm: str = Digest.Rhythm.DAILY, weekday: int = 0) -> Digest:
    return Digest(name="Der Tag", time=at, rhythm=rhythm, weekday=weekday)


@pytest.mark.once
@pytest.mark.parametrize(
    ("at", "day", "moment"),
    [
        (time(7, 0), SPRING - DAY, datetime(2026, 3, 28, 6, tzinfo=UTC)),
        (time(7, 0), SPRING, datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (time(2, 30), SPRING, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # no clock shows it; it comes when clocks show half past three
        (time(2, 30), AUTUMN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # clocks show it twice; the first time counts
        (time(7, 0), AUTUMN, datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
def test_it_is_due_by_the_clocks_of_the_site(at: time, day: date, moment: datetime) -> None:
    assert due_days.newest(digest(at), at=moment) == due_days.Due(day, moment)
    assert due_days.newest(digest(at), at=moment - timedelta(seconds=1)).day == day - DAY
    assert due_days.coming(digest(at), at=moment - timedelta(seconds=1)) == due_days.Due(day, moment)


@pytest.mark.once
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu"])
def test_who_looks_from_afar_sees_the_same_day(zone: str) -> None:
    at = datetime(2026, 11, 28, 14, tzinfo=UTC)  # three in the afternoon at the site, the next day in Auckland
    with timezone.override(ZoneInfo(zone)):
        assert due_days.coming(digest(time(17, 0)), at=at).day == date(2026, 11, 28)
        assert due_days.newest(digest(time(14, 0)), at=at).day == date(2026, 11, 28)


@pytest.mark.once
@given(times, moments, st.sampled_from(Digest.Rhythm.values), st.integers(0, 6))
def test_each_wanted_day_has_one_moment_and_time_goes_on(at: time, moment: datetime, rhythm: str, weekday: int) -> None:
    one = digest(at, rhythm=rhythm, weekday=weekday)
    last, following = due_days.newest(one, at=moment), due_days.coming(one, at=moment)
    step = DAY if rhythm == Digest.Rhythm.DAILY else 7 * DAY

    assert last.at <= moment < following.at
    assert following.day == last.day + step
    assert abs(following.at - last.at - step) <= HOUR
    assert rhythm == Digest.Rhythm.DAILY or last.day.weekday() == weekday
    assert due_days.newest(one, at=following.at) == following
    shown = timezone.localtime(last.at, BERLIN)
    assert (shown.date(), shown.time()) == (last.day, at) or (last.day == SPRING.replace(year=last.day.year) or at.hour == 2)


def test_the_database_refuses_a_second_issue_for_a_day(place: Place) -> None:
    newsroom = Newsroom(place)
    made = newsroom.digest(on=NOW)
    row = {"digest": made, "day": NOW.date(), "due_at": NOW, "begins_at": NOW, "until": NOW}
    DigestDay.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        DigestDay.objects.create(**row)


def test_many_schedulers_at_the_same_moment_make_one_issue(committed_place: Place) -> None:
    newsroom, due = Newsroom(committed_place), days_ago(0)
    made = [newsroom.digest(on=due - DAY + HOUR) for _number in range(3)]
    newsroom.publish("Neu", at=due - HOUR)
    start = threading.Barrier(AT_ONCE)

    def schedule(_who: int) -> int:
        try:
            start.wait(10)
            return sum(making.take(one, due_days.newest(one, at=due), at=due) is not None for one in made)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as schedulers:
        taken = list(schedulers.map(schedule, range(AT_ONCE), timeout=60))

    assert sum(taken) == len(made)
    assert Counter(day.digest_id for day in DigestDay.objects.all()) == {one.pk: 1 for one in made}
    assert len(issues()) == len(made)


deeds = st.one_of(
    st.tuples(st.just("later"), st.sampled_from([1, 3, 7, 12, 25, 60])),
    st.tuples(st.just("later"), st.sampled_from([1, 3, 7, 12, 25, 60])),
    st.tuples(st.just("publish"), st.just(0)),
    st.tuples(st.just("schedule"), st.just(0)),
    st.tuples(st.just("schedule"), st.just(0)),
    st.tuples(st.just("stale"), st.just(0)),  # a scheduler that looked a while ago
    st.tuples(st.just("hour"), st.sampled_from([6, 17, 18])),
    st.tuples(st.just("on"), st.just(0)),
)


class World:
    """One digest over some weeks, and what a scheduler knew when it last looked."""

    def __init__(self, place: Place) -> None:
        self.newsroom, self.place = Newsroom(place), place
        self.at = days_ago(40)
        self.digest = self.newsroom.digest(on=self.at)
        self.looked = due_days.newest(self.digest, at=self.at)

    def do(self, what: str, number: int) -> None:
        getattr(self, what)(number)

    def later(self, hours: int) -> None:
        self.looked = due_days.newest(Digest.objects.get(pk=self.digest.pk), at=self.at)
        self.at += hours * HOUR

    def publish(self, _number: int) -> None:
        self.newsroom.publish(f"Artikel {self.at:%d.%m. %H:%M}", at=self.at)

    def schedule(self, _number: int) -> None:
        tick(self.at)

    def stale(self, _number: int) -> None:
        making.take(self.digest, self.looked, at=self.at)
        making.take(self.digest, due_days.newest(Digest.objects.get(pk=self.digest.pk), at=self.at), at=self.at)

    def hour(self, hour: int) -> None:
        present = Digest.objects.get(pk=self.digest.pk)
        present.time = present.time.replace(hour=hour)
        writing.edit(present, present.save, by=self.place.editor, at=self.at)

    def on(self, _number: int) -> None:
        self.newsroom.switch_on(Digest.objects.get(pk=self.digest.pk), at=self.at)


@given(st.lists(deeds, min_size=4, max_size=25))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_happens_a_day_has_one_issue_and_an_article_comes_once(place: Place, history: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world = World(place)
        for what, number in history:
            world.do(what, number)
            days = Counter(DigestDay.objects.values_list("digest", "day"))
            assert set(days.values()) <= {1}
            living = [campaign for campaign in issues() if campaign.state != Campaign.State.CANCELLED]
            assert len({timezone.localtime(campaign.digest_day.due_at).date() for campaign in living}) == len(living)
            assert set(Counter(teaser.article_id for campaign in living for teaser in campaign.teasers.all()).values()) <= {1}
        transaction.set_rollback(True)
