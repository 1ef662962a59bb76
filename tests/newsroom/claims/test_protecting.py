"""Protected sources: a name that is typed once and stands, sealed, in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import asserting, entries, protecting, sourcing
from depesche.newsroom.claims.asserting import Proof, Statement
from depesche.newsroom.claims.protecting import Person
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.models import Identity, SectionPage, Source
from tests.newsroom.claim_desk.typing_in import at, words
from tests.newsroom.claims.conftest import claim, marked, source
from tests.newsroom.conftest import HOST, body, write

pytestmark = pytest.mark.django_db
SENTINEL = "Kassandra Zwölfender"
KNOWN = Known("eine Mitarbeiterin des Ministeriums")
PAGES = ("/", "/maerkte/", "/maerkte/gold-steigt/", "/feed.atom", "/feed.json", "/sitemap.xml", "/search/?q=Kassandra", "/search/?q=Mitarbeiterin")


def user(name: str, role: Role = Role.EDITOR) -> User:
    made: User = User.objects.create_user(f"{name}@example.org", "a long password 1", last_name=name)
    made.groups.add(Group.objects.get(name=role.value))
    return made


def at_desk(who: User) -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keepers() -> list[User]:
    return [user("ada"), user("bert")]


@pytest.fixture
def kept(keepers: list[User]) -> Source:
    return protecting.enter(KNOWN, Person(SENTINEL, "Parkbank, dienstags"), keepers, by=keepers[0], at=clock.now())


def cells() -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield table, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def is_in(data: bytes) -> bool:
    text = data.decode(errors="replace").casefold()
    return any(word in text for word in ("kassandra", "zwölfender", "zw\\u00f6lfender", "zwoelfender", "parkbank"))


@pytest.mark.rule("N-12")
def test_the_name_of_a_protected_source_stands_nowhere(keepers: list[User], markets: SectionPage) -> None:
    typed = {"name": KNOWN.name, "kind": "person", "person": SENTINEL, "notes": "Parkbank", "keepers": [one.pk for one in keepers]}
    assert at_desk(keepers[0]).post(at("source-protected"), typed).status_code == 302
    kept = Source.objects.get()
    about = claim("Das Ministerium wusste es")
    draft = asserting.draft(about, Statement(source=kept), by=keepers[0], at=clock.now())
    write(markets, body=body(f"Es wusste {marked(about, 'alles', draft)}."))
    at_desk(keepers[0]).post(at("source-identity", kept.pk))

    assert [table for table, data in cells() if is_in(data)] == []
    for entry in book.of_kinds([entries.SOURCE_CREATED, entries.ASSERTION_ADDED, entries.IDENTITY_SEALED, entries.IDENTITY_READ], log=logs.EDITORIAL):
        assert not is_in(entry.content)
    exported = serializers.serialize("json", [*Source.objects.all(), *Identity.objects.all()])
    assert not is_in(exported.encode())
    stranger = Client(headers={"host": HOST})
    about.refresh_from_db()
    for path in (*PAGES, f"/claims/{about.slug}/", f"/sources/{kept.slug}/", "/protocol/", "/corrections/"):
        answer = stranger.get(path)
        assert answer.status_code == 200, path
        assert not is_in(answer.content.replace(b'value="Kassandra"', b"").replace("„Kassandra“".encode(), b"")), path
    others = [at_desk(user("cora", Role.CHIEF)), at_desk(user("dirk", Role.ADMINISTRATOR)), at_desk(keepers[1])]
    for desk in others:
        for name, numbers in (("sources", ()), ("source", (kept.pk,)), ("claim", (about.pk,)), ("claim-say", (about.pk,)), ("claims", ())):
            assert not is_in(desk.get(at(name, *numbers)).content), name


@pytest.mark.rule("N-12")
def test_only_the_two_keepers_read_it_and_each_reading_is_written_down(kept: Source, keepers: list[User]) -> None:
    administrator = user("dirk", Role.ADMINISTRATOR)
    administrator.is_superuser = True
    administrator.save()

    answer = at_desk(administrator).post(at("source-identity", kept.pk))
    assert answer.status_code in {302, 403}
    assert not is_in(answer.content)
    with pytest.raises(Refusal) as refused:
        protecting.read(kept, by=administrator, at=clock.now())
    assert refused.value.code == "not-a-keeper"

    shown = at_desk(keepers[1]).post(at("source-identity", kept.pk))
    assert SENTINEL in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert [event.body for event in book.of_kind(entries.IDENTITY_READ, log=logs.EDITORIAL)] == [{"source": kept.pk, "by": keepers[1].pk}]


def test_a_keeper_can_show_later_whom_the_log_means(kept: Source) -> None:
    (said,) = book.of_kind(entries.IDENTITY_SEALED, log=logs.EDITORIAL)

    assert said.body["hmac_sha256"] == protecting.keyed_hash(Person("kassandra  zwölfender"))
    assert said.body["hmac_sha256"] != protecting.keyed_hash(Person("Kassandra Elfender"))
    assert protocol_check.differences() == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_it_takes_exactly_two_keepers(number: int) -> None:
    chosen = [user(f"k{one}") for one in range(number)]

    with pytest.raises(Refusal) as refused:
        protecting.enter(KNOWN, Person(SENTINEL), chosen, by=None, at=clock.now())

    assert refused.value.code == "two-keepers"
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "described",
    [
        "Frau Zwölfender aus dem Ministerium",
        "kassandra zwölfender",
        "eine Kassandra",
        "Referentin (Zwölfender)",
        "„Zwölfender“ aus dem Ministerium",
        "eine Zwölfender-Vertraute",
        "siehe https://example.org/k-zwoelfender",
        unicodedata.normalize("NFD", "Zwölfender"),
    ],
)
def test_a_description_that_contains_the_name_is_refused(keepers: list[User], described: str) -> None:
    with pytest.raises(Refusal) as refused:
        protecting.enter(Known(described), Person(SENTINEL), keepers, by=None, at=clock.now())

    assert refused.value.code == "name-in-description"
    assert not Source.objects.exists()


def test_the_form_of_sources_gives_no_protected_name_away(kept: Source, keepers: list[User]) -> None:
    stranger = user("carl", Role.CHIEF)
    with pytest.raises(Refusal) as stopped:
        sourcing.change(kept, Known("Kassandra"), by=stranger, at=clock.now())
    with pytest.raises(Refusal) as given_away:
        protecting.describe(kept, Known("jemand", aliases=["Zwölfender"]), by=keepers[0], at=clock.now())

    protecting.describe(kept, Known("jemand aus der Verwaltung", is_named=True), by=keepers[0], at=clock.now())

    kept.refresh_from_db()
    assert (stopped.value.code, given_away.value.code) == ("not-a-keeper", "name-in-description")
    assert (kept.name, kept.is_named) == ("jemand aus der Verwaltung", False)
    assert protocol_check.differences() == []


def test_at_the_desk_only_a_keeper_changes_its_description(kept: Source, keepers: list[User]) -> None:
    sent = {"name": "jemand", "kind": "person", "seen": ""}

    at_desk(user("carl", Role.CHIEF)).post(reverse("newsroom-source", args=[kept.pk]), sent)
    before = Source.objects.get(pk=kept.pk).name
    at_desk(keepers[0]).post(reverse("newsroom-source", args=[kept.pk]), sent)

    assert before == KNOWN.name
    assert Source.objects.get(pk=kept.pk).name == "jemand"


def test_keepers_are_changed_by_a_keeper_and_the_former_one_reads_no_more(kept: Source, keepers: list[User]) -> None:
    new = user("cora")
    protecting.change(kept, Person(SENTINEL), [keepers[0], new], by=keepers[0], at=clock.now())

    assert protecting.read(kept, by=new, at=clock.now()).name == SENTINEL
    with pytest.raises(Refusal):
        protecting.read(kept, by=keepers[1], at=clock.now())


def test_what_is_forgotten_is_gone_and_the_description_stays(kept: Source, keepers: list[User]) -> None:
    at_desk(keepers[0]).post(at("source-forget", kept.pk))

    assert not Identity.objects.exists()
    assert Source.objects.get().name == KNOWN.name
    assert protocol_check.differences() == []


def test_an_editor_who_is_no_keeper_gets_no_button(kept: Source) -> None:
    assert "Zeigen, wer es ist" not in words(at_desk(user("cora")).get(at("source", kept.pk)))


def test_without_the_key_ring_a_copy_of_the_database_says_nothing(kept: Source) -> None:
    sealed = bytes(Identity.objects.get().sealed)

    assert sealed.startswith(b"sealed.")
    assert not is_in(sealed)
    assert (Path(options.current().home) / "keys.json").exists()


GIVEN_AWAY = [
    {"wording": "Ich, Kassandra Zwölfender, sage das"},
    {"basis": "eigene Akten der Frau Zwölfender"},
    {"occasion": "Treffen mit Kassandra"},
    {"evidence": [Proof("https://example.org/k-zwoelfender")]},
    {"evidence": [Proof("https://example.org/", "Brief von K. Zwölfender")]},
]


@pytest.mark.rule("N-12")
@pytest.mark.parametrize("said", GIVEN_AWAY)
def test_no_statement_gives_the_name_of_its_protected_source_away(kept: Source, keepers: list[User], said: dict[str, Any]) -> None:
    about = claim("Das Ministerium wusste es")
    live = asserting.add(about, Statement(kept), by=keepers[0], at=clock.now())

    deeds = (
        lambda: asserting.add(about, Statement(kept, **said), by=keepers[0], at=clock.now()),
        lambda: asserting.draft(about, Statement(kept, **said), by=keepers[0], at=clock.now()),
        lambda: asserting.supersede(live, Statement(kept, **said), by=keepers[0], at=clock.now()),
        lambda: asserting.add(about, Statement(source("Yonhap"), via=[kept], **said), by=keepers[0], at=clock.now()),
    )
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "name-in-statement"
    assert [table for table, data in cells() if is_in(data)] == []


@pytest.mark.parametrize("who", ["stranger", "keeper"])
def test_who_learns_by_a_refusal_that_it_is_the_name_is_written_down(kept: Source, keepers: list[User], who: str) -> None:
    about = claim("Das Ministerium wusste es")
    person = keepers[0] if who == "keeper" else user("cora", Role.CHIEF)
    typed = {
        "seen": about.version,
        "source": kept.pk,
        "stance": "asserts",
        "basis": "Frau Zwölfender",
        "independent": "unknown",
        "visibility": "public",
    }
    desk = at_desk(person)
    shown = desk.post(at("claim-say", about.pk), typed)
    answer = desk.post(at("claim-say", about.pk), {**typed, "previewed": shown.context["previewed"], "confirm": "1"})

    assert "den Namen ihrer geschützten Quelle" in answer.content.decode()
    assert not about.assertions.exists()
    read = [event.body for event in book.of_kind(entries.IDENTITY_READ, log=logs.EDITORIAL)]
    assert read == ([] if who == "keeper" else [{"source": kept.pk, "by": person.pk}])


def test_small_words_of_a_name_name_nobody(keepers: list[User]) -> None:
    known = Known("eine Beamtin der Behörde, von der wir wissen")

    made = protecting.enter(known, Person("Ursula von der Weide"), keepers, by=None, at=clock.now())

    asserting.add(claim("Es war so"), Statement(made, wording="Von der Sache wusste ich."), by=keepers[0], at=clock.now())
    with pytest.raises(Refusal):
        asserting.add(claim("Es war so"), Statement(made, wording="Die Weide wusste es."), by=keepers[0], at=clock.now())
