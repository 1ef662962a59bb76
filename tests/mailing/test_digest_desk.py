"""A digest at the desk: the editor sets it up, the chief looks at what would go and switches it on, both see what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from depesche.kernel import clock
from depesche.ledger.models import Entry
from depesche.mailing.digests import switching
from depesche.mailing.models import Digest, DigestDay
from tests.mailing.conftest import Place
from tests.mailing.digesting import Newsroom

HOUR = timedelta(hours=1)


@pytest.fixture
def newsroom(place: Place) -> Newsroom:
    return Newsroom(place)


def form(place: Place, **more: object) -> dict[str, object]:
    wanted = {
        "name": "Der Tag",
        "purpose": place.news.pk,
        "responsible": place.editor.pk,
        "rhythm": "daily",
        "weekday": 0,
        "time": "17:00",
        "most": 10,
    }
    return {**wanted, "subject": "{name}: {headline}", "intro": "null", **more}


def page(client: Client, name: str, digest: Digest) -> str:
    return client.get(reverse(f"digests:{name}", args=[digest.pk])).content.decode()


def test_the_editor_sets_it_up_and_the_chief_switches_it_on(place: Place, newsroom: Newsroom, client: Client) -> None:
    newsroom.publish("Silber fällt", at=clock.now() - HOUR)
    place.person("anna", place.news)
    client.force_login(place.editor)
    client.post(reverse("digests:add"), form(place))
    digest = Digest.objects.get()
    assert (digest.author, digest.switched_on_at) == (place.editor, None)
    told = page(client, "show", digest)
    assert "Das ginge jetzt hinaus" in told
    assert "Silber fällt" in told
    assert "an 1 Person" in told
    assert "Einschalten …" not in told
    assert client.get(reverse("digests:confirm", args=[digest.pk])).status_code in {302, 403}

    client.force_login(place.chief)
    assert "Einschalten …" in page(client, "show", digest)
    asked = page(client, "confirm", digest)
    assert "im Voraus frei" in asked
    assert switching.settings_digest(digest) in asked
    client.post(reverse("digests:switch_on", args=[digest.pk]), {"seen": switching.settings_digest(digest)})

    digest.refresh_from_db()
    assert digest.switched_on_by == place.chief
    assert "Die nächste Ausgabe ist fällig" in page(client, "show", digest)
    assert ModelLogEntry.objects.filter(action=switching.SWITCHED_ON, user=place.chief).count() == 1
    client.post(reverse("digests:switch_off", args=[digest.pk]))
    assert Digest.objects.get().switched_on_at is None
    assert ModelLogEntry.objects.filter(action=switching.SWITCHED_OFF).count() == 1


def test_switching_on_is_an_entry_of_the_log(place: Place, newsroom: Newsroom) -> None:
    before = Entry.objects.count()

    newsroom.digest(on=clock.now())

    assert Entry.objects.count() == before + 1


def test_who_set_it_up_is_told_that_a_second_person_has_to_look(place: Place, newsroom: Newsroom, client: Client) -> None:
    digest = newsroom.digest()
    Digest.objects.filter(pk=digest.pk).update(last_edited_by=place.chief)
    client.force_login(place.chief)

    assert "Eine zweite Person muss sie ansehen" in page(client, "show", digest)
    answer = client.post(reverse("digests:switch_on", args=[digest.pk]), {"seen": switching.settings_digest(digest)}, follow=True)

    assert "kann sie deshalb nicht einschalten" in answer.content.decode()
    digest.refresh_from_db()
    assert digest.switched_on_at is None


def test_the_mail_that_would_go_is_shown(place: Place, newsroom: Newsroom, client: Client) -> None:
    digest = newsroom.digest()
    client.force_login(place.editor)
    assert "nichts gesendet" in client.get(reverse("digests:mail", args=[digest.pk, "html"])).content.decode()

    newsroom.publish("Silber fällt", at=clock.now() - HOUR)

    for kind in ("html", "text"):
        assert "Silber fällt" in client.get(reverse("digests:mail", args=[digest.pk, kind])).content.decode()


def test_editing_one_that_is_on_switches_it_off_and_says_so(place: Place, newsroom: Newsroom, client: Client) -> None:
    digest = newsroom.digest(on=clock.now(), name="Der Tag")
    client.force_login(place.editor)
    client.post(reverse("digests:edit", args=[digest.pk]), form(place, intro='{"blocks": [], "entityMap": {}}'))
    digest.refresh_from_db()
    assert digest.switched_on_at is not None, "nothing was changed"

    answer = client.post(reverse("digests:edit", args=[digest.pk]), form(place, most=5, intro='{"blocks": [], "entityMap": {}}'), follow=True)

    digest.refresh_from_db()
    assert (digest.switched_on_at, digest.most) == (None, 5)
    assert "bis eine zweite Person sie wieder einschaltet" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": "{name} {titel}"}, "{titel} wird von nichts ausgefüllt"),
        ({"most": 21}, "20"),
        ({"time": "25:00"}, "gültige"),
        ({"name": ""}, "Dieses Feld"),
    ],
)
def test_what_nothing_can_come_of_is_refused_in_the_form(place: Place, client: Client, wrong: dict[str, object], said: str) -> None:
    client.force_login(place.editor)

    told = client.post(reverse("digests:add"), form(place, **wrong)).content.decode()

    assert Digest.objects.count() == 0
    assert said in told


def test_a_day_without_news_has_its_line(place: Place, newsroom: Newsroom, client: Client) -> None:
    digest, now = newsroom.digest(), clock.now()
    DigestDay.objects.create(digest=digest, day=now.date(), due_at=now, begins_at=now, until=now)
    client.force_login(place.editor)

    assert "nichts Neues, nichts gesendet" in page(client, "show", digest)
    assert client.get(reverse("digests:index")).status_code == 200
