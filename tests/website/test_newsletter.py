"""The newsletter's pages: looking changes nothing, leaving always works, and nobody learns who is subscribed."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from depesche.audience import forms, intake, links, preferences
from depesche.audience.models import Consent, FormVersion, Intake, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock
from depesche.ledger import book
from tests.cast import mails, sign_up, token_in

pytestmark = pytest.mark.django_db

FORM = {"email": "fritz@example.org", "purpose": ["product-news"]}


@pytest.fixture
def web() -> Client:
    """A browser that keeps nothing, and sends no CSRF token."""
    return Client(enforce_csrf_checks=True)


def path_of(address: str) -> str:
    return address.removeprefix("http://testserver.localhost")


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


@pytest.mark.rule("L-01", "L-03")
def test_the_form_shows_the_exact_text_and_no_ticked_box(web: Client, signup_form: FormVersion) -> None:
    page = web.get("/newsletter/").content.decode()

    assert signup_form.text.wording in page
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page
    assert ">Abschicken</button>" in page


@pytest.mark.rule("L-03")
def test_a_sign_up_without_a_box_gets_a_sentence_and_loses_nothing(web: Client, signup_form: FormVersion) -> None:
    answer = web.post("/newsletter/", {"email": "fritz@example.org"})

    assert answer.status_code == 422
    assert 'value="fritz@example.org"' in answer.content.decode()
    assert 'id="signup-purpose-error"' in answer.content.decode()
    assert not Intake.objects.exists()


def test_a_wrong_address_gets_a_sentence_beside_its_field(web: Client, signup_form: FormVersion) -> None:
    answer = web.post("/newsletter/", {"email": "fritz@", "purpose": "product-news"})

    assert answer.status_code == 422
    assert 'id="signup-email-error"' in answer.content.decode()
    assert re.search(r'value="product-news"\s+checked', answer.content.decode())


def test_a_form_of_yesterday_s_version_comes_back_filled_in(web: Client, signup_form: FormVersion) -> None:
    forms.publish("newsletter", text=signup_form.text, button_label="Abschicken", at=clock.now())

    answer = web.post("/newsletter/", {**FORM, "version": "1"})

    assert answer.status_code == 409
    assert 'value="fritz@example.org"' in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    assert web.post("/newsletter/", {**FORM, "version": "2"}).status_code == 200


@pytest.mark.rule("B-06", "I-9")
def test_the_answer_is_the_same_for_everybody(web: Client, anna: Subscriber, ben: Subscriber, clara: Subscriber, dora: Subscriber) -> None:
    answers = {
        (answer.status_code, answer.content, tuple(sorted(answer.headers.items())))
        for name in ("anna", "ben", "clara", "dora", "new")
        if (answer := web.post("/newsletter/", {"email": f"{name}@example.org", "purpose": "product-news"}))
    }

    assert len(answers) == 1
    assert Intake.objects.count() == 5


@pytest.mark.rule("B-06", "I-9")
def test_the_request_does_the_same_work_for_every_address(
    web: Client, anna: Subscriber, ben: Subscriber, django_assert_max_num_queries: object
) -> None:
    """What is counted in time elsewhere is counted in statements here: no branch depends on the address."""
    from django.test.utils import CaptureQueriesContext

    web.post("/newsletter/", {"email": "warm@example.org", "purpose": "product-news"})
    counts = set()
    for name in ("anna", "ben", "new"):
        with CaptureQueriesContext(connection) as queries:
            web.post("/newsletter/", {"email": f"{name}@example.org", "purpose": "product-news"})
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "base64", "nonsense"])
def test_fritz_s_browser_may_name_any_charset(web: Client, signup_form: FormVersion, charset: str) -> None:
    body = b"email=fritz%40example.org&purpose=product-news"

    answer = web.generic("POST", "/newsletter/", body, content_type=f"application/x-www-form-urlencoded; charset={charset}")

    assert answer.status_code == 200
    assert Intake.objects.get().mailbox == "fritz@example.org"


@pytest.mark.parametrize("field", ["email", "purpose", "form", "version", "page", "website"])
def test_a_nul_in_any_field_gets_a_sentence(web: Client, signup_form: FormVersion, field: str) -> None:
    answer = web.post("/newsletter/", {**FORM, "form": "newsletter", field: "product-news\0"})

    assert answer.status_code in {200, 409, 422}


@pytest.mark.rule("B-08")
def test_a_filled_trap_is_thanked_and_forgotten(web: Client, signup_form: FormVersion) -> None:
    good = web.post("/newsletter/", FORM)
    trapped = web.post("/newsletter/", {**FORM, "website": "https://spam.example"})

    assert trapped.content == good.content
    assert Intake.objects.count() == 1


@pytest.mark.rule("B-01", "I-4", "L-41")
def test_looking_at_any_link_changes_nothing(web: Client, anna: Subscriber, ben: Subscriber) -> None:
    mail = mails("ben@example.org")[0]
    preferences.mail_link(anna.lookup, at=clock.now())
    pages = [
        "/newsletter/",
        f"/newsletter/confirm/{token_in(mail, 'confirm')}/",
        f"/newsletter/not-me/{token_in(mail, 'not-me')}/",
        path_of(links.unsubscribe(anna.id, "product-news")),
        "/newsletter/preferences/",
        f"/newsletter/preferences/{token_in(mails('anna@example.org', 'preferences')[0], 'preferences')}/",
    ]
    before = dump()

    for page in pages:
        for look in (web.get, web.head, web.options):
            answer = look(page)
            assert answer.status_code in {200, 204, 410}, page
            assert not answer.cookies
            assert answer["Cache-Control"] == "no-store"
            assert "noindex" in answer["X-Robots-Tag"]
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "form-action 'self'" in answer["Content-Security-Policy"]
            assert "default-src 'none'" in answer["Content-Security-Policy"]

    assert dump() == before


@pytest.mark.rule("B-01", "B-02", "B-04")
def test_a_scanner_that_follows_links_confirms_nothing_and_the_button_does(web: Client, signup_form: FormVersion) -> None:
    web.post("/newsletter/", FORM)
    intake.work_off(at=clock.now())
    page = f"/newsletter/confirm/{token_in(mails('fritz@example.org')[0], 'confirm')}/"
    seen = re.search(r'name="seen" value="([^"]+)"', web.get(page).content.decode())
    assert not Consent.objects.exists()

    assert web.post(page, {"seen": seen and seen[1]}, headers={"user-agent": "Mozilla/5.0 (X11; Linux)"}).status_code == 200

    assert Consent.objects.count() == 1
    fritz = Subscriber.objects.get()
    confirmed = book.events(fritz.id)[-1]
    assert confirmed.kind == "confirmed"
    assert confirmed.body["seconds_since_page_seen"] == 0
    assert confirmed.body["agent"] == "browser"
    assert confirmed.body["seconds_since_hand_over"] is None
    assert web.post(page).status_code == 200
    assert Consent.objects.count() == 1


@pytest.mark.rule("B-04")
def test_signals_are_recorded_and_stop_nobody(web: Client, signup_form: FormVersion) -> None:
    web.post("/newsletter/", FORM)
    intake.work_off(at=clock.now())
    OutboxMessage.objects.update(state=OutboxMessage.State.ACCEPTED, finished_at=clock.now())

    web.post(f"/newsletter/confirm/{token_in(mails('fritz@example.org')[0], 'confirm')}/", {"seen": "forged"}, headers={"user-agent": "curl/8.0"})

    said = book.events(Subscriber.objects.get().id)[-1].body
    assert (said["seconds_since_page_seen"], said["seconds_since_hand_over"], said["agent"]) == (None, 0, "script")
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (b"", ""),
        (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"--broken", "multipart/form-data; boundary=\xc3\xa4".encode().decode("latin-1")),
        (b"{}", "application/json"),
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded; charset=base64"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x; charset=base64"),
    ],
)
@pytest.mark.rule("L-30", "L-32", "S-01", "S-02")
def test_one_post_is_enough_to_leave(web: Client, anna: Subscriber, body: bytes, kind: str) -> None:
    page = path_of(links.unsubscribe(anna.id, "product-news", campaign_id=3))

    for _again in range(2):
        answer = web.generic("POST", page, body, content_type=kind)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Access-Control-Allow-Origin"] == "*"

    assert sorted(Consent.objects.values_list("purpose__key", flat=True)) == ["financial-news", "special-offers"]
    withdrawn = [event for event in book.events(anna.id) if event.kind == "withdrawn"]
    assert [(event.body["channel"], event.body["note"]) for event in withdrawn] == [("one-click", "campaign 3")]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.rule("S-02")
@pytest.mark.parametrize("extra", [{"CONTENT_LENGTH": "10000000"}, {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}])
def test_no_body_is_too_large_or_too_odd_to_leave(web: Client, anna: Subscriber, kind: str, extra: dict[str, str]) -> None:
    answer = web.generic("POST", path_of(links.unsubscribe(anna.id, "product-news")), b"x" * 100, content_type=kind, **extra)

    assert answer.status_code == 200
    assert Consent.objects.count() == 2


@pytest.mark.rule("S-02")
def test_a_lost_slash_is_no_redirect(web: Client, anna: Subscriber) -> None:
    answer = web.post(path_of(links.unsubscribe(anna.id, "product-news")).rstrip("/"))

    assert answer.status_code == 200
    assert Consent.objects.count() == 2


@pytest.mark.rule("L-30", "L-34")
def test_the_page_s_button_tells_what_ended_and_offers_the_rest(web: Client, anna: Subscriber) -> None:
    page = path_of(links.unsubscribe(anna.id, "product-news"))

    told = web.post(page, {"button": "this"}).content.decode()
    assert "Entry in the consent log" in told or "Eintrag" in told
    assert 'value="everything"' in told
    web.post(page, {"button": "everything"})

    assert not Consent.objects.exists()
    assert "<button" not in web.get(page).content.decode().partition("<main")[2]  # nothing is left to leave


@pytest.mark.rule("B-05", "I-8")
def test_a_swapped_or_changed_token_gets_a_sentence(web: Client, anna: Subscriber) -> None:
    token = path_of(links.unsubscribe(anna.id, "product-news")).split("/")[-2]

    for page in ("confirm", "not-me", "preferences"):
        for send in (web.get, web.post):
            assert send(f"/newsletter/{page}/{token}/").status_code == 404
    changed = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    assert web.post(f"/newsletter/unsubscribe/{changed}/").status_code == 404
    assert Consent.objects.count() == 3


@pytest.mark.rule("B-06")
def test_the_preferences_link_is_mailed_to_subscribers_only(web: Client, anna: Subscriber, ben: Subscriber) -> None:
    answers = {web.post("/newsletter/preferences/", {"email": f"{name}@example.org"}).content for name in ("anna", "ben", "nobody")}
    intake.work_off(at=clock.now())

    assert len(answers) == 1
    assert len(mails("anna@example.org", "preferences")) == 1
    assert mails("ben@example.org", "preferences") == []


@pytest.mark.rule("L-04", "L-32")
def test_anna_ends_one_purpose_and_then_all_on_her_page(web: Client, anna: Subscriber) -> None:
    preferences.mail_link(anna.lookup, at=clock.now())
    page = f"/newsletter/preferences/{token_in(mails('anna@example.org', 'preferences')[0], 'preferences')}/"

    web.post(page, {"purpose": "special-offers"})
    assert Consent.objects.count() == 2
    told = web.post(page, {"button": "everything"}).content.decode()

    assert not Consent.objects.exists()
    assert "anna@example.org" in told


@pytest.mark.rule("L-33")
def test_somebody_who_was_erased_may_still_press_the_button(web: Client, anna: Subscriber) -> None:
    from depesche.audience import erasure

    page = path_of(links.unsubscribe(anna.id, "product-news"))
    erasure.erase(anna, reason="asked", at=clock.now())

    assert web.post(page).status_code == 200


def test_without_a_form_the_page_says_so(web: Client, db: None) -> None:
    assert web.get("/newsletter/").status_code == 200
    assert web.post("/newsletter/", FORM).status_code == 409


def test_a_known_person_and_a_new_one_get_different_mails_but_the_same_page(web: Client, anna: Subscriber) -> None:
    sign_up("new@example.org")
    sign_up("anna@example.org")

    assert len(mails("new@example.org", "confirmation")) == 1
    assert len(mails("anna@example.org", "already-subscribed")) == 1


def test_pages_that_a_mail_leads_to_speak_the_mail_s_language(web: Client, anna: Subscriber) -> None:
    web.post("/newsletter/", {**FORM, "email": "gina@example.org"})
    intake.work_off(at=clock.now())
    Subscriber.objects.update(language="en")
    [mail] = mails("gina@example.org")
    asked, refused = (f"/newsletter/{what}/{token_in(mail, what)}/" for what in ("confirm", "not-me"))
    leave = path_of(links.unsubscribe(anna.id, "product-news"))

    for page, words in ((asked, "One last step"), (refused, "This was not you?"), (leave, "With this button you get no more mail about:")):
        main = web.get(page).content.decode().partition("<main")[2].partition("</main>")[0]
        assert words in main
        assert 'lang="en"' in main
    assert "Thank you, you are subscribed" in web.post(asked).content.decode()
    assert "You have left" in web.post(leave).content.decode()
    assert "Deleted" in web.post(refused).content.decode()
