"""Moving in at the desk: upload, look, start, take back; the audience officer only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from depesche.audience.importing import keeping, waiting
from depesche.audience.models import Consent, FormVersion, ImportRun, Purpose, Subscriber
from depesche.brand import roles
from depesche.brand.people import Role, User
from depesche.kernel import clock
from tests.audience.exports import live, row, suppressions, table

pytestmark = pytest.mark.django_db

GOOD = table(row("fritz@example.org"), row("greta@example.org", status="unsubscribed"), row("hugo@example.org", evidence=",,,"), "broken")


@pytest.fixture
def web(signup_form: FormVersion) -> Client:
    return login(Client(), Role.AUDIENCE_OFFICER)


def login(web: Client, role: Role) -> Client:
    roles.synchronise()
    user = User.objects.create_user(f"{role.value}@example.org", "not needed here")
    user.groups.add(Group.objects.get(name=role.value))
    web.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return web


def upload(web: Client, text: str = GOOD, **more: object) -> ImportRun:
    purposes = [str(Purpose.objects.get(key="product-news").pk)]
    data = {
        "files": [SimpleUploadedFile("alt.csv", text.encode())],
        "purposes": purposes,
        "source": "Altes System",
        "preset": "",
        "wording": "",
        **more,
    }
    answer = web.post(reverse("audience-imports:new"), data)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("pk")


def address(name: str, run: ImportRun) -> str:
    return reverse(f"audience-imports:{name}", args=[run.pk])


def test_nothing_is_taken_in_before_somebody_saw_the_counts(web: Client) -> None:
    run = upload(web)
    assert (run.state, run.preset) == ("uploaded", "depesche")
    assert "http-equiv" in web.get(address("show", run)).content.decode()

    assert waiting.is_waiting(at=clock.now())
    waiting.work_off(at=clock.now())

    run.refresh_from_db()
    assert run.state == "checked"
    assert (run.counts["mailable"], run.counts["unproven"], run.counts["suppressed"], run.counts["rejected"]) == (1, 1, 1, 1)
    assert not Subscriber.objects.exists()
    assert suppressions("greta@example.org") == set()
    page = web.get(address("show", run)).content.decode()
    assert "alt.csv" in page
    assert address("start", run) in page
    assert address("undo", run) not in page


def test_an_import_is_started_followed_and_taken_back(web: Client) -> None:
    run = upload(web)
    waiting.work_off(at=clock.now())
    looked_at = ImportRun.objects.get().counts
    web.post(address("start", run))
    waiting.work_off(at=clock.now())

    run.refresh_from_db()
    assert run.state == "done"
    assert run.counts == looked_at
    assert live("fritz@example.org") == {"product-news"}
    assert keeping.sources(run) is None  # the upload is gone
    report = web.get(address("report", run)).content.decode()
    assert "alt.csv,5,rejected,columns" in report
    web.post(address("undo", run))
    waiting.work_off(at=clock.now())

    run.refresh_from_db()
    assert run.state == "undone"
    assert not Subscriber.objects.exists()
    assert suppressions("greta@example.org") == set()


def test_a_file_without_addresses_is_refused_with_a_sentence(web: Client) -> None:
    run = upload(web, "name,town\nFritz,Bern\n")
    waiting.work_off(at=clock.now())

    run.refresh_from_db()
    assert run.state == "failed"
    page = web.get(address("show", run)).content.decode()
    assert "name, town" in page
    web.post(address("discard", run))
    assert not ImportRun.objects.exists()


def test_what_was_typed_stays_when_something_is_missing(web: Client) -> None:
    answer = web.post(reverse("audience-imports:new"), {"source": "Altes System", "wording": "Ich willige ein."})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Altes System" in page
    assert "Ich willige ein." in page
    assert not ImportRun.objects.exists()


def test_an_upload_that_nobody_starts_is_deleted_after_a_week(web: Client) -> None:
    run = upload(web)
    waiting.work_off(at=clock.now())

    assert keeping.forget_old(at=clock.now() + timedelta(days=6)) == 0
    assert keeping.forget_old(at=clock.now() + timedelta(days=8)) == 1
    assert keeping.sources(run) is None


def test_the_same_files_twice_are_one_import(web: Client) -> None:
    first = upload(web)
    assert upload(web) == first
    waiting.work_off(at=clock.now())
    web.post(address("start", first))
    waiting.work_off(at=clock.now())

    assert upload(web) == first
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF, Role.PROOF_READER])
def test_others_see_no_import(signup_form: FormVersion, role: Role) -> None:
    web = login(Client(), role)

    for name in ("index", "new"):
        assert web.get(reverse(f"audience-imports:{name}")).status_code in {302, 403}
    assert web.post(reverse("audience-imports:new"), {}).status_code in {302, 403}
