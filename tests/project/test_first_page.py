"""The desk's first page as a whole: who sees which rows, and that it asks the database no more when there is more of everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow

from depesche.audience import answering, audience_figures
from depesche.brand import callback, gauges
from depesche.brand.home import waiting
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock
from depesche.mailing import approval, sending_figures, stopping
from depesche.mailing.models import Campaign, Delivery
from depesche.newsroom import publishing
from depesche.newsroom.corrections import drafting
from depesche.newsroom.models import ArticlePage, SectionPage
from depesche.newsroom.reports import reporting
from depesche.newsroom.reports.reporting import Told
from depesche.operations import examining, health_figures
from depesche.operations.doctor.finding import Finding, State
from tests.brand.conftest import HOST, person
from tests.brand.first_page import keys_on, rows_of
from tests.mailing.conftest import NOW, Place, make_place
from tests.mailing.test_coming_back_desk import in_review
from tests.newsroom.claims.conftest import claim
from tests.newsroom.conftest import body
from tests.newsroom.test_publishing import due
from tests.website.test_walks import Walks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publisher")]
EDITOR, CHIEF, OFFICER, READER, ADMINISTRATOR = (role.value for role in Role)
WRITERS, CHIEFS, OFFICERS = {EDITOR, CHIEF, ADMINISTRATOR}, {CHIEF, ADMINISTRATOR}, {OFFICER, ADMINISTRATOR}
WHO: dict[str, set[str]] = {
    "callbacks": WRITERS,
    "returned-drafts": {EDITOR},  # the one who wrote it
    "own-drafts": {EDITOR},
    "reviews": {CHIEF},
    "refused-schedules": WRITERS,
    "reader-reports": WRITERS,
    "corrections": CHIEFS,
    "claims-overdue": WRITERS,
    "claims-soon": WRITERS,
    "campaigns-to-approve": CHIEFS,
    "campaigns-late": WRITERS,
    "campaigns-paused": CHIEFS,
    "campaigns-to-send": CHIEFS,
    "unknown-deliveries": CHIEFS,
    "came-back": OFFICERS,
    "data-requests": OFFICERS,
    "held-sign-ups": OFFICERS,
    "stale-consents": OFFICERS,
    "ledger": {ADMINISTRATOR},
    "doctor": {ADMINISTRATOR},
}


def one_of_everything(place: Place, editor: Any, number: int = 0) -> None:
    """Let one of every kind of thing wait; the drafts are the editor's."""
    at, today = clock.now(), timezone.localdate()
    section = SectionPage.objects.get()
    submitted, returned, _draft, empty = (_draft_of(section, editor, f"{name} {number}") for name in ("Eingereicht", "Zurück", "Entwurf", "Leer"))
    workflow = Workflow.objects.get()
    workflow.start(submitted, editor)
    workflow.start(returned, editor).current_task_state.reject(user=place.chief)
    due(empty, body="[]")
    publishing.publish_due(at=at)
    callback.request(name="Anna", phone="040 1234567", at=at)
    reporting.receive(Told("Das ist falsch, denn …", article=place.article), at=at)
    drafting.submit(drafting.draft(drafting.Wanted(wrong="a", right="b", why="c", article=place.article), by=place.editor, at=at))
    claim(f"Alte Zahl {number}", review_by=today - timedelta(days=2))
    claim(f"Neue Zahl {number}", review_by=today + timedelta(days=2))
    approval.submit(place.draft(f"Zur Freigabe {number}"), at=NOW)
    late = place.draft(f"Verspätet {number}")
    approval.submit(late, at=NOW)
    Campaign.objects.filter(pk=late.pk).update(pause_reason="Zu spät.")
    place.approved(f"Bereit {number}")
    place.person(f"anna{number}", place.news)
    stopping.pause(place.sending(f"Angehalten {number}"), reason="Beschwerden.")
    unanswered = place.sending(f"Ohne Antwort {number}")
    mine = Delivery.objects.filter(campaign=unanswered)
    mine.update(state=Delivery.State.HANDING_OVER, handed_over_at=NOW)
    mine.update(state=Delivery.State.UNKNOWN, finished_at=NOW)
    Campaign.objects.filter(pk=unanswered.pk).update(state=Campaign.State.DONE, finished_at=NOW)
    in_review(f"Subject: Frage {number}\n\nHallo".encode())
    answering.take("access", None, received_at=at, reference="Brief", by="olga")
    _hold_a_sign_up(number)


