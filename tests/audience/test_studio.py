"""The studio: several texts and forms, versions side by side, who agreed to what, and a linter that explains itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from depesche.audience import consent_linter, consent_texts, differences, forms, founding, studio, withdrawal
from depesche.audience.consent_linter import Draft
from depesche.audience.models import ConsentText, FormVersion, Purpose, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand import identity, roles
from depesche.brand.people import Role, User
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from tests.cast import MONDAY_8AM, confirm, sign_up

pytestmark = pytest.mark.django_db
INDEX = "signup-forms:index"


@pytest.fixture
def officer() -> Client:
    """The audience officer at the desk."""
    roles.synchronise()
    user = User.objects.create_user("officer@example.org", "not needed here")
    user.groups.add(Group.objects.get(name=Role.AUDIENCE_OFFICER.value))
    web = Client()
    web.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return web


@pytest.fixture
def draft(signup_form: FormVersion) -> Draft:
    return founding.draft(identity.publisher(), language="de")


def ids() -> list[str]:
    return [str(pk) for pk in Purpose.objects.values_list("pk", flat=True)]


@pytest.mark.rule("L-01")
def test_two_versions_stand_side_by_side_with_their_differences_marked(officer: Client, draft: Draft) -> None:
    consent_texts.publish(replace(draft, wording=draft.wording.replace("jederzeit", "jederzeit und gebührenfrei")), at=MONDAY_8AM)

    page = officer.get(reverse("signup-forms:text", args=["newsletter"]), {"older": "1", "newer": "2"}).content.decode()

    assert re.search(r"\[\+<ins [^>]*>und gebührenfrei </ins>\+\]", page)
    assert page.count("<ins ") == 1
    assert "<del " not in page


def test_what_differs_is_found_word_by_word() -> None:
    found = differences.sides("Ich will Post.\nImmer.", "Ich will viel Post.\nNie.")

    assert [(piece.mark, piece.text.strip()) for piece in found.newer if piece.mark != "same"] == [("new", "viel"), ("new", "Nie.")]
    assert "".join(piece.text for piece in found.older) == "Ich will Post.\nImmer."
    assert [piece.text for piece in found.older if piece.mark == "gone"] == ["Immer."]


def test_a_link_s_address_belongs_to_the_text() -> None:
    assert differences.readable('<p>Mehr in der <a href="/legal/privacy/">Erklärung</a>.</p><p>Ja &amp; Nein</p>') == (
        "Mehr in der Erklärung [/legal/privacy/].\nJa & Nein"
    )


@pytest.mark.rule("L-01", "L-06")
def test_people_are_counted_under_the_version_that_they_saw(anna: Subscriber, clara: Subscriber, ben: Subscriber, draft: Draft) -> None:
    second = consent_texts.publish(replace(draft, wording=draft.wording + "<p>Neu.</p>"), at=MONDAY_8AM)
    forms.publish("newsletter", text=second, button_label="Abschicken", at=MONDAY_8AM)
    later = MONDAY_8AM + timedelta(days=2)
    sign_up("dora@example.org", at=later)
    confirm("dora@example.org", at=later + timedelta(minutes=1))

    with CaptureQueriesContext(connection) as queries:
        (text,) = studio.texts("newsletter")

    assert [(version.text.number, version.live, version.ever) for version in text.versions] == [(2, 1, 1), (1, 1, 2)]
    assert [version.on_forms for version in text.versions] == [("newsletter",), ()]
    assert len(queries) == 2
    withdrawal.withdraw(anna, purposes=None, at=later, route=Route.DESK)
    assert studio.texts("newsletter")[0].versions[1].live == 0


@pytest.mark.rule("L-02", "L-03")
def test_check_lets_the_linter_read_and_publishes_nothing(officer: Client, draft: Draft) -> None:
    data = {"purposes": ids(), "language": "de", "button_label": "Abschicken", "wording": draft.wording + "<p>Neu.</p>", "check": "1"}
    entries = ConsentText.objects.count()

    good = officer.post(reverse("signup-forms:new"), data)
    bad = officer.post(reverse("signup-forms:new"), {**data, "wording": "<p>Ja.</p>"})

    assert good.context["is_checked"]
    assert "is_checked" not in bad.context
    assert bad.context["form"].errors["wording"]
    assert ConsentText.objects.count() == entries


@pytest.mark.rule("L-03")
@pytest.mark.parametrize("said", ["Die Kästchen sind bereits angekreuzt.", "Wir schreiben Ihnen, wenn Sie nicht widersprechen."])
def test_a_text_that_takes_silence_for_consent_is_refused(draft: Draft, said: str) -> None:
    text = replace(draft, wording=f"{draft.wording}<p>{said}</p>")

    assert [finding.code for finding in consent_linter.findings(text)] == ["consent-by-silence"]
    with pytest.raises(Refusal):
        consent_texts.publish(text, at=MONDAY_8AM)


@pytest.mark.rule("L-24")
@pytest.mark.parametrize("title", ["Jetzt 20 % sparen", "Neues auf example.com", "Nur heute!"])
def test_a_purpose_that_advertises_never_gets_into_the_confirmation_mail(draft: Draft, title: str) -> None:
    text = replace(draft, purposes=(("product-news", title),))

    assert [finding.code for finding in consent_linter.findings(text)] == ["advert-in-title"]


@pytest.mark.rule("L-03")
def test_a_text_must_not_name_another_button(officer: Client, draft: Draft) -> None:
    answer = officer.post(reverse("signup-forms:new-form"), {"slug": "messe", "text": "newsletter", "button_label": "Los"})

    assert "Abschicken" in str(answer.context["form"].errors["button_label"])
    assert not forms.exists("messe")
    assert consent_linter.button_findings("<p>Ich will Post.</p>", language="de", label="Los") == []


def test_a_second_form_gets_an_address_of_its_own(officer: Client, signup_form: FormVersion) -> None:
    data = {"slug": "messe", "text": "newsletter", "button_label": "Abschicken"}

    assert officer.post(reverse("signup-forms:new-form"), data).status_code == 302
    taken = officer.post(reverse("signup-forms:new-form"), data)

    assert taken.context["form"].errors["slug"]
    assert FormVersion.objects.filter(slug="messe").count() == 1
    assert "/newsletter/forms/messe/" in officer.get(reverse(INDEX)).content.decode()
    for slug in ("new", "imported", "newsletter"):
        with pytest.raises(Refusal):
            forms.found(slug, text=signup_form.text, button_label="Los", at=MONDAY_8AM)


def test_a_second_text_is_written_and_put_on_the_chosen_forms_only(officer: Client, draft: Draft, signup_form: FormVersion) -> None:
    forms.found("messe", text=signup_form.text, button_label="Abschicken", at=MONDAY_8AM)
    data = {"text_name": "messe", "purposes": ids()[:1], "language": "de", "wording": draft.wording, "forms": ["messe"]}

    assert officer.get(reverse("signup-forms:new-text")).status_code == 200
    assert officer.post(reverse("signup-forms:new-text"), data).status_code == 302
    assert officer.post(reverse("signup-forms:new-text"), data).context["form"].errors["text_name"]

    assert [str(form.newest.text) for form in studio.all_forms()] == ["messe v1 (de)", "newsletter v1 (de)"]
    edit = reverse("signup-forms:next-text", args=["messe"])
    assert officer.get(edit).context["form"].initial["forms"] == ["messe"]
    assert officer.post(edit, {**data, "wording": draft.wording + "<p>Neu.</p>", "forms": []}).status_code == 302
    assert [form.is_behind for form in studio.all_forms()] == [True, False]


def test_a_form_is_closed_and_opened_again_and_the_log_knows(officer: Client, signup_form: FormVersion) -> None:
    page = reverse("signup-forms:form", args=["newsletter"])

    officer.post(page, {"close": "1"})
    officer.post(page, {"close": "1"})
    assert forms.shown() is None
    officer.post(page, {"reopen": "1"})

    assert forms.shown() is not None
    assert [event.body for event in book.of_kinds(["form_closed", "form_reopened"])] == [{"slug": "newsletter"}] * 2


def test_a_form_gets_another_button_at_the_desk(officer: Client, draft: Draft) -> None:
    consent_texts.publish(replace(draft, wording=draft.wording.replace("Abschicken", "Her damit")), at=MONDAY_8AM)

    officer.post(reverse("signup-forms:form", args=["newsletter"]), {"text": "newsletter", "button_label": "Her damit"})

    assert FormVersion.objects.get(number=2).button_label == "Her damit"
    for missing in ("signup-forms:form", "signup-forms:text", "signup-forms:next-text"):
        assert officer.get(reverse(missing, args=["nothing"])).status_code == 404
