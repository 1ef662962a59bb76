"""Every other page that readers meet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from depesche.brand import frame, legal
from depesche.brand.models import CallbackRequest, LegalText, MenuItem, Menus, Picture, Publisher, TrustPoint
from depesche.kernel import clock, options
from depesche.newsroom.models import Author, HomePage, SectionPage, Topic
from tests.website.conftest import MONDAY, write


def get(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    return answer.content.decode()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("path", ["/", "/search/", "/search/?q=gold", "/corrections/", "/callback/", "/callback/thanks/"])
def test_a_new_site_without_articles_looks_finished(client: Client, path: str) -> None:
    html = get(client, path)

    assert "<h1" in html
    assert "None" not in html


def test_the_frame_stands_on_every_page(client: Client, publisher: Publisher, markets: SectionPage) -> None:
    publisher.trust_points.add(
        TrustPoint(icon="phone", text="Kostenlose Beratung", link="tel:+4930123456", note="Mo–Fr 9–18 Uhr"),
        TrustPoint(icon="people", text="150.000 Kunden", as_of="Oktober 2024", sort_order=1),
    )
    publisher.save()
    menus = Menus.objects.create(site=publisher.site)
    MenuItem.objects.create(menus=menus, label="Märkte", page=markets)
    MenuItem.objects.create(menus=menus, place="footer", label="Rückruf", link="/callback/")
    imprint = LegalText.objects.create(slug="imprint", title="Impressum")
    legal.publish(imprint, body="<p>Beispiel Edelmetalle GmbH</p>", by=None, at=MONDAY)

    html = get(client, "/corrections/")

    for part in (
        '<a href="tel:+4930123456">Kostenlose Beratung</a>',
        "Mo–Fr 9–18 Uhr",
        "150.000 Kunden",
        "Stand: Oktober 2024",
        "Nachrichten für Anleger",
        '<a href="/maerkte/">Märkte</a>',
        '<a href="/legal/imprint/">Impressum</a>',
        '<a href="/corrections/">Korrekturen</a>',
        "Beispiel Edelmetalle GmbH",
        'href="#content"',
    ):
        assert part in html, part
    assert html.count('href="/callback/"') == 1


def test_the_front_page_shows_the_newest_first_and_each_section(client: Client, markets: SectionPage, politics: SectionPage, bars: Picture) -> None:
    for day in range(7):
        write(markets if day % 2 else politics, f"Meldung {day}", dated=MONDAY + timedelta(days=day), picture=bars)

    html = get(client, "/")

    assert html.index("Meldung 6") < html.index("Meldung 5") < html.index("Meldung 4")
    assert "Neueste Meldungen" in html
    assert '<a href="/maerkte/">Märkte</a>' in html
    assert '<a href="/politik/">Politik</a>' in html


def test_more_articles_ask_no_more_of_the_database(
    client: Client, markets: SectionPage, politics: SectionPage, bars: Picture, django_assert_max_num_queries: object
) -> None:
    for day in range(12):
        write(markets if day % 2 else politics, f"Meldung {day}", dated=MONDAY + timedelta(days=day), picture=bars)
    get(client, "/")

    with django_assert_max_num_queries(18):  # type: ignore[operator]  # one for each section, one for the most read
        get(client, "/")
    get(client, "/maerkte/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        get(client, "/maerkte/")


def test_a_section_is_cut_into_pages(client: Client, markets: SectionPage) -> None:
    for day in range(21):
        write(markets, f"Meldung {day}", dated=MONDAY + timedelta(days=day))

    first, second = get(client, "/maerkte/"), get(client, "/maerkte/?page=2")

    assert '<link rel="canonical" href="http://testserver.localhost/maerkte/">' in first
    assert '<link rel="next" href="/maerkte/?page=2">' in first
    assert 'rel="prev"' not in first
    assert '<link rel="canonical" href="http://testserver.localhost/maerkte/?page=2">' in second
    assert '<link rel="prev" href="/maerkte/">' in second
    assert "Meldung 0<" in second
    assert "Seite 2 von 2" in second


@pytest.mark.usefixtures("markets")
@pytest.mark.parametrize(
    "path",
    [
        "/maerkte/?page=abc",
        "/maerkte/?page=0",
        "/maerkte/?page=99",
        "/maerkte/?page=%00",
        "/nichts/",
        "/topics/nichts/",
        "/legal/nichts/",
        "/%00/",
        "/maerkte/%ff/",
    ],
)
def test_what_is_not_there_gets_a_page_with_a_sentence(client: Client, path: str) -> None:
    assert "Diese Seite haben wir nicht gefunden" in get(client, path, 404)


def test_topics_and_authors_list_their_articles(client: Client, markets: SectionPage, gold: Topic, nina: Author) -> None:
    article = write(markets, author=nina)
    article.topics.add(gold)
    article.save()

    assert "Gold steigt" in get(client, "/topics/gold/")
    assert "Gold steigt" in get(client, "/authors/nina-groessler/")
    assert "Korrespondentin" in get(client, "/authors/nina-groessler/")


def test_every_version_of_a_legal_text_stays_readable(client: Client, home: HomePage) -> None:
    text = LegalText.objects.create(slug="privacy", title="Datenschutz")
    legal.publish(text, body="<p>Alt.</p>", by=None, at=MONDAY)
    legal.publish(text, body="<p>Neu.</p>", by=None, at=MONDAY + timedelta(days=10))

    present, earlier = get(client, "/legal/privacy/"), get(client, "/legal/privacy/versions/1/")

    assert "<p>Neu.</p>" in present
    assert "Fassung 2, veröffentlicht am 31. Oktober 2024" in present
    assert 'href="/legal/privacy/versions/1/"' in present
    assert "<p>Alt.</p>" in earlier
    assert "Dies ist eine frühere Fassung" in earlier
    assert "noindex" in earlier


@pytest.mark.usefixtures("home")
class TestCallback:
    """The form to be called back."""

    TYPED = {"name": "Anna Muster", "phone": "030 1234567", "best_time": "abends", "message": "Zum Depot"}

    def test_a_request_is_kept_and_thanked_for(self, client: Client) -> None:
        answer = client.post("/callback/", self.TYPED)

        assert answer.status_code == 302
        assert answer["Location"] == "/callback/thanks/"
        assert CallbackRequest.objects.get().phone == "030 1234567"

    def test_a_request_without_a_number_gets_a_sentence_and_keeps_what_was_typed(self, client: Client) -> None:
        answer = client.post("/callback/", {**self.TYPED, "phone": ""})

        assert answer.status_code == 400
        assert 'value="Anna Muster"' in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
        assert not CallbackRequest.objects.exists()

    def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(self, client: Client) -> None:
        answer = client.post("/callback/", {**self.TYPED, "website": "https://example.org"})

        assert answer.status_code == 302
        assert not CallbackRequest.objects.exists()

    def test_strange_letters_are_dropped(self, client: Client) -> None:
        body = "name=Anna%00+Muster&phone=030+1234567&message=%ED%A0%80x"
        client.post("/callback/", body, content_type="application/x-www-form-urlencoded")

        assert CallbackRequest.objects.get().name == "Anna Muster"

    def test_a_text_of_five_megabytes_gets_a_sentence(self, client: Client) -> None:
        answer = client.post("/callback/", {**self.TYPED, "message": "a" * 5_000_000})

        assert answer.status_code == 413
        assert "Das ist zu viel Text" in answer.content.decode()
        assert not CallbackRequest.objects.exists()

    def test_a_message_that_is_too_long_gets_a_sentence(self, client: Client) -> None:
        answer = client.post("/callback/", {**self.TYPED, "message": "a" * 5_000})

        assert answer.status_code == 400
        assert 'role="alert"' in answer.content.decode()

    def test_who_sends_too_many_is_told_to_call_and_keeps_what_was_typed(self, client: Client, publisher: Publisher) -> None:
        publisher.phone = "030 555 123"
        publisher.save()
        with options.using(callback_network_hour=2):
            answers = [client.post("/callback/", self.TYPED, REMOTE_ADDR="81.2.69.9") for _ in range(4)]
            other = client.post("/callback/", self.TYPED, REMOTE_ADDR="9.9.9.9")

        assert [answer.status_code for answer in (*answers, other)] == [302, 302, 429, 429, 302]
        page = answers[-1].content.decode()
        assert "Bitte rufen Sie uns an: 030 555 123." in page
        assert 'value="Anna Muster"' in page
        assert CallbackRequest.objects.count() == 3

    def test_slips_of_the_pen_do_not_count(self, client: Client) -> None:
        with options.using(callback_network_hour=1):
            for _ in range(3):
                client.post("/callback/", {**self.TYPED, "phone": ""}, REMOTE_ADDR="81.2.69.9")

            assert client.post("/callback/", self.TYPED, REMOTE_ADDR="81.2.69.9").status_code == 302

    def test_the_whole_site_takes_so_many_an_hour(self, client: Client) -> None:
        with options.using(callback_site_hour=1):
            codes = [client.post("/callback/", self.TYPED, REMOTE_ADDR=f"81.2.{number}.9").status_code for number in range(2)]

        assert codes == [302, 429]

    def test_only_reading_and_sending_are_allowed(self, client: Client) -> None:
        assert client.delete("/callback/").status_code == 405


@pytest.mark.usefixtures("home")
def test_an_error_gets_a_page_even_when_the_database_is_broken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(frame, "frame", fail)
    client.raise_request_exception = False

    answer = client.get("/nichts/")

    assert answer.status_code == 500
    assert "Etwas ist schiefgegangen" in answer.content.decode()
    assert "gone" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_time_of_a_new_article_is_now(client: Client, markets: SectionPage) -> None:
    write(markets)

    assert f'<time class="when" datetime="{clock.now():%Y}' in get(client, "/maerkte/")
    assert f'<time datetime="{clock.now():%Y}' in get(client, "/maerkte/gold-steigt/")


@pytest.mark.usefixtures("publisher")
def test_a_longer_menu_asks_no_more_of_the_database(
    client: Client, markets: SectionPage, politics: SectionPage, django_assert_max_num_queries: object
) -> None:
    menus = Menus.objects.create(site=Publisher.objects.get().site)
    for number in range(10):
        MenuItem.objects.create(menus=menus, label=f"Zeile {number}", page=markets if number % 2 else politics)

    with django_assert_max_num_queries(7):  # type: ignore[operator]
        html = get(client, "/corrections/")

    assert html.count('href="/politik/"') == 5
