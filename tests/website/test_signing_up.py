"""Forms with addresses of their own and on foreign pages, and what protects them: every layer alone, and all together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from unicodedata import normalize

import altcha
import pytest
import time_machine
from django.test import Client

from depesche.audience import consent_texts, embedding, forms, founding, freshness, intake, proof_of_work, tokens
from depesche.audience.models import FormVersion, Intake, SpentForm, Subscriber
from depesche.brand.models import Publisher
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from depesche.ledger import book
from tests.cast import MONDAY_8AM

pytestmark = pytest.mark.django_db

FORM = {"email": "fritz@example.org", "purpose": ["product-news"]}
OWN = "/newsletter/forms/messe/"
EMBED = "/newsletter/forms/messe/embed/"


@pytest.fixture
def web() -> Client:
    """A browser that keeps nothing, and sends no CSRF token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def fair(signup_form: FormVersion) -> FormVersion:
    """A second form, for a fair."""
    return forms.found("messe", text=signup_form.text, button_label="Abschicken", at=MONDAY_8AM)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def fresh(web: Client, path: str = "/newsletter/") -> dict[str, object]:
    """Return the form as a browser would send it."""
    page = web.get(path).content.decode()
    return {**FORM, **{name: hidden(page, name) for name in ("version", "stamp")}}


def later(seconds: float) -> object:
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def taken_up() -> None:
    intake.work_off(at=clock.now() + timedelta(minutes=1))


def captcha_of(mailbox: str) -> str:
    subscriber = Subscriber.objects.get(mailbox=mailbox)
    return str(book.events(subscriber.id)[0].body["captcha"])


def solved(challenge: dict[str, object]) -> str:
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return altcha.Payload(made, solution).to_base64()


@pytest.mark.rule("L-06")
def test_a_form_has_an_address_of_its_own_and_is_named_by_the_proof(web: Client, fair: FormVersion) -> None:
    page = web.get(OWN)
    answer = web.post(OWN, {**FORM, "page": OWN})
    taken_up()

    assert page.status_code == answer.status_code == 200
    assert fair.text.wording in page.content.decode()
    assert f'action="{OWN}"' in page.content.decode()
    event = book.events(Subscriber.objects.get().id)[0]
    assert event.body["form"] == {"slug": "messe", "number": 1, "language": "de", "button_label": "Abschicken"}
    assert event.body["page"] == OWN


@pytest.mark.parametrize("path", ["/newsletter/forms/nothing/", "/newsletter/forms/imported/", "/newsletter/forms/nothing/embed/"])
def test_a_form_that_does_not_exist_is_not_found(web: Client, fair: FormVersion, path: str) -> None:
    assert web.get(path).status_code == web.post(path, FORM).status_code == 404


def test_a_closed_form_says_so_everywhere(web: Client, fair: FormVersion) -> None:
    forms.close("messe", at=clock.now())
    forms.close("newsletter", at=clock.now())

    for path in (OWN, EMBED):
        assert web.get(path).status_code == web.post(path, FORM).status_code == 410
    assert web.get("/newsletter/").status_code == 200
    assert web.post("/newsletter/", FORM).status_code == 410
    assert not Intake.objects.exists()


def test_only_the_embedded_form_may_stand_in_a_foreign_frame(web: Client, fair: FormVersion) -> None:
    for answer in (web.get(EMBED), web.post(EMBED, FORM), web.get("/newsletter/forms/nothing/embed/")):
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert not answer.cookies
        assert "X-Frame-Options" not in answer
    for path in (OWN, "/newsletter/", "/"):
        assert "frame-ancestors 'none'" in web.get(path)["Content-Security-Policy"]
    with options.using(embed_sites=("https://partner.example", "https://www.partner.example")):
        assert "frame-ancestors https://partner.example https://www.partner.example;" in web.get(EMBED)["Content-Security-Policy"]


def test_the_frame_s_answer_stays_in_the_frame_and_links_do_not(web: Client, fair: FormVersion) -> None:
    page = web.get(EMBED, headers={"referer": "https://partner.example/seite?x=1"}).content.decode()

    assert f'action="{EMBED}" target="_self"' in page
    assert '<base target="_blank">' in page
    assert hidden(page, "page") == "https://partner.example/"
    assert "<script" not in page


