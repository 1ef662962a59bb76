"""Two people, or two tabs, at the same moment: what may happen once happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from depesche.brand import invitations, roles, second_factors, staffing
from depesche.brand.invitations import Invitee
from depesche.brand.models import User
from depesche.brand.people import Role, administrators
from depesche.brand.staffing import Wanted
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import person
from tests.brand.entrance import give_app, link, mails


@pytest.fixture(autouse=True)
def really_committed(committed_db: None) -> None:
    roles.synchronise()


def together(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start at the same moment; return how each ended, sorted."""
    start = threading.Barrier(len(deeds))
    ends: list[str] = []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            ends.append("done")
        except Refusal as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(ends)


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": frozenset({Role.EDITOR})}])
def test_two_administrators_do_not_send_each_other_home(change: dict[str, object]) -> None:
    anna, ben = person(Role.ADMINISTRATOR, "anna@example.org"), person(Role.ADMINISTRATOR, "ben@example.org")

    def send_home(who: User, by: User) -> None:
        staffing.change(User.objects.get(pk=who.pk), Wanted(who.email, "A", "B", **change), by=by, at=clock.now())  # type: ignore[arg-type]

    ends = together(lambda: send_home(anna, ben), lambda: send_home(ben, anna))

    assert ends == ["done", "last-administrator"]
    assert administrators().count() == 1


def test_of_two_keys_removed_at_once_one_stays() -> None:
    second_factors.demand([Role.EDITOR], by=None, at=clock.now())
    anna = person(Role.EDITOR, "anna@example.org")
    app = give_app(anna)
    key = Authenticator.objects.create(user=anna, type="webauthn", data={"name": "blauer Schlüssel", "credential": {}})

    ends = together(lambda: remove(app), lambda: remove(key))

    assert ends == ["done", "factor-needed"]
    assert Authenticator.objects.filter(user=anna).count() == 1


def remove(factor: Authenticator) -> None:
    with transaction.atomic():
        Authenticator.objects.get(pk=factor.pk).delete()


def test_an_invitation_is_accepted_once() -> None:
    boss = person(Role.ADMINISTRATOR)
    invitations.invite(Invitee("nina@example.org", "N", "N", [Role.EDITOR]), by=boss, at=clock.now())
    token = link(mails("nina@example.org")[0], "welcome").split("/")[-2]

    ends = together(*(lambda word=word: invitations.accept(token, word, at=clock.now()) for word in ("gold-und-silber-7", "platin-und-kupfer-8")))

    assert ends == ["done", "invitation-over"]


def test_an_address_is_invited_once() -> None:
    boss = person(Role.ADMINISTRATOR)
    nina = Invitee("nina@example.org", "N", "N", [Role.EDITOR])

    ends = together(*(lambda: invitations.invite(nina, by=boss, at=clock.now()) for _click in range(2)))

    assert ends == ["address-taken", "done"]
    assert len(mails("nina@example.org")) == 1


def test_a_code_is_taken_once() -> None:
    anna = person(Role.EDITOR, "anna@example.org")
    taken: list[bool] = []

    together(*(lambda: taken.append(second_factors.take_code(anna, "123456")) for _tab in range(2)))

    assert sorted(taken) == [False, True]
