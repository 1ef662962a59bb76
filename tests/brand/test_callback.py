"""Requests to be called back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from depesche.brand import callback
from depesche.brand.models import CallbackRequest
from depesche.brand.people import Role
from depesche.kernel import options, personal_data
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import at_the_desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ask(**changes: str) -> CallbackRequest:
    return callback.request(**{"name": "Anna", "phone": "030 12345", **changes}, at=NOON)  # type: ignore[arg-type]


def test_a_request_is_kept_for_the_set_number_of_days(db: None) -> None:
    with options.using(callback_days=3):
        ask()

    assert callback.delete_due(at=NOON + timedelta(days=2)) == 0
    assert callback.delete_due(at=NOON + timedelta(days=3)) == 1
    assert not CallbackRequest.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "  "}, "callback-name"),
        ({"phone": "ruf an"}, "callback-phone"),
        ({"phone": "1234"}, "callback-phone"),
        ({"name": "x" * 121}, "callback-too-long"),
        ({"message": "x" * 2001}, "callback-too-long"),
    ],
)
def test_what_cannot_be_called_is_refused(db: None, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(**wrong)

    assert refused.value.code == code
    assert not CallbackRequest.objects.exists()


def test_an_editor_reads_and_deletes_but_adds_none(db: None) -> None:
    request = ask(message="Bitte zu Goldbarren.")
    desk = at_the_desk(Role.EDITOR)

    listed = desk.get(reverse("wagtailsnippets_brand_callbackrequest:list")).content.decode()
    assert "030 12345" in listed
    assert "Bitte zu Goldbarren." in listed
    assert desk.get(reverse("wagtailsnippets_brand_callbackrequest:add")).status_code in {302, 403}

    desk.post(reverse("wagtailsnippets_brand_callbackrequest:delete", args=[request.pk]))
    assert not CallbackRequest.objects.exists()


def test_others_see_nothing(db: None) -> None:
    ask()

    assert at_the_desk(Role.PROOF_READER).get(reverse("wagtailsnippets_brand_callbackrequest:list")).status_code in {302, 403}


def test_a_person_who_wrote_their_address_is_found_and_erased(db: None) -> None:
    ask(message="Antwort bitte an anna@example.org.")
    ask(name="Ben")
    person = personal_data.Person(subject=uuid.uuid4(), address="anna@example.org", lookup="")
    keeper = next(keeper for keeper in personal_data.keepers() if keeper.name == "brand.callback_requests")

    assert [entry["name"] for entry in keeper.export(person)] == ["Anna"]  # type: ignore[attr-defined]
    assert keeper.erase(person) == 1
    assert CallbackRequest.objects.get().name == "Ben"


def test_what_joanna_asked_for_is_not_annas(db: None) -> None:
    ask(name="Joanna", message="Antwort bitte an joanna@example.org.")
    anna = personal_data.Person(subject=uuid.uuid4(), address="anna@example.org", lookup="")

    assert callback.export(anna) == []
    assert callback.erase(anna) == 0
    assert CallbackRequest.objects.get().name == "Joanna"
