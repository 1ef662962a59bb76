"""The list of subscribers at the desk: found by what is known of them, page by page, and taken away as a table that is no trap."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from depesche.audience import people_export, people_filters, people_list
from depesche.audience.desk import GRADES
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.people_filters import Standing, Wanted
from depesche.audience.people_list import PAGE_SIZE, Order
from depesche.audience.signup import lookup_of
from depesche.brand.people import Role
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.ledger import book
from tests.audience.exports import row, table, take_in, write
from tests.audience.test_desk import login
from tests.cast import MONDAY_8AM, SUNDAY

pytestmark = pytest.mark.django_db
AT = MONDAY_8AM + timedelta(days=1)


@pytest.fixture
def web() -> Client:
    return Client()


@pytest.fixture
def everybody(anna: Subscriber, ben: Subscriber, clara: Subscriber, dora: Subscriber, tmp_path: Path) -> None:
    take_in(write(tmp_path, "old.csv", table(row("fritz@example.org"), row("greta@elsewhere.example", evidence=",,,"))))
    Subscriber.objects.create(
        mailbox="hanna@example.org", lookup=lookup_of("hanna@example.org"), domain="example.org", created_at=AT, is_restricted=True
    )


def names(**wanted: object) -> set[str]:
    found = people_filters.people(Wanted(**wanted), at=AT)  # type: ignore[arg-type]
    return {subscriber.mailbox.partition("@")[0] for subscriber in found}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"anna", "ben", "clara", "dora", "fritz", "greta", "hanna"}),
        ({"text": "nna"}, {"anna", "hanna"}),
        ({"text": " ANNA@example.org "}, {"anna"}),
        ({"text": "@elsewhere.example"}, {"greta"}),
        ({"standing": "live"}, {"anna", "fritz"}),
        ({"standing": "live", "purpose": "financial-news"}, {"anna"}),
        ({"purpose": "product-news"}, {"anna", "dora", "fritz"}),
        ({"standing": "waiting"}, {"ben"}),
        ({"standing": "waiting", "purpose": "financial-news"}, set()),
        ({"standing": "withdrew"}, {"clara"}),
        ({"standing": "withdrew", "purpose": "financial-news"}, set()),
        ({"standing": "bounced"}, {"dora"}),
        ({"standing": "complained"}, set()),
        ({"standing": "unproven"}, {"greta"}),
        ({"standing": "restricted"}, {"hanna"}),
        ({"evidence": "here"}, {"anna", "dora"}),
        ({"evidence": "here", "purpose": "special-offers"}, {"anna"}),
        ({"evidence": "confirmed-time-and-ip"}, {"fritz"}),
        ({"evidence": "none"}, {"greta"}),
        ({"evidence": "statement"}, set()),
        ({"first": date(2026, 6, 1), "last": date(2026, 5, 1)}, set()),
    ],
)
def test_people_are_found_by_what_is_known_of_them(everybody: None, wanted: dict[str, object], found: set[str]) -> None:
    assert names(**wanted) == found


def test_days_are_the_site_s_own(anna: Subscriber) -> None:
    day = anna.created_at.date()

    assert names(first=day, last=day) == {"anna"}
    assert names(last=day - timedelta(days=1)) == set()
    assert names(form=FormVersion.objects.get().pk) == {"anna"}


@pytest.mark.parametrize("order", list(Order))
def test_pages_lead_forth_and_back_and_miss_nobody(signup_form: FormVersion, order: Order) -> None:
    people = [
        Subscriber(mailbox=f"p{number:03}@example.org", lookup=str(number), domain="example.org", created_at=SUNDAY + timedelta(hours=number // 3))
        for number in range(2 * PAGE_SIZE + 10)
    ]
    Subscriber.objects.bulk_create(people)

    first = people_list.page(Wanted(), order=order, at=AT)
    second = people_list.page(Wanted(), order=order, at=AT, after=first.after)
    third = people_list.page(Wanted(), order=order, at=AT, after=second.after)
    back = people_list.page(Wanted(), order=order, at=AT, before=third.before)

    seen = [line.id for page in (first, second, third) for line in page.rows]
    assert len(seen) == len(set(seen)) == len(people)
    assert (first.before, third.after, first.total, first.is_more) == ("", "", len(people), False)
    assert back.rows == second.rows
    assert [line.id for line in people_list.everybody(Wanted(), order=order, at=AT)] == seen
    keys = [getattr(line, "since" if order.field == "created_at" else "mailbox") for page in (first, second, third) for line in page.rows]
    assert keys == sorted(keys, reverse=order.is_falling)


def test_a_page_takes_as_many_queries_with_fifty_people_as_with_one(web: Client, anna: Subscriber) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert web.get(reverse("subscribers:index")).status_code == 200
        return len(queries)

    asked()
    alone = asked()
    Subscriber.objects.bulk_create(
        [Subscriber(mailbox=f"p{n}@example.org", lookup=str(n), domain="example.org", created_at=SUNDAY) for n in range(PAGE_SIZE * 2)]
    )

    assert asked() == alone


def test_the_officer_sees_how_each_stands_and_since_when(web: Client, everybody: None) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    page = web.get(reverse("subscribers:index"), {"state": "live", "order": "a-z"}).content.decode()

    assert "anna@example.org" in page
    assert "ben@example.org" not in page
    assert "newsletter v1" in page
    assert "(3)" in page  # live consents for product news: anna, dora, fritz
    assert web.get(reverse("subscribers:index"), {"state": "nonsense", "after": "x", "purpose": "?", "form": "z"}).status_code == 200


@pytest.mark.rule("L-44")
def test_taking_the_list_away_is_recorded_without_what_was_searched_for(web: Client, everybody: None) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    answer = web.post(reverse("subscribers:table"), {"q": "anna@example.org", "order": "a-z"})
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode())))  # type: ignore[arg-type]

    assert lines[0] == list(people_export.HEADING)
    assert [line[0] for line in lines[1:]] == ["anna@example.org"]
    assert lines[1][4] == "live"
    (event,) = book.of_kind("list_exported")
    assert (event.body["reader"], event.body["count"], event.body["is_searched"]) == ("audience-officer@example.org", 1, True)
    assert b"anna" not in event.content
    login(web, Role.PROOF_READER)
    assert web.post(reverse("subscribers:table")).status_code in {302, 403}
    assert len(book.of_kind("list_exported")) == 1


def test_the_list_says_why_somebody_is_unproven(web: Client, everybody: None) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    page = web.get(reverse("subscribers:index"), {"q": "greta", "state": "unproven"}).content.decode()

    assert page.split("greta@elsewhere.example")[1].count(str(GRADES["none"])) == 1


def test_a_cell_is_never_a_formula(anna: Subscriber) -> None:
    Subscriber.objects.filter(pk=anna.pk).update(mailbox="=cmd|x@example.org")

    (line,) = people_list.rows(list(Subscriber.objects.all()), at=AT)

    assert people_export.cells(line)[0] == "'=cmd|x@example.org"


@pytest.mark.rule("L-36")
def test_suppressions_hold_keyed_digests_and_no_address(everybody: None) -> None:
    suppression.suppress(lookup_of("ida@example.org"), scope=Suppression.EVERYTHING, reason=Suppression.Reason.COMPLAINT, at=AT)

    stored = " ".join(str(value) for suppressed in Suppression.objects.values_list() for value in suppressed)

    assert "@" not in stored
    assert "ida" not in stored
    assert all(len(lookup) == 64 for lookup in Suppression.objects.values_list("lookup", flat=True))
    assert {line.standing for line in people_list.rows(list(Subscriber.objects.filter(mailbox__startswith="dora")), at=AT)} == {Standing.BOUNCED}
