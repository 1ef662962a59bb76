"""The desk's first page: one list of what needs somebody, numbers, keys, and the tour for who is new."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html as lxml
from wagtail.users.models import UserProfile

from depesche.brand import callback, gauges
from depesche.brand.callback import State
from depesche.brand.home import ages, keys, plots, tour, waiting
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency
from depesche.brand.models import Gauge
from depesche.brand.people import Role, User
from tests.brand.conftest import HOST, at_the_desk, person
from tests.brand.first_page import keys_on, rows_of, words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """No part asks anything but what a test puts here."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(waiting, "_questions", asked)
    return asked


def test_the_most_urgent_stands_first_then_what_is_due_then_what_waited_longest(only: dict[str, Any]) -> None:
    rows = [
        Row("old", "alt", "/", Urgency.SOON, since=NOON - timedelta(days=9)),
        Row("new", "neu", "/", Urgency.SOON, since=NOON),
        Row("due", "fällig", "/", Urgency.SOON, since=NOON, due=NOON + timedelta(days=2)),
        Row("later", "später", "/", Urgency.LATER, since=NOON - timedelta(days=99)),
        Row("now", "jetzt", "/", Urgency.NOW, since=NOON),
    ]
    only.update({row.key: lambda user, *, at, row=row: row for row in rows})
    only["nothing"] = lambda user, *, at: None

    assert [row.key for row in waiting.rows(None, at=NOON)] == ["now", "due", "old", "new", "later"]
    assert keys_on(at_the_desk(Role.EDITOR).get("/desk/").content.decode()) == ["now", "due", "old", "new", "later"]


def test_a_row_says_how_long_it_has_waited_and_leads_to_its_place(only: dict[str, Any]) -> None:
    only["a"] = lambda user, *, at: Row(
        "a", "Drei Dinge warten.", "/desk/dinge/", Urgency.NOW, 3, at - timedelta(days=3), at - timedelta(days=1), "Weil."
    )

    page = at_the_desk(Role.EDITOR).get("/desk/").content.decode()

    assert '<a href="/desk/dinge/">Drei Dinge warten.</a>' in page
    assert "Jetzt Drei Dinge warten. seit 1 Tag überfällig, seit 3 Tagen Weil." in words(page)


def test_when_nothing_waits_the_page_says_so_kindly(only: dict[str, Any]) -> None:
    page = at_the_desk(Role.EDITOR).get("/desk/").content.decode()

    assert "Nichts wartet auf Sie. Alles, was jemanden brauchte, ist getan." in words(page)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "for 1 minute"),
        (timedelta(hours=5, minutes=59), "for 5 hours"),
        (timedelta(days=89), "for 89 days"),
        (timedelta(days=100), "since 2025-11-22"),
        (timedelta(days=-1), "just now"),
    ],
)
def test_ages_are_said_in_one_number(age: timedelta, said: str) -> None:
    with translation.override("en"):
        assert ages.waited(NOON - age, at=NOON) == said.replace("2025-11-22", ages._day(NOON - timedelta(days=100)))
        assert ages.due(NOON - timedelta(days=2), at=NOON) == "overdue for 2 days"
        assert ages.due(NOON - timedelta(hours=2), at=NOON) == "overdue"


def test_calls_wait_for_those_who_may_see_them_until_somebody_called() -> None:
    edda, officer = person(Role.EDITOR), person(Role.AUDIENCE_OFFICER)
    asked = callback.request(name="Anna Quast", phone="030 1234567", at=NOON)

    row = rows_of(edda, at=NOON + timedelta(hours=4))["callbacks"]
    assert (row.count, row.since) == (1, NOON)
    assert at_the_desk(Role.CHIEF).get(row.url).status_code == 200
    assert "callbacks" not in rows_of(officer)

    callback.change(asked.pk, by=edda, at=NOON, state=State.CALLED)
    assert "callbacks" not in rows_of(edda)


