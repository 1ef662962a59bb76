"""Lena writes at the desk, Karl approves there; a reader's report becomes a correction, and its reader gets the answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from depesche.brand.models import Publisher, User
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock
from depesche.newsroom.claims import merging
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections import drafting
from depesche.newsroom.corrections.drafting import Span
from depesche.newsroom.models import Correction, ReaderReport, SectionPage
from depesche.newsroom.reports import reporting
from depesche.newsroom.reports.reporting import Told
from tests.cast import publisher as publisher
from tests.newsroom.claims.conftest import claim, marked
from tests.newsroom.conftest import HOST, at_the_desk, body, write
from tests.newsroom.corrections.conftest import draft, wanted

SAID = {"severity": "correction", "wrong": "Es waren 12.000.", "right": "Es waren 1.200.", "why": "Eine Null zu viel."}


def logged_in(user: User) -> Client:
    web = Client(headers={"host": HOST})
    web.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return web


def text(web: Client, address: str) -> str:
    answer = web.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_from_the_article_to_the_reader(markets: SectionPage, publisher: Publisher, lena: User, karl: User) -> None:
    about = claim("12.000 Soldaten sind da")
    article = write(markets, body=body(marked(about, "12.000 Soldaten")))
    one, other = logged_in(lena), logged_in(karl)
    assert f"/desk/corrections/new/?article={article.pk}" in text(one, reverse("wagtailadmin_pages:edit", args=[article.pk]))

    form = f"{reverse('newsroom-correction-new')}?article={article.pk}"
    assert "12.000 Soldaten sind da" in text(one, form)
    said = {**SAID, "article": article.pk, f"claim_{about.pk}": "on", f"first_{about.pk}": 1, f"last_{about.pk}": 1}
    assert one.post(form, said).status_code == 302
    correction = Correction.objects.get()
    address = reverse("newsroom-correction", args=[correction.pk])
    shown = text(one, address)
    assert "Gold steigt" in shown
    assert "war falsch von Fassung 1 bis 1" in shown
    one.post(reverse("newsroom-correction-submit", args=[correction.pk]))

    assert "kann sie deshalb nicht freigeben" in text(one, address)
    assert "1 Korrektur wartet auf Ihre Freigabe." in text(other, reverse("wagtailadmin_home"))
    digest = other.get(address).context["digest"]
    other.post(reverse("newsroom-correction-release", args=[correction.pk]), {"digest": digest})

    correction.refresh_from_db()
    assert (correction.state, correction.approved_by) == ("published", karl)
    assert "Es waren 1.200." in text(other, "/corrections/")


@pytest.mark.rule("N-34")
def test_the_author_who_presses_release_gets_a_sentence(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    correction = draft(write(markets), by=lena)
    web = logged_in(lena)
    web.post(reverse("newsroom-correction-submit", args=[correction.pk]))
    address = reverse("newsroom-correction", args=[correction.pk])

    answer = web.post(reverse("newsroom-correction-release", args=[correction.pk]), {"digest": web.get(address).context["digest"]}, follow=True)

    assert "kann sie deshalb nicht freigeben" in answer.content.decode()
    assert Correction.objects.get().state == "waiting"


def test_what_was_refused_stays_in_the_form(markets: SectionPage, lena: User) -> None:
    answer = logged_in(lena).post(reverse("newsroom-correction-new"), {**SAID, "why": ""})

    assert answer.status_code == 200
    assert "Es waren 1.200." in answer.content.decode()
    assert not Correction.objects.exists()


def test_two_editors_at_once_lose_nothing(markets: SectionPage, lena: User, karl: User) -> None:
    correction = draft(article := write(markets), by=lena)
    address = reverse("newsroom-correction-edit", args=[correction.pk])
    seen = logged_in(lena).get(address).context["form"]["seen"].value()
    logged_in(karl).post(address, {**SAID, "article": article.pk, "seen": seen})

    answer = logged_in(lena).post(address, {**SAID, "right": "Es waren 1.201.", "article": article.pk, "seen": seen})

    assert "inzwischen geändert" in answer.content.decode()
    assert "Es waren 1.201." in answer.content.decode()
    assert Correction.objects.get().right == "Es waren 1.200."


@pytest.mark.parametrize("severity", ["typo", "update", "clarification", "correction", "retraction"])
def test_what_changed_since_it_was_looked_at_is_not_let_out(
    markets: SectionPage, publisher: Publisher, lena: User, karl: User, severity: str
) -> None:
    correction = draft(article := write(markets), by=lena, severity=Severity(severity))
    drafting.submit(correction)
    seen = logged_in(karl).get(address := reverse("newsroom-correction", args=[correction.pk])).context["digest"]
    changed = wanted(article, right="Es waren 1.201.", severity=Severity(severity))
    drafting.edit(correction, changed, seen=seen, by=lena, at=clock.now())
    drafting.submit(correction)

    answer = logged_in(karl).post(
        reverse("newsroom-correction-release", args=[correction.pk]), {"digest": seen}, headers={"Referer": address}, follow=True
    )

    assert "inzwischen geändert" in answer.content.decode()
    assert Correction.objects.get().state == "waiting"


def test_merged_claims_stand_below_the_one_they_lead_to(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    old, target, other = claim("12.000 Soldaten sind da"), claim("12.000 Soldaten sind in Russland"), claim("Der Kurs steigt")
    article = write(markets, body=body(f"{marked(other, 'Der Kurs')} und {marked(old, '12.000 Soldaten')}"))
    report = reporting.receive(Told("Es waren nur 1.200 Soldaten.", claim=old), at=clock.now())
    merging.merge(old, target, by=None, at=clock.now())
    web, new = logged_in(lena), reverse("newsroom-correction-new")

    of_article = web.get(f"{new}?article={article.pk}")
    assert of_article.context["form"].claims == [other, target, old]
    assert not of_article.context["form"][f"claim_{target.pk}"].value()
    assert of_article.content.decode().count("mit der Aussage darüber zusammengeführt") == 1
    for way in (f"claim={old.pk}", f"claim={target.pk}", f"report={report.pk}"):
        form = web.get(f"{new}?{way}").context["form"]
        assert form.claims == [target, old]
        assert [form[f"claim_{one.pk}"].value() for one in form.claims] == [True, True]
    correction = draft(article, Span(target, 1, 1), by=lena)
    assert web.get(reverse("newsroom-correction-edit", args=[correction.pk])).context["form"].claims == [target, old, other]


def test_a_report_becomes_a_correction_and_its_reader_gets_the_answer(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    article = write(markets)
    report = reporting.receive(Told("Es waren nur 1.200 Soldaten.", "anna@example.org", article=article), at=clock.now())
    web = logged_in(lena)
    assert "1 Leserhinweis auf einen Fehler ist offen." in text(web, reverse("wagtailadmin_home"))
    assert "Es waren nur 1.200 Soldaten." in text(web, reverse("newsroom-reports"))
    address = reverse("newsroom-report", args=[report.pk])
    web.post(reverse("newsroom-report-take-up", args=[report.pk]))

    form = f"{reverse('newsroom-correction-new')}?report={report.pk}"
    assert "Es waren nur 1.200 Soldaten." in text(web, form)
    web.post(form, {**SAID, "article": article.pk, "is_by_reader": "on"})
    assert Correction.objects.get().report == report
    assert "möchte eine Antwort" in web.post(address, {"state": "corrected", "answer": ""}).content.decode()
    web.post(address, {"state": "corrected", "answer": "Danke!"})

    report.refresh_from_db()
    assert (report.state, report.email) == (ReaderReport.State.CORRECTED, "")
    assert OutboxMessage.objects.get(kind="report-answer").recipient == "anna@example.org"


@pytest.mark.parametrize("role", [Role.PROOF_READER, Role.AUDIENCE_OFFICER])
def test_who_is_not_of_the_newsroom_sees_neither(markets: SectionPage, lena: User, role: Role) -> None:
    correction = draft(write(markets), by=lena)
    web = at_the_desk(role)

    for name, *args in (["newsroom-corrections"], ["newsroom-correction", correction.pk], ["newsroom-reports"], ["newsroom-correction-new"]):
        assert web.get(reverse(name, args=args)).status_code in {302, 403}


def test_an_editor_hands_in_and_lets_nothing_out(markets: SectionPage, lena: User, editor: Client) -> None:
    correction = draft(write(markets), by=lena)

    editor.post(reverse("newsroom-correction-submit", args=[correction.pk]))
    editor.post(reverse("newsroom-correction-release", args=[correction.pk]), {"digest": ""})

    assert Correction.objects.get().state == "waiting"
