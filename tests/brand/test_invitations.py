"""Colleagues are invited: a mail, a link that works once, a password that only they know."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from depesche.brand import invitations
from depesche.brand.audit import Deed
from depesche.brand.invitations import Invitee
from depesche.brand.models import Invitation, User
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import PASSWORD, at_the_desk, person
from tests.brand.entrance import browser, history, is_in, link, mails, subjects, text

NINA = Invitee("Nina@Example.org", "Nina", "Neumann", [Role.EDITOR])
CHOSEN = {"password1": "gold-und-silber-7", "password2": "gold-und-silber-7"}


@pytest.fixture(autouse=True)
def nobody_was_limited(db: None) -> None:
    cache.clear()


@pytest.fixture
def boss() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def nina(boss: User) -> User:
    invitations.invite(NINA, by=boss, at=clock.now())
    return User.objects.get(email="nina@example.org")


def welcome(number: int = -1) -> str:
    return link(mails("nina@example.org")[number], "welcome")


def test_the_mail_is_in_the_letterhead_and_the_sites_language(publisher: Any, nina: User) -> None:
    mail = mails("nina@example.org")[0]

    assert mail["Subject"] == "Ihr Zugang zur Redaktion von Beispiel Edelmetalle"
    assert "Willkommen, Nina" in text(mail)
    assert "A B hat für Sie einen Zugang" in text(mail)
    assert "Musterweg 1" in text(mail)
    assert mail.get_body(("html",)) is not None


def test_an_english_site_invites_in_english(publisher: Any, boss: User) -> None:
    with options.using(language="en"):
        invitations.invite(NINA, by=boss, at=clock.now())

    assert mails("nina@example.org")[0]["Subject"] == "Your access to the desk of Beispiel Edelmetalle"


def test_nina_chooses_a_password_and_is_in(nina: User) -> None:
    nobody = browser()
    page = nobody.get(welcome()).content.decode()
    assert "nina@example.org" in page
    assert page.count('autocomplete="new-password"') == 2

    answer = nobody.post(welcome(), CHOSEN)

    assert answer["Location"] == "/desk/"
    assert is_in(nobody)
    nina.refresh_from_db()
    assert nina.is_active
    assert nina.check_password("gold-und-silber-7")
    assert not Invitation.objects.exists()
    assert history(nina) == [Deed.INVITED, Deed.INVITATION_ACCEPTED, Deed.LOGIN]


def test_only_a_digest_of_the_link_is_stored(nina: User) -> None:
    token = welcome().split("/")[-2]

    assert len(token) >= 43
    assert token not in str(Invitation.objects.values().get())


def test_who_was_invited_cannot_log_in_before(nina: User) -> None:
    nina.set_password(PASSWORD)
    nina.save()
    nobody = browser()

    nobody.post("/desk/login/", {"login": nina.email, "password": PASSWORD})
    assert not is_in(nobody)
    nobody.post(reverse("account_reset_password"), {"email": nina.email})
    assert len(mails(nina.email)) == 1


def test_the_link_works_once(nina: User) -> None:
    address = welcome()
    browser().post(address, CHOSEN)
    again = browser()

    answer = again.post(address, {"password1": "ein-anderes-wort", "password2": "ein-anderes-wort"})

    assert answer.status_code == 410
    assert not is_in(again)
    assert User.objects.get(pk=nina.pk).check_password("gold-und-silber-7")


def test_two_clicks_at_once_are_one(nina: User) -> None:
    token = welcome().split("/")[-2]
    invitations.accept(token, "gold-und-silber-7", at=clock.now())

    with pytest.raises(Refusal) as refused:
        invitations.accept(token, "ein-anderes-wort", at=clock.now())

    assert refused.value.code == "invitation-over"


def test_after_seven_days_the_link_is_dead(nina: User) -> None:
    Invitation.objects.update(expires_at=clock.now())

    answer = browser().post(welcome(), CHOSEN)

    assert answer.status_code == 410
    assert not User.objects.get(pk=nina.pk).is_active
    assert timedelta(days=7) == invitations.LASTING


@pytest.mark.parametrize("token", ["x", "6UvPVExKkSR432KHWPmQpYquhHFBdxkAF2Cgy8Envt0", "%00", "a" * 3000, "ü"])
def test_a_foreign_link_opens_nothing(nina: User, token: str) -> None:
    answer = browser().get(f"/desk/login/welcome/{token}/")

    assert answer.status_code == 410
    assert "nina" not in answer.content.decode()


def test_sending_again_kills_the_old_link(boss: User, nina: User) -> None:
    invitations.send_again(nina, by=boss, at=clock.now())

    assert browser().get(welcome(0)).status_code == 410
    assert browser().get(welcome(1)).status_code == 200
    assert history(nina) == [Deed.INVITED, Deed.INVITED_AGAIN]


def test_withdrawing_deletes_the_account_that_nobody_entered(boss: User, nina: User) -> None:
    address = welcome()
    invitations.withdraw(nina, by=boss, at=clock.now())

    assert browser().post(address, CHOSEN).status_code == 410
    assert not User.objects.filter(email="nina@example.org").exists()
    assert history() == [Deed.INVITED, Deed.INVITATION_WITHDRAWN]


def test_an_invitation_that_nobody_answers_is_forgotten(nina: User) -> None:
    assert invitations.withdraw_forgotten(at=clock.now() + timedelta(days=36)) == 0
    assert invitations.withdraw_forgotten(at=clock.now() + timedelta(days=38)) == 1
    assert not User.objects.filter(email="nina@example.org").exists()


def test_an_address_is_invited_once(boss: User, nina: User) -> None:
    with pytest.raises(Refusal) as refused:
        invitations.invite(Invitee("NINA@example.org", "N", "N", [Role.CHIEF]), by=boss, at=clock.now())

    assert refused.value.code == "address-taken"
    assert len(mails("nina@example.org")) == 1
    assert not User.objects.get(pk=nina.pk).has_role(Role.CHIEF)


def test_nobody_is_invited_without_a_role(boss: User) -> None:
    with pytest.raises(Refusal) as refused:
        invitations.invite(Invitee("nina@example.org", "N", "N", []), by=boss, at=clock.now())

    assert refused.value.code == "no-role"


def test_an_administrator_who_opens_the_link_does_not_become_nina(nina: User, boss: User) -> None:
    desk = browser()
    desk.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")

    page = desk.get(welcome())
    desk.post(welcome(), CHOSEN)

    assert "Sie sind als A B angemeldet" in page.content.decode()
    assert "password1" not in page.content.decode()
    assert Invitation.objects.filter(person=nina).exists()


@pytest.mark.parametrize("wrong", [{"password2": "anders"}, {"password1": "kurz", "password2": "kurz"}, {"password1": "", "password2": ""}])
def test_a_weak_or_mistyped_password_comes_back(nina: User, wrong: dict[str, str]) -> None:
    answer = browser().post(welcome(), {**CHOSEN, **wrong})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Invitation.objects.exists()


def test_a_password_like_the_own_address_is_refused_by_the_deed_too(nina: User) -> None:
    with pytest.raises(Refusal) as refused:
        invitations.accept(welcome().split("/")[-2], "nina@example.org", at=clock.now())

    assert refused.value.code == "weak-password"


def test_the_session_of_a_stranger_is_not_carried_in(nina: User) -> None:
    nobody = browser()
    nobody.get(welcome())
    nobody.session["planted"] = "x"
    nobody.session.save()
    before = nobody.session.session_key

    nobody.post(welcome(), CHOSEN)

    assert nobody.session.session_key != before


def test_the_page_is_kept_by_nobody(nina: User) -> None:
    answer = browser().get(welcome())

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "script-src 'self';" in answer["Content-Security-Policy"]


def test_the_desk_invites_lists_sends_again_and_withdraws(db: None) -> None:
    desk = at_the_desk(Role.ADMINISTRATOR)
    form = {"email": "nina@example.org", "first_name": "Nina", "last_name": "Neumann", "groups": [role_pk("editor")]}
    desk.post(reverse("wagtailusers_users:add"), form)
    nina = User.objects.get(email="nina@example.org")

    assert "eingeladen" in desk.get(reverse("wagtailusers_users:index")).content.decode()
    screen = desk.get(reverse("people_access", args=[nina.pk])).content.decode()
    assert re.search(r"Von A B am .* versendet", screen)
    desk.post(reverse("people_invite_again", args=[nina.pk]))
    assert len(subjects("nina@example.org")) == 2
    Invitation.objects.update(expires_at=clock.now())
    assert "Einladung abgelaufen" in desk.get(reverse("wagtailusers_users:index")).content.decode()
    desk.post(reverse("people_withdraw", args=[nina.pk]))
    assert not User.objects.filter(email="nina@example.org").exists()


def role_pk(name: str) -> int:
    return Group.objects.get(name=name).pk


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF, Role.AUDIENCE_OFFICER, Role.PROOF_READER])
@pytest.mark.parametrize("deed", ["people_invite_again", "people_withdraw", "people_reset_factors", "people_end_sessions"])
def test_nobody_else_may(nina: User, role: Role, deed: str) -> None:
    at_the_desk(role).post(reverse(deed, args=[nina.pk]))

    assert len(mails("nina@example.org")) == 1
    assert Invitation.objects.filter(person=nina).exists()


def test_a_link_alone_does_nothing(nina: User) -> None:
    desk = Client(headers={"host": "testserver.localhost"})
    desk.force_login(person(Role.ADMINISTRATOR, "second@example.org"), backend="django.contrib.auth.backends.ModelBackend")

    assert desk.get(reverse("people_withdraw", args=[nina.pk])).status_code == 405
    assert OutboxMessage.objects.count() == 1
