from __future__ import annotations

import pytest
from django.test import Client

from depesche.mailing import sending
from tests.mailing.conftest import NOW, Inbox, Place, inbox, place  # noqa: F401 - fixtures


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "testserver.localhost"})


def test_a_sent_issue_shows_nobodys_link(place: Place, inbox: Inbox, reader: Client) -> None:  # noqa: F811
    place.person("anna", place.news)
    campaign = place.sending()
    sending.run(at=NOW)
    token = inbox.mails()[0]["List-Unsubscribe"].strip("<>")

    page = reader.get(f"/newsletter/archive/{campaign.slug}/")
    html = page.content.decode()

    assert page.status_code == 200
    assert "Gold steigt" in html
    assert token not in html
    assert "/newsletter/unsubscribe/" not in html
    assert "[[" not in html
    assert "http://testserver.localhost/newsletter/preferences/" in html
    assert "script" not in page["Content-Security-Policy"]
    assert not page.cookies


def test_the_list_names_sent_issues_only(place: Place, reader: Client) -> None:  # noqa: F811
    place.person("anna", place.news)
    place.sending("Erste Ausgabe")
    draft = place.draft("Noch geheim")

    html = reader.get("/newsletter/archive/").content.decode()

    assert "Erste Ausgabe" in html
    assert "Noch geheim" not in html
    assert reader.get(f"/newsletter/archive/{draft.slug}/").status_code == 404
    assert reader.get("/newsletter/archive/?page=2").status_code == 404
    assert reader.get("/newsletter/archive/?page=x").status_code == 404


def test_an_empty_archive_says_so(place: Place, reader: Client) -> None:  # noqa: F811
    assert "empty" in reader.get("/newsletter/archive/").content.decode()


def test_who_thinks_of_signing_up_is_shown_the_newest_issue(place: Place, reader: Client) -> None:  # noqa: F811
    assert "Beispiel: die neueste Ausgabe" not in reader.get("/newsletter/").content.decode()
    place.person("anna", place.news)
    place.sending("Erste Ausgabe")
    newest = place.sending("Zweite Ausgabe")

    html = reader.get("/newsletter/").content.decode()

    assert "Beispiel: die neueste Ausgabe" in html
    assert f'<a href="/newsletter/archive/{newest.slug}/">Zweite Ausgabe</a>' in html
    assert "Erste Ausgabe" not in html
