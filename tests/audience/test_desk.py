"""The audience's screens: each role sees what it may, every change is recorded."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from depesche.audience import founding, intake
from depesche.audience.models import Consent, FormVersion, Subscriber
from depesche.brand import identity, roles
from depesche.brand.people import Role, User
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.ledger import book
from tests.cast import apply_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Client:
    return Client()


def login(web: Client, role: Role) -> User:
    from django.contrib.auth.models import Group

    roles.synchronise()
    user = User.objects.create_user(f"{role.value}@example.org", "not needed here")
    user.groups.add(Group.objects.get(name=role.value))
    web.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def person(name: str, subscriber: Subscriber) -> str:
    return reverse(f"subscribers:{name}", args=[subscriber.pk])


def test_the_officer_finds_anna_and_sees_her_history(web: Client, anna: Subscriber, clara: Subscriber) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    found = web.get(reverse("subscribers:index"), {"q": "anna"}).content.decode()
    assert "anna@example.org" in found
    assert "clara@example.org" not in found
    page = web.get(person("person", anna)).content.decode()
    assert "Abschicken" in page  # the wording that she agreed to
    assert page.count("<time ") >= 3


@pytest.mark.rule("L-32")
def test_a_withdrawal_by_letter_takes_effect_and_says_who_entered_it(web: Client, anna: Subscriber) -> None:
    login(web, Role.AUDIENCE_OFFICER)

    web.post(person("withdraw", anna), {"purpose": "product-news", "note": "Brief vom 3. März"})

    assert sorted(Consent.objects.values_list("purpose__key", flat=True)) == ["financial-news", "special-offers"]
    event = book.events(anna.id)[-1]
    assert event.body["channel"] == "desk"
    assert event.body["note"] == "audience-officer@example.org: Brief vom 3. März"


@pytest.mark.rule("L-44")
def test_an_editor_sees_no_address(web: Client, anna: Subscriber) -> None:
    login(web, Role.EDITOR)

    for address in (reverse("subscribers:index"), person("person", anna), reverse("held-signups:index"), reverse("signup-forms:index")):
        assert web.get(address).status_code in {302, 403}, address
    assert web.post(person("withdraw", anna), {}).status_code in {302, 403}
    assert web.post(person("proof", anna), {}).status_code in {302, 403}
    assert Consent.objects.count() == 3


@pytest.mark.rule("L-44")
def test_the_officer_reads_no_proof_and_the_proof_reader_browses_no_addresses(web: Client, anna: Subscriber) -> None:
    login(web, Role.AUDIENCE_OFFICER)
    assert web.post(person("proof", anna)).status_code in {302, 403}

    login(web, Role.PROOF_READER)
    assert "anna@example.org" not in web.get(reverse("subscribers:index")).content.decode()
    assert "anna@example.org" in web.get(reverse("subscribers:index"), {"q": "anna@example.org"}).content.decode()
    answer = web.post(person("proof", anna))

    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert book.events(anna.id)[-1].body["reader"] == "proof-reader@example.org"


@pytest.mark.rule("L-23")
def test_the_proof_reader_gets_the_paper_alone_and_that_is_recorded_too(web: Client, anna: Subscriber) -> None:
    login(web, Role.PROOF_READER)

    answer = web.post(person("proof", anna), {"as": "paper"})

    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('.pdf"')
    assert book.events(anna.id)[-1].body["reader"] == "proof-reader@example.org"


def test_a_new_text_is_checked_and_published(web: Client, signup_form: FormVersion) -> None:
    login(web, Role.AUDIENCE_OFFICER)
    good = founding.draft(identity.publisher(), language="de").wording.replace("Abschicken", "Anmelden")
    purposes = [str(pk) for pk in Consent._meta.get_field("purpose").related_model.objects.values_list("pk", flat=True)[:2]]
    data = {"purposes": purposes, "language": "de", "button_label": "Anmelden"}

    assert web.get(reverse("signup-forms:new")).status_code == 200
    refused = web.post(reverse("signup-forms:new"), {**data, "wording": "<p>Ja.</p>"})
    assert refused.status_code == 200
    assert FormVersion.objects.count() == 1
    assert web.post(reverse("signup-forms:new"), {**data, "wording": good}).status_code == 302

    newest = FormVersion.objects.get(number=2)
    assert newest.button_label == "Anmelden"
    assert len(newest.text.purposes) == 2


def test_held_mails_are_released(web: Client, signup_form: FormVersion) -> None:
    from depesche.kernel import clock

    login(web, Role.AUDIENCE_OFFICER)
    with options.using(signup_site_hour=1):
        for name in ("a", "b", "c"):
            intake.take_signup(apply_for(f"{name}@example.org"), at=clock.now())
        intake.work_off(at=clock.now())

    assert "b@example.org" in web.get(reverse("held-signups:index")).content.decode()
    web.post(reverse("held-signups:index"), {"all": "1"})

    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.HELD).exists()


def test_a_purpose_keeps_its_key(web: Client, signup_form: FormVersion) -> None:
    from depesche.audience.models import Purpose

    login(web, Role.AUDIENCE_OFFICER)
    purpose = Purpose.objects.get(key="product-news")

    assert web.get(reverse("purposes:index")).status_code == 200
    page = web.get(reverse("purposes:edit", args=[purpose.pk])).content.decode()
    assert 'name="key"' not in page
    web.post(reverse("purposes:edit", args=[purpose.pk]), {"title": "Neues", "key": "other", "position": 0, "is_offered": "on"})

    purpose.refresh_from_db()
    assert (purpose.title, purpose.key) == ("Neues", "product-news")


def test_not_even_an_administrator_deletes_a_purpose(web: Client, signup_form: FormVersion) -> None:
    from depesche.audience.models import Purpose

    user = User.objects.create_superuser("root@example.org", "not needed here")
    web.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    purpose = Purpose.objects.get(key="product-news")

    assert web.get(reverse("purposes:index")).status_code == 200
    web.post(reverse("purposes:delete", args=[purpose.pk]))

    assert Purpose.objects.filter(pk=purpose.pk).exists()


@pytest.mark.parametrize("key", ["all", "sign-up"])
def test_a_purpose_cannot_take_a_word_that_suppressions_need(web: Client, signup_form: FormVersion, key: str) -> None:
    from depesche.audience.models import Purpose
    from depesche.courier.models import Suppression

    login(web, Role.AUDIENCE_OFFICER)
    answer = web.post(
        reverse("purposes:add"), {"title": "X", "key": {"all": Suppression.EVERYTHING, "sign-up": Suppression.SIGN_UP}[key], "position": 9}
    )

    assert answer.status_code == 200
    assert "Dieses Wort ist vergeben" in answer.content.decode()
    assert Purpose.objects.count() == 3


@pytest.mark.rule("L-44")
def test_a_proof_reader_reads_anna_s_history_in_the_recorded_proof_only(web: Client, anna: Subscriber) -> None:
    login(web, Role.PROOF_READER)

    page = web.get(person("person", anna)).content.decode()

    assert "anna@example.org" in page
    assert "angemeldet" not in page
    assert web.post(person("proof", anna)).status_code == 200
    assert book.events(anna.id)[-1].kind == "proof_viewed"