def _draft_of(section: SectionPage, by: Any, title: str) -> ArticlePage:
    article = section.add_child(instance=ArticlePage(title=title, body=body(), live=False, has_unpublished_changes=True, owner=by))
    article.save_revision(user=by)
    return ArticlePage.objects.get(pk=article.pk)


def _hold_a_sign_up(number: int) -> None:
    at = clock.now()
    OutboxMessage.objects.create(
        kind="confirmation", recipient="b@example.org", envelope_sender="a@example.org", message_id=f"<{number}@example.org>", content=b"",
        content_digest="", state=OutboxMessage.State.HELD, not_before=at, give_up_at=at, created_at=at,
    )  # fmt: skip


def take_numbers() -> None:
    """Take every number that periodic work takes; one check of the doctor failed."""
    at = clock.now()
    audience_figures.take(at=at)
    gauges.keep(audience_figures.GAUGE, {**gauges.taken([audience_figures.GAUGE])[audience_figures.GAUGE].data, "stale": 2}, at=at)
    sending_figures.take(at=at)
    examining.keep([("ledger", Finding(State.FAILURE, "No.", "Look.")), ("disk", Finding(State.WARNING, "Low.", "Clean."))], at=at)
    sample = {"at": at.isoformat(), "stored": 3, "waiting": 0, "render_ms": 80, "tasks": 0, "mails": 0, "free_mb": 9000}
    gauges.keep(health_figures.GAUGE, {"samples": [sample]}, at=at)


@pytest.fixture
def team(publisher: Any) -> dict[str, Any]:
    """Somebody of each role, and one of everything."""
    place = make_place()
    found = {role.value: person(role, f"{role.value}-somebody@example.net") for role in Role}
    one_of_everything(place, found[EDITOR])
    take_numbers()
    return found


def test_everybody_sees_the_rows_of_their_role_and_no_others(team: dict[str, Any]) -> None:
    seen = {who: set(rows_of(somebody)) for who, somebody in team.items()}

    assert {key: {who for who, rows in seen.items() if key in rows} for key in WHO} == WHO
    assert set(waiting.keys()) == set(WHO)  # a new row says here who sees it
    assert seen[READER] == set()


def test_each_row_leads_to_a_page_that_opens(team: dict[str, Any]) -> None:
    for somebody in team.values():
        client = at_the_desk(somebody)
        for row in rows_of(somebody).values():
            answer = client.get("/desk/" if row.url.startswith("#") else row.url)
            assert answer.status_code == 200, (row.key, row.url)


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_more_of_everything_asks_the_database_no_more(team: dict[str, Any], who: str) -> None:
    client = at_the_desk(team[who])
    before = asked(client)
    place = Place(*_place())
    for number in range(1, 4):
        one_of_everything(place, team[EDITOR], number)
    take_numbers()

    after = asked(client)

    assert after <= before
    assert after < 90


@pytest.mark.once
def test_the_page_walks_over_no_table_that_grows(team: dict[str, Any]) -> None:
    walks = Walks()
    clients = [at_the_desk(somebody) for somebody in team.values()]

    with connection.execute_wrapper(walks):
        pages = [client.get("/desk/").content.decode() for client in clients]

    assert [len(keys_on(page)) for page in pages] == [sum(who in roles for roles in WHO.values()) for who in team]
    assert walks.found == []


def asked(client: Client) -> int:
    client.get("/desk/")  # the first time, permissions and texts are looked up once for the process
    with CaptureQueriesContext(connection) as found:
        assert client.get("/desk/").status_code == 200
    return len(found.captured_queries)


def at_the_desk(somebody: Any) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _place() -> list[Any]:
    from depesche.audience.models import FormVersion, Purpose
    from depesche.brand.models import User

    purposes = [Purpose.objects.get(key=key) for key in ("news", "offers")]
    people = [User.objects.get(email=f"{name}@example.org") for name in ("editor", "chief")]
    return [*purposes, *people, ArticlePage.objects.get(slug="gold-steigt"), FormVersion.objects.get(slug="test")]
