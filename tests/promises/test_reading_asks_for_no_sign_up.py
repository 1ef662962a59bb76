"""README and L-05: nothing on the site asks for a sign-up in return; no form can be coupled."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.audience.models import ConsentText, FormVersion, Intake
from depesche.brand.models import CallbackRequest
from tests.promises.test_every_page_stands_on_its_own import PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.rule("L-05")
def test_every_page_is_open_to_who_never_signed_up(found_site: object, client: Client) -> None:
    assert {client.get(page).status_code for page in PAGES} == {200, 404}


@pytest.mark.rule("L-05")
def test_asking_for_a_call_signs_nobody_up(found_site: object, client: Client) -> None:
    answer = client.post("/callback/", {"name": "Fritz", "phone": "040 1234567", "email": "fritz@example.org", "purpose": ["product-news"]})

    assert answer.status_code in {200, 302, 303}
    assert CallbackRequest.objects.count() == 1
    assert not Intake.objects.exists()


@pytest.mark.rule("L-05")
def test_a_form_has_nothing_that_could_couple_it(db: None) -> None:
    fields = {field.name for model in (FormVersion, ConsentText) for field in model._meta.get_fields()}

    assert not [name for name in fields if any(word in name for word in ("couple", "required", "condition", "gate"))]