def test_a_question_and_keys_are_declared_once(only: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    waiting.asks("a")(lambda user, *, at: None)
    with pytest.raises(ValueError, match="declared twice"):
        waiting.asks("a")(lambda user, *, at: None)
    monkeypatch.setattr(keys, "_keys", {})
    keys.register(Key("g h", "Home", "wagtailadmin_home"))
    for taken in ("g h", *keys.OF_WAGTAIL):
        with pytest.raises(ValueError, match="taken"):
            keys.register(Key(taken, "Home", "wagtailadmin_home"))
    monkeypatch.setattr(plots, "_groups", {})
    group = plots.Group("g", "G", (), lambda data, *, at: [], 1)
    plots.register(group)
    with pytest.raises(ValueError, match="drawn twice"):
        plots.register(group)


# Gauges and plots.


def test_a_gauge_keeps_the_last_numbers_and_all_are_read_at_once(django_assert_num_queries: Any) -> None:
    gauges.keep("a", {"n": 1}, at=NOON)
    gauges.keep("a", {"n": 2}, at=NOON + timedelta(hours=1))
    gauges.keep("b", {"n": 3}, at=NOON)

    with django_assert_num_queries(1):
        found = gauges.taken(["a", "b", "c"])
    assert {name: (said.data["n"], said.at) for name, said in found.items()} == {"a": (2, NOON + timedelta(hours=1)), "b": (3, NOON)}
    with django_assert_num_queries(0):
        assert gauges.taken([]) == {}


def test_addresses_are_struck_out_of_sentences() -> None:
    assert gauges.impersonal("No factor: anna@example.org, b.c+d@ex.ample.net.") == "No factor: …@…, …@…."
    assert gauges.impersonal("Set DEPESCHE_SITE_URL.") == "Set DEPESCHE_SITE_URL."


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """One group of plots, for editors, from the gauge ``test``."""
    table = plots.table("Woche", ["neu", "weg"], [(NOON.date() + timedelta(days=7 * n), [n * 10, 3]) for n in range(9)])

    def draw(data: Any, *, at: datetime) -> list[plots.Plot]:
        return [plots.Plot("p", "Verlauf", f"Es sind {data['n']}.", plots.Kind.BAR, table), plots.Plot("q", "Nur ein Satz", "Noch nichts.")]

    monkeypatch.setattr(plots, "_groups", {"test": plots.Group("test", "Publikum", ("newsroom.view_claim",), draw, 1, "wagtailadmin_home", "Mehr")})


def test_plots_have_a_table_and_say_when_their_numbers_were_taken(numbers: None) -> None:
    assert "Noch gibt es keine Zahlen" in words(at_the_desk(Role.EDITOR).get("/desk/").content.decode())

    gauges.keep("test", {"n": 80}, at=NOON)
    page = at_the_desk(Role.CHIEF).get("/desk/").content.decode()

    said = words(page)
    assert "Es sind 80." in said
    assert "Noch nichts." in said
    assert "Läuft der Planer?" in said  # the numbers are old
    assert "Gezählt wird, was geschah, nie, wer was gelesen hat." in said
    assert page.count("<figure") == 2
    assert page.count('role="img"') == 1
    assert '<th scope="row">02.03.2026</th><td>0</td><td>3</td>' in page
    assert "Es sind 80." not in words(at_the_desk(Role.PROOF_READER).get("/desk/").content.decode())


def test_names_of_several_columns_stand_above_a_plot_where_a_phone_has_room() -> None:
    several = plots.table("Tag", ["angenommen", "aufgeschoben"], [(NOON.date() + timedelta(days=n), [n, 1]) for n in range(3)])
    one = plots.table("Tag", ["frei"], [("A", [1]), ("B", [2])])

    drawn, alone = (plots.Plot("p", "P", "", plots.Kind.STACKED, table).drawing for table in (several, one))

    assert drawn is not None
    assert alone is not None
    assert (drawn.legend, drawn.names, drawn.room) == (("angenommen", "aufgeschoben"), (), 0)
    assert alone.legend == ()


def test_a_gauge_belongs_to_nobody() -> None:
    assert {field.name for field in Gauge._meta.get_fields()} == {"name", "taken_at", "data"}


# Keys.


def shortcuts(role: Role) -> dict[str, str]:
    """Return the keys that Wagtail binds for somebody, with where they lead."""
    page = lxml.fromstring(at_the_desk(role).get("/desk/").content.decode())
    return {str(link.get("data-w-kbd-key-value")): str(link.get("href")) for link in page.xpath("//div[@hidden]/a[@data-controller='w-kbd']")}


@pytest.mark.parametrize("role", list(Role))
def test_every_key_leads_where_the_person_may_go(role: Role) -> None:
    found, client = shortcuts(role), at_the_desk_again(role)

    assert found["g h"] == "/desk/"
    assert {key for key, url in found.items() if client.get(url, follow=True).status_code != 200} == set()
    assert [key for key, url in found.items() if key != "g h" and client.get(url).headers.get("Location") == "/desk/"] == []


def at_the_desk_again(role: Role) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(person_called(role.value), backend="django.contrib.auth.backends.ModelBackend")
    return client


def person_called(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def test_roles_get_the_keys_of_their_work_and_the_dialog_lists_just_these() -> None:
    chief, officer = shortcuts(Role.CHIEF), shortcuts(Role.AUDIENCE_OFFICER)

    assert {"n", "g a", "g k", "g c", "g e", "g r"} <= set(chief)
    assert {"g s", "g d", "g b", "g w"} <= set(officer)
    assert not {"n", "g a", "g k"} & set(officer)
    listed = words(at_the_desk_again(Role.AUDIENCE_OFFICER).get("/desk/").content.decode())
    assert "Abonnenten g s" in listed
    assert "Neuer Artikel" not in listed
    assert "Gehe zu (Tasten nacheinander)" in listed


def test_keys_do_not_take_those_of_wagtail_nor_begin_like_another() -> None:
    chief = set(shortcuts(Role.ADMINISTRATOR))

    assert not chief & keys.OF_WAGTAIL
    assert not {one for one in chief for other in chief if one != other and other.startswith(f"{one} ")}


def test_who_switched_keys_off_has_none_bound() -> None:
    client = at_the_desk(Role.EDITOR)
    assert '"KEYBOARD_SHORTCUTS_ENABLED": true' in client.get("/desk/").content.decode()

    UserProfile.objects.update_or_create(user__email="editor@example.org", defaults={"user": person_called("editor"), "keyboard_shortcuts": False})

    page = client.get("/desk/").content.decode()
    assert '"KEYBOARD_SHORTCUTS_ENABLED": false' in page  # Wagtail's controller, which binds ours too, is not loaded then
    assert "accesskey" not in page


# The tour.


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_tour_of_four_to_six_steps_that_lead_where_it_may_go(role: Role) -> None:
    client = at_the_desk(role)
    found = tour.of(person_called(role.value))

    assert found is not None
    assert 4 <= len(found.steps) <= 6
    assert [step.url for step in found.steps if step.url and client.get(step.url, follow=True).status_code != 200] == []
    assert [step.url for step in found.steps[1:] if client.get(step.url).headers.get("Location") == "/desk/"] == []


def test_the_tour_is_offered_once_whatever_the_device_and_can_be_had_again() -> None:
    client = at_the_desk(Role.EDITOR)
    assert "Neu hier?" in words(client.get("/desk/").content.decode())

    answer = client.patch(reverse("wagtailadmin_dismissibles"), json.dumps({"tour-editor": True}), content_type="application/json")

    assert answer.status_code == 200
    elsewhere = at_the_desk_again(Role.EDITOR)
    assert "Neu hier?" not in words(elsewhere.get("/desk/").content.decode())
    assert "data-asked-for" not in elsewhere.get("/desk/").content.decode()
    assert "data-asked-for" in elsewhere.get("/desk/?tour").content.decode()
    assert '"url": "/desk/?tour"' in elsewhere.get("/desk/").content.decode()


def test_who_becomes_a_chief_is_offered_the_tour_of_chiefs() -> None:
    client = at_the_desk(Role.EDITOR)
    client.patch(reverse("wagtailadmin_dismissibles"), json.dumps({"tour-editor": True}), content_type="application/json")

    person_called("editor").groups.add(Group.objects.get(name=Role.CHIEF.value))

    assert 'data-tour="tour-chief"' in client.get("/desk/").content.decode()
    assert "Neu hier?" in words(client.get("/desk/").content.decode())


def test_without_a_role_there_is_no_tour() -> None:
    assert tour.of(person(None)) is None
