"""A thousand tokens that are none of ours, or knock at the wrong door, or come too late: no door opens, and none says who is known."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from depesche.audience import links, moving, preferences, tokens
from depesche.audience.models import Subscriber
from depesche.audience.tokens import Kind, Unsubscribe
from depesche.kernel import clock
from tests.cast import mails, token_in
from tests.website.test_newsletter import dump

pytestmark = pytest.mark.django_db

DOORS = ("confirm", "not-me", "unsubscribe", "preferences")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SHORTEST = 12  # of what is left of a cut token, so that it is found again in the page


@pytest.fixture
def web() -> Client:
    return Client(enforce_csrf_checks=True)


def real(person: UUID) -> dict[str, str]:
    """Return a sealed token of every kind that names a person, and one that never was sent."""
    return {
        "confirm": tokens.random_token(),
        "not-me": tokens.not_me(person),
        "unsubscribe": tokens.unsubscribe(Unsubscribe(person, ("product-news",), 3)),
        "preferences": tokens.preferences(person, at=clock.now(), lasting=timedelta(minutes=45)),
        "seen": tokens.timed(Kind.SEEN, person, at=clock.now()),
    }


def bad(people: list[UUID]) -> Iterator[tuple[str, str]]:
    """Yield doors, and tokens that must not open them: forged, swapped, cut, prolonged, changed by a letter."""
    while True:
        made = real(secrets.choice(people))
        kind, door = secrets.choice(sorted(made)), secrets.choice(DOORS)
        token = made[kind]
        place = secrets.randbelow(len(token) - SHORTEST) + SHORTEST
        yield door, "".join(secrets.choice(LETTERS) for _letter in token)
        yield door, token[:place]
        yield door, token + secrets.choice(LETTERS)
        yield door, token[:place] + secrets.choice(LETTERS.replace(token[place], "")) + token[place + 1 :]
        if kind != door:
            yield door, token


@pytest.mark.once
@pytest.mark.rule("B-05", "I-8", "I-4")
@pytest.mark.parametrize("many", [300, pytest.param(1_000, marks=pytest.mark.long)])
def test_a_thousand_bad_tokens_open_nothing_and_tell_nothing(web: Client, anna: Subscriber, ben: Subscriber, many: int) -> None:
    wrong = bad([anna.id, ben.id, uuid4()])
    before = dump()
    told: dict[str, set[tuple[int, bytes]]] = {}

    for _number in range(many):
        door, token = next(wrong)
        send = secrets.choice((web.get, web.post))
        answer = send(f"/newsletter/{door}/{token}/")
        said = (answer.status_code, answer.content.replace(token.encode(), b"TOKEN"))
        told.setdefault(door, set()).add(said)

    assert {door: {status for status, _body in answers} for door, answers in told.items()} == {door: {404} for door in DOORS}
    assert {door: len(answers) for door, answers in told.items()} == dict.fromkeys(DOORS, 1)
    assert dump() == before


@pytest.mark.rule("B-05", "I-8")
def test_a_link_that_is_over_says_so_to_known_and_unknown_alike(web: Client, anna: Subscriber) -> None:
    told = set()
    for person in (anna.id, uuid4()):
        token = tokens.preferences(person, at=clock.now() - timedelta(hours=2), lasting=timedelta(minutes=45))
        for send in (web.get, web.post):
            answer = send(f"/newsletter/preferences/{token}/", {"button": "erase"})
            told.add((answer.status_code, answer.content.replace(token.encode(), b"TOKEN")))

    assert [status for status, _body in told] == [410]
    assert Subscriber.objects.filter(pk=anna.pk).exists()


@pytest.mark.rule("B-05", "I-9")
def test_a_link_to_leave_answers_alike_for_who_was_erased_and_who_has_left(web: Client, clara: Subscriber) -> None:
    told = set()
    for person in (clara.id, uuid4()):
        path = links.unsubscribe(person, "product-news").removeprefix("http://testserver.localhost")
        answer = web.get(path)
        told.add((answer.status_code, answer.content.replace(path.split("/")[-2].encode(), b"TOKEN")))

    assert len(told) == 1


@pytest.mark.rule("B-01", "I-4")
def test_a_scanner_that_opens_every_link_of_every_mail_changes_no_byte(web: Client, anna: Subscriber, ben: Subscriber) -> None:
    at = clock.now()
    preferences.mail_link(anna.lookup, at=at)
    moving.ask(anna.id, "anna@example.net", asked_at=at, at=at)
    sent = {
        *real(anna.id).values(),
        token_in(mails("anna@example.org")[0], "confirm"),
        token_in(mails("ben@example.org")[0], "confirm"),
        token_in(mails("ben@example.org")[0], "not-me"),
        token_in(mails("anna@example.net")[0], "confirm"),
        token_in(mails("anna@example.net")[0], "not-me"),
        token_in(mails("anna@example.org", "preferences")[0], "preferences"),
    }
    before = dump()

    for token in sorted(sent):
        for door in DOORS:
            for look in (web.get, web.head, web.options):
                assert not look(f"/newsletter/{door}/{token}/?button=erase&confirm=1").cookies

    assert dump() == before
