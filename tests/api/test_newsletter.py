"""Signing up through the API: the same form, the same limits, the same answer for everybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from depesche.audience import forms, intake, proof_of_work
from depesche.audience.models import FormVersion, Intake, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from depesche.ledger import book

pytestmark = pytest.mark.django_db

PATH = "/api/v1/newsletter/forms/newsletter/"
SENT = {"email": "fritz@example.org", "purposes": ["product-news"], "version": 1}


@pytest.fixture
def web() -> Client:
    return Client(enforce_csrf_checks=True)


def post(web: Client, sent: object, **extra: Any) -> HttpResponse:
    return web.generic("POST", PATH, json.dumps(sent), content_type="application/json", **extra)


def taken_up() -> None:
    intake.work_off(at=clock.now() + timedelta(minutes=1))


@pytest.mark.rule("L-01", "L-06")
def test_a_program_reads_the_form_and_signs_fritz_up(web: Client, signup_form: FormVersion) -> None:
    form = web.get(PATH).json()
    answer = post(web, {**SENT, "version": form["version"]}, headers={"origin": "https://partner.example"})
    taken_up()

    assert form["wording"] == signup_form.text.wording.replace('href="/', 'href="http://testserver.localhost/')
    assert [purpose["key"] for purpose in form["purposes"]] == ["product-news", "financial-news", "special-offers"]
    assert form["button_label"] == "Abschicken"
    assert answer.status_code == 202
    event = book.events(Subscriber.objects.get().id)[0]
    assert event.body["form"]["number"] == 1
    assert event.body["page"] == "https://partner.example/"


def test_pages_of_other_sites_may_ask_without_credentials(web: Client, signup_form: FormVersion) -> None:
    preflight = web.options(PATH, headers={"origin": "https://partner.example", "access-control-request-method": "POST"})

    for answer in (preflight, web.get(PATH), post(web, SENT), post(web, {})):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies
    assert preflight.status_code == 204
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert web.put(PATH).status_code == 405


@pytest.mark.rule("B-06", "I-9")
def test_the_answer_is_the_same_for_everybody(web: Client, anna: Subscriber, ben: Subscriber, clara: Subscriber, dora: Subscriber) -> None:
    answers = {
        (answer.status_code, answer.content, tuple(sorted(answer.headers.items())))
        for name in ("anna", "ben", "clara", "dora", "new")
        if (answer := post(web, {**SENT, "email": f"{name}@example.org"}))
    }

    assert len(answers) == 1
    assert Intake.objects.count() == 5


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({**SENT, "purposes": []}, 422, "fields-missing"),
        ({**SENT, "purposes": "product-news"}, 422, "fields-missing"),
        ({**SENT, "purposes": [None, {"a": 1}]}, 422, "fields-missing"),
        ({**SENT, "email": "fritz@"}, 422, "fields-missing"),
        ({**SENT, "email": "fritz\0@example.org"}, 422, "fields-missing"),
        ({**SENT, "email": "fritz\ud800@example.org"}, 422, "fields-missing"),
        ({**SENT, "email": {"a": "b"}}, 422, "fields-missing"),
        ({**SENT, "version": 7}, 409, "form-outdated"),
        ({"email": "fritz@example.org", "purposes": ["product-news"]}, 409, "form-outdated"),
        ({**SENT, "stamp": "nonsense"}, 409, "form-stale"),
        ([SENT], 400, "bad-json"),
        ("x", 400, "bad-json"),
    ],
)
def test_what_is_missing_is_a_problem_document(web: Client, signup_form: FormVersion, sent: object, status: int, code: str) -> None:
    answer = post(web, sent)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:depesche:problem:{code}"
    assert answer.json()["detail"]
    assert status == 400 or answer.json()["form"]["version"] == 1
    assert not Intake.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_a_body_that_is_no_json_is_a_problem_document(web: Client, signup_form: FormVersion, body: bytes) -> None:
    assert web.generic("POST", PATH, body, content_type="application/json").status_code == 400


def test_an_unknown_and_a_closed_form_say_so(web: Client, signup_form: FormVersion) -> None:
    assert web.get(PATH.replace("newsletter/forms/newsletter", "newsletter/forms/nothing")).status_code == 404
    forms.close("newsletter", at=clock.now())

    assert web.get(PATH).status_code == post(web, SENT).status_code == 410


@pytest.mark.rule("B-07")
def test_the_same_limits_hold_on_api_and_form(web: Client, signup_form: FormVersion) -> None:
    with options.using(signup_network_hour=2):
        page = web.post("/newsletter/", {"email": "a@example.org", "purpose": "product-news"}, REMOTE_ADDR="8.8.8.8")
        answers = [post(web, {**SENT, "email": f"{name}@example.org"}, REMOTE_ADDR="8.8.8.9") for name in "bc"]

    assert [page.status_code, *(answer.status_code for answer in answers)] == [200, 202, 429]
    assert answers[1].json()["form"]["stamp"]


@pytest.mark.rule("B-08")
def test_above_the_threshold_a_program_works_or_waits(web: Client, signup_form: FormVersion) -> None:
    with options.using(signup_proof_hour=1):
        proof_of_work.arrived(at=clock.now())
        back = post(web, SENT)
        assert (back.status_code, back.json()["title"]) == (409, "proof-needed")
        form = back.json()["form"]
        challenge = altcha.Challenge.from_dict(form["challenge"])
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        work = altcha.Payload(challenge, solution).to_base64()
        with time_machine.travel(clock.now() + timedelta(seconds=3), tick=False):
            assert post(web, {**SENT, "stamp": form["stamp"], "altcha": work}).status_code == 202
    taken_up()

    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.HELD).exists()
    assert book.events(Subscriber.objects.get().id)[0].body["captcha"] == "altcha"


@pytest.mark.rule("B-08")
def test_a_program_that_fills_the_trap_is_thanked_and_forgotten(web: Client, signup_form: FormVersion) -> None:
    good, trapped = post(web, SENT), post(web, {**SENT, "website": "https://spam.example"})

    assert good.content == trapped.content
    assert Intake.objects.count() == 1