def test_a_copied_form_works_and_brings_people_to_our_page(web: Client, fair: FormVersion) -> None:
    code = embedding.codes(fair).plain
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', code))

    answer = web.post(
        OWN, {**fields, "email": "fritz@example.org"}, headers={"origin": "https://partner.example", "referer": "https://partner.example/x"}
    )
    taken_up()

    assert 'action="http://testserver.localhost/newsletter/forms/messe/"' in code
    assert "<script" not in code
    assert "checked" not in code
    assert answer.status_code == 200
    assert book.events(Subscriber.objects.get().id)[0].body["page"] == "https://partner.example/"


@pytest.mark.rule("L-01")
def test_a_copied_form_carries_the_exact_words_and_links_that_lead_here(fair: FormVersion) -> None:
    code = embedding.codes(fair).plain

    wording = fair.text.wording.replace('href="/', 'href="http://testserver.localhost/')
    assert wording in code
    assert 'name="version" value="1"' in code


def test_a_copy_of_yesterday_gets_today_s_form_filled_in(web: Client, fair: FormVersion) -> None:
    forms.publish("messe", text=fair.text, button_label="Abschicken", at=clock.now())

    answer = web.post(OWN, {**FORM, "version": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="fritz@example.org"' in page
    assert hidden(page, "version") == "2"
    assert re.search(r'value="product-news"\s+checked', page)


@pytest.mark.rule("B-08")
def test_below_the_threshold_a_stored_form_and_a_fresh_one_without_a_script_pass(web: Client, signup_form: FormVersion) -> None:
    assert web.post("/newsletter/", FORM).status_code == 200
    sent = fresh(web)
    with later(3):
        assert web.post("/newsletter/", {**sent, "email": "anna@example.org"}).status_code == 200
    taken_up()

    assert {captcha_of("fritz@example.org"), captcha_of("anna@example.org")} == {"none"}
    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.HELD).exists()


@pytest.mark.rule("B-08")
@pytest.mark.parametrize(("seconds", "status"), [(1, 409), (2.5, 200), (23 * 3600, 200), (25 * 3600, 409)])
def test_a_fresh_form_is_good_from_two_seconds_to_a_day(web: Client, signup_form: FormVersion, seconds: float, status: int) -> None:
    with time_machine.travel(MONDAY_8AM, tick=False):
        sent = fresh(web)
    with time_machine.travel(MONDAY_8AM + timedelta(seconds=seconds), tick=False):
        answer = web.post("/newsletter/", sent)

    assert answer.status_code == status
    if status == 409:
        assert 'value="fritz@example.org"' in answer.content.decode()
        assert hidden(answer.content.decode(), "stamp") != sent["stamp"]


@pytest.mark.rule("B-08")
@pytest.mark.parametrize("stamp", ["x", "AAAA", "ä", "\0", "A" * 43])
def test_a_forged_stamp_gets_a_fresh_form(web: Client, signup_form: FormVersion, stamp: str) -> None:
    assert web.post("/newsletter/", {**FORM, "stamp": stamp}).status_code == 409
    assert not Intake.objects.exists()


@pytest.mark.rule("B-08")
def test_a_fresh_form_is_good_once(web: Client, signup_form: FormVersion) -> None:
    sent = fresh(web)
    with later(3):
        first = web.post("/newsletter/", sent)
        again = web.post("/newsletter/", sent)
        other = web.post("/newsletter/", {**sent, "email": "victim@example.org"})

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert first.content == again.content
    assert [row.mailbox for row in Intake.objects.all()] == ["fritz@example.org"]
    assert not any("fritz" in str(value) for value in SpentForm.objects.values_list())
    assert freshness.forget_spent(at=clock.now() + timedelta(days=2)) == 1


@pytest.mark.rule("B-08")
def test_above_the_threshold_a_form_proves_work_or_waits_for_a_colleague(web: Client, signup_form: FormVersion) -> None:
    with options.using(signup_proof_hour=1):
        assert web.post("/newsletter/", FORM).status_code == 200
        back = web.post("/newsletter/", {**FORM, "email": "anna@example.org"})
        page = back.content.decode()
        assert back.status_code == 409
        assert "altcha-widget" in page
        assert "anna@example.org" in page
        assert not any(inline in page for inline in ("<style", " style=", "onclick"))
        sent = {**FORM, "version": "1", "stamp": hidden(page, "stamp")}
        with later(3):
            assert web.post("/newsletter/", {**sent, "email": "anna@example.org"}).status_code == 200
        whole = fresh(web)
        nonce, _made = tokens.read_timed(tokens.Kind.FORM, str(whole["stamp"]))
        work = solved(proof_of_work.challenge(nonce, pressure=1))
        with later(3):
            assert web.post("/newsletter/", {**whole, "email": "berta@example.org", "altcha": work}).status_code == 200
    taken_up()

    held = OutboxMessage.objects.filter(state=OutboxMessage.State.HELD)
    assert [mail.recipient for mail in held] == ["anna@example.org"]
    assert (captcha_of("anna@example.org"), captcha_of("berta@example.org")) == ("none", "altcha")


@pytest.mark.rule("B-08")
def test_work_counts_for_the_one_form_that_it_was_done_for(signup_form: FormVersion) -> None:
    one, other = (tokens.read_timed(tokens.Kind.FORM, freshness.fresh(forms.as_shown(signup_form), at=clock.now()).stamp)[0] for _turn in "ab")
    work = solved(proof_of_work.challenge(one, pressure=1))

    assert proof_of_work.is_solved(work, nonce=one)
    assert not proof_of_work.is_solved(work, nonce=other)
    for broken in ("", "x", work[:-8], work.replace(work[40:48], "AAAAAAAA"), "e30=", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOiAxfQ==", "A" * 9000):
        assert not proof_of_work.is_solved(broken, nonce=one)


@pytest.mark.rule("B-08")
def test_the_work_rises_with_the_sign_ups_of_the_last_hour(signup_form: FormVersion) -> None:
    def least(pressure: float) -> int:
        return min(len(str(pressure)) and _counter(pressure) for _turn in range(3))

    def _counter(pressure: float) -> int:
        made = altcha.Challenge.from_dict(proof_of_work.challenge(tokens.UUID(int=1), pressure=pressure))
        found = altcha.solve_challenge(made)
        assert found is not None
        return found.counter

    assert 100 <= least(1) < 200
    assert 400 <= least(2) < 800


@pytest.mark.rule("B-07")
def test_a_limit_that_trips_gives_the_fresh_form_back_filled_in(web: Client, signup_form: FormVersion) -> None:
    with options.using(signup_network_hour=1):
        answers = [web.post("/newsletter/", FORM, REMOTE_ADDR="8.8.8.8") for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert 'value="fritz@example.org"' in answers[1].content.decode()
    assert hidden(answers[1].content.decode(), "stamp")


@pytest.mark.rule("B-10")
def test_a_mistyped_domain_gets_a_hint_that_says_nothing_about_the_address(web: Client, anna: Subscriber) -> None:
    Subscriber.objects.filter(pk=anna.pk).update(mailbox="anna@gmial.com")
    known, new = (web.post("/newsletter/", {**FORM, "email": f"{name}@gmial.com"}).content.decode() for name in ("anna", "zzz"))

    assert known == new
    assert "gmail.com?" in known
    assert "gmial.com" in known
    assert {row.mailbox for row in Intake.objects.all()} == {"anna@gmial.com", "zzz@gmial.com"}
    assert "?</strong>" not in web.post("/newsletter/", FORM).content.decode()


@pytest.mark.rule("L-03", "I-4")
def test_looking_at_a_form_writes_nothing(web: Client, fair: FormVersion) -> None:
    with options.using(signup_proof_hour=1):
        proof_of_work.arrived(at=clock.now())
        before = (Intake.objects.count(), SpentForm.objects.count())
        for path in ("/newsletter/", OWN, EMBED):
            page = web.get(path).content.decode()
            assert "checked" not in page
            assert normalize("NFC", page) == page
        assert (Intake.objects.count(), SpentForm.objects.count()) == before


def test_an_english_form_on_a_german_site_speaks_english(web: Client, signup_form: FormVersion, publisher: Publisher) -> None:
    text = consent_texts.publish(replace(founding.draft(publisher, language="en"), name="english"), at=MONDAY_8AM)
    forms.found("fair", text=text, button_label="Send", at=MONDAY_8AM)

    page = web.get("/newsletter/forms/fair/").content.decode()
    frame = web.get("/newsletter/forms/fair/embed/").content.decode()
    wrong = web.post("/newsletter/forms/fair/", {"email": "x"}).content.decode()
    thanks = web.post("/newsletter/forms/fair/", FORM).content.decode()

    assert '<html lang="de">' in page
    assert '<section class="signup" lang="en"' in page
    assert "Your e-mail address" in page
    assert '<html lang="en">' in frame
    assert "Please tick at least one box" in wrong
    assert 'lang="en">\n<h1>One last step</h1>' in thanks
