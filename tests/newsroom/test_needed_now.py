"""What of the newsroom stands on the desk's first page: for whom, with which count, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from depesche.brand.home.waiting import Urgency
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.newsroom import publishing
from depesche.newsroom.claims import claiming
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.corrections import drafting, entries
from depesche.newsroom.corrections import publishing as corrections
from depesche.newsroom.corrections.approving import approve
from depesche.newsroom.models import ArticlePage, SectionPage
from depesche.newsroom.reports import answering, reporting
from depesche.newsroom.reports.answering import State
from depesche.newsroom.reports.reporting import Told
from tests.brand.first_page import rows_of
from tests.newsroom.claims.conftest import claim
from tests.newsroom.conftest import body, write
from tests.newsroom.corrections.conftest import colleague
from tests.newsroom.corrections.conftest import draft as draft_correction
from tests.newsroom.test_publishing import due

pytestmark = pytest.mark.django_db


@pytest.fixture
def edda(db: None) -> User:
    """An editor."""
    return colleague("edda", Role.EDITOR)


@pytest.fixture
def karl(db: None) -> User:
    """A chief."""
    return colleague("karl", Role.CHIEF)


@pytest.fixture
def olga(db: None) -> User:
    """An audience officer, who has nothing to do with articles."""
    return colleague("olga", Role.AUDIENCE_OFFICER)


def draft(section: SectionPage, by: User, title: str = "Entwurf") -> ArticlePage:
    article = section.add_child(instance=ArticlePage(title=title, body=body(), live=False, has_unpublished_changes=True, owner=by))
    article.save_revision(user=by)
    return ArticlePage.objects.get(pk=article.pk)


def at_the_desk(person: User) -> Client:
    client = Client(headers={"host": "testserver.localhost"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_own_draft_waits_until_it_is_published(markets: SectionPage, edda: User, karl: User, olga: User) -> None:
    article = draft(markets, edda)

    row = rows_of(edda)["own-drafts"]
    assert (row.count, row.urgency, row.url) == (1, Urgency.LATER, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert row.detail == "Entwurf"
    assert at_the_desk(edda).get(row.url).status_code == 200
    draft(markets, edda, "Zweiter")
    assert (rows_of(edda)["own-drafts"].count, rows_of(edda)["own-drafts"].url) == (2, "#being-written")
    assert "own-drafts" not in rows_of(karl)
    assert "own-drafts" not in rows_of(olga)
    assert "own-drafts" not in rows_of(edda, at=clock.now() + timedelta(days=120))

    for one in ArticlePage.objects.filter(live=False):
        one.get_latest_revision().publish(user=karl)
    assert "own-drafts" not in rows_of(edda)


def test_a_submitted_article_waits_for_the_chief_and_no_longer_for_its_editor(markets: SectionPage, edda: User, karl: User, olga: User) -> None:
    article = draft(markets, edda)
    state = Workflow.objects.get().start(article, edda)

    row = rows_of(karl)["reviews"]
    assert (row.count, row.url) == (1, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert {"own-drafts", "reviews"} & (set(rows_of(edda)) | set(rows_of(olga))) == set()

    draft_two = draft(markets, edda, "Zweiter")
    Workflow.objects.get().start(draft_two, edda)
    many = rows_of(karl)["reviews"]
    listed = at_the_desk(karl).get(many.url).content.decode()
    assert many.count == 2
    assert article.title in listed
    assert draft_two.title in listed

    draft_two.current_workflow_state.cancel(user=edda)
    state.current_task_state.approve(user=karl)
    assert "reviews" not in rows_of(karl)


def test_what_a_chief_sent_back_waits_for_its_editor(markets: SectionPage, edda: User, karl: User) -> None:
    article = draft(markets, edda)
    state = Workflow.objects.get().start(article, edda)
    state.current_task_state.reject(user=karl, comment="Bitte kürzer.")

    row = rows_of(edda)["returned-drafts"]
    assert (row.count, row.urgency, row.url) == (1, Urgency.SOON, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert row.since is not None
    assert {"returned-drafts", "reviews"} & set(rows_of(karl)) == set()

    article.current_workflow_state.resume(user=edda)
    assert "returned-drafts" not in rows_of(edda)
    assert "reviews" in rows_of(karl)


def test_what_was_not_published_at_its_time_waits_until_somebody_works_on_it(markets: SectionPage, edda: User, karl: User, olga: User) -> None:
    article = write(markets, "Leer", live=False)
    due(article, body="[]")
    publishing.publish_due(at=clock.now())

    row = rows_of(karl)["refused-schedules"]
    assert (row.count, row.urgency) == (1, Urgency.NOW)
    assert "Nicht wie geplant veröffentlicht" in at_the_desk(karl).get(row.url).content.decode()
    assert "refused-schedules" in rows_of(edda)
    assert "refused-schedules" not in rows_of(olga)

    ArticlePage.objects.get(pk=article.pk).save_revision(user=edda)
    assert "refused-schedules" not in rows_of(karl)


def test_a_reader_s_report_waits_until_it_is_closed(markets: SectionPage, edda: User, olga: User) -> None:
    report = reporting.receive(Told("Das ist falsch, denn …", article=write(markets)), at=clock.now() - timedelta(days=4))

    row = rows_of(edda)["reader-reports"]
    assert (row.count, row.url, row.since) == (1, reverse("newsroom-report", args=[report.pk]), report.received_at)
    assert "reader-reports" not in rows_of(olga)
    answering.take_up(report, by=edda)
    assert "reader-reports" in rows_of(edda)

    answering.close(report, State.DECLINED, answer="Das stimmt so.", by=edda, at=clock.now())
    assert "reader-reports" not in rows_of(edda)


def test_a_correction_waits_for_a_second_person(markets: SectionPage, edda: User, karl: User) -> None:
    lena = colleague("lena", Role.CHIEF)
    correction = draft_correction(write(markets), by=lena)
    assert "corrections" not in rows_of(karl)
    drafting.submit(correction)

    row = rows_of(karl)["corrections"]
    assert (row.count, row.urgency, row.url) == (1, Urgency.NOW, reverse("newsroom-correction", args=[correction.pk]))
    assert "corrections" not in rows_of(lena)
    assert "corrections" not in rows_of(edda)

    seen = entries.content_digest(correction)
    approve(correction, seen=seen, by=karl, at=clock.now())
    corrections.publish(correction, seen=seen, by=karl, at=clock.now())
    assert "corrections" not in rows_of(karl)


def test_a_claim_is_looked_at_again_before_and_after_its_day(edda: User, olga: User) -> None:
    today = timezone.localdate(clock.now())
    over, soon = claim("Alte Zahl", review_by=today - timedelta(days=2)), claim("Neue Zahl", review_by=today + timedelta(days=3))
    claim("Viel später", review_by=today + timedelta(days=30))

    found = rows_of(edda)
    assert (found["claims-overdue"].count, found["claims-overdue"].url) == (1, reverse("newsroom-claim", args=[over.pk]))
    assert (found["claims-soon"].count, found["claims-soon"].url) == (1, reverse("newsroom-claim", args=[soon.pk]))
    assert found["claims-overdue"].urgency < found["claims-soon"].urgency
    assert {"claims-overdue", "claims-soon"} & set(rows_of(olga)) == set()
    claim("Noch eine", review_by=today - timedelta(days=1))
    assert "Noch eine" in at_the_desk(edda).get(rows_of(edda)["claims-overdue"].url).content.decode()

    for one in (over, soon):
        one.refresh_from_db()
        claiming.edit(one, Wanted(one.text, review_by=None), seen=one.version, by=edda, at=clock.now())
    assert rows_of(edda)["claims-overdue"].count == 1
    assert "claims-soon" not in rows_of(edda)


def test_the_lists_below_show_own_drafts_first_and_what_comes_next(markets: SectionPage, edda: User, karl: User) -> None:
    mine = draft(markets, edda, "Eigener Entwurf")
    for number in range(7):
        draft(markets, karl, f"Fremder {number}")
    later = draft(markets, karl, "Kommt noch")
    revision = later.get_latest_revision()
    revision.approved_go_live_at = clock.now() + timedelta(days=1)
    revision.save()
    write(markets, "Schon da")

    page = at_the_desk(edda).get("/desk/").content.decode()

    assert page.count("Fremder") == 4
    assert page.index(mine.title) < page.index("Fremder")
    assert "von Ihnen" in page
    assert "Kommt noch" in page
    assert "Schon da" in page
