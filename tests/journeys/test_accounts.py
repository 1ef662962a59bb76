"""The team gets in: invited, with a second factor, out again everywhere, helped by an administrator, and all of it written down."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.colleagues import accept, access_screen, code, enter, invite, join, link_in, pretend_key, set_up_app, text_of
from tests.journeys.conftest import DESKTOP, Site


@pytest.fixture
def admin(log_in: Any) -> Page:
    page: Page = log_in("admin@example.org").page
    return page


@pytest.fixture
def by_name(browser: Browser, site: Site) -> Iterator[Any]:
    """Open the site under a name: passkeys do not work under a number."""
    contexts = []

    def open_one() -> Page:
        context = browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"), viewport=DESKTOP, locale="de-DE")
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def demand(admin: Page, *roles: str) -> None:
    admin.goto("/desk/security/")
    for box in admin.locator("[name=roles]").all():
        box.set_checked(box.get_attribute("value") in roles)
    admin.get_by_role("button", name="Speichern").click()
    admin.get_by_text("Gespeichert.").wait_for()


def test_a_colleague_is_invited_chooses_a_password_and_the_link_dies(site: Site, admin: Page, open_tab: Any) -> None:
    address = invite(admin, "Nina")
    expect(admin.locator("tr", has_text=address)).to_contain_text("eingeladen")

    nina = open_tab(phone=True, javascript=False)
    accept(site, nina.page, address)
    nina.page.goto("/desk/login/sessions/")
    expect(nina.page.locator("h1")).to_have_text("Wo Sie angemeldet sind")

    stranger = open_tab()
    answer = stranger.page.goto(link_in(text_of(site, address, "Ihr Zugang"), "welcome"))
    assert answer.status == 410
    admin.goto(f"/desk/users/?q={address}")
    expect(admin.locator("tr", has_text=address)).to_contain_text("aktiv")
    assert nina.foreign == []


def test_an_invitation_is_sent_again_and_withdrawn(site: Site, admin: Page, open_tab: Any) -> None:
    address = invite(admin, "Otto")
    first = link_in(text_of(site, address, "Ihr Zugang"), "welcome")
    access_screen(admin, "Otto", address)
    admin.get_by_role("button", name="Erneut senden").click()
    admin.get_by_text("ist erneut eingeladen").wait_for()
    guest = open_tab().page
    assert guest.goto(first).status == 410

    admin.get_by_role("button", name="Einladung zurückziehen").click()
    admin.get_by_text("ist zurückgezogen").wait_for()

    admin.goto(f"/desk/users/?q={address}")
    assert admin.locator("tr", has_text=address).count() == 0


def test_a_forgotten_password_is_replaced_and_other_devices_are_out(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Petra")
    elsewhere = open_tab(phone=True, javascript=False).page
    elsewhere.goto("/desk/login/")
    elsewhere.get_by_role("link", name="Passwort vergessen?").click()
    elsewhere.fill("[name=email]", nina.address)
    elsewhere.get_by_role("button", name="Link zuschicken").click()
    expect(elsewhere.locator("h1")).to_have_text("Sehen Sie in Ihr Postfach")

    elsewhere.goto(link_in(text_of(site, nina.address, "Ein neues Passwort"), "password/reset/key"))
    elsewhere.fill("[name=password1]", "silber-und-gold-9")
    elsewhere.fill("[name=password2]", "silber-und-gold-9")
    elsewhere.get_by_role("button", name="Neues Passwort speichern").click()
    expect(elsewhere.locator("h1")).to_have_text("Ihr neues Passwort ist gespeichert")

    nina.page.goto("/desk/")
    assert "/desk/login/" in nina.page.url
    enter(elsewhere, nina.address, "silber-und-gold-9")
    assert elsewhere.url.endswith("/desk/")
    assert "Auf den anderen Geräten" in text_of(site, nina.address, "Ihr Passwort wurde geändert")


def test_one_changes_the_own_password(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Quirin")
    nina.page.goto("/desk/account/#tab-actions")
    nina.page.get_by_role("link", name="Passwort ändern").click()
    nina.page.fill("[name=oldpassword]", nina.password)
    nina.page.fill("[name=password1]", "silber-und-gold-9")
    nina.page.fill("[name=password2]", "silber-und-gold-9")
    nina.page.get_by_role("button", name="Passwort ändern").click()
    nina.page.wait_for_url("**/desk/account/")

    nina.page.get_by_text("Ihr neues Passwort ist gespeichert.").wait_for()


def test_an_app_is_set_up_asked_for_and_a_recovery_code_helps_out(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Rosa")
    secret = set_up_app(nina.page)
    spare = str(nina.page.locator(".entrance-codes code").first.text_content())
    with nina.page.expect_download() as download:
        nina.page.get_by_role("link", name="Als Datei speichern").click()
    assert len(download.value.path().read_text().split()) == 10
    assert "Authenticator-App" in text_of(site, nina.address, "Ein zweiter Faktor wurde hinzugefügt")

    phone = open_tab(phone=True, javascript=False).page
    enter(phone, nina.address, nina.password)
    expect(phone.locator("h1")).to_have_text("Zweiter Faktor")
    phone.fill("[name=code]", "000000")
    phone.get_by_role("button", name="Anmelden").click()
    assert "Falscher Code." in phone.inner_text("main")
    phone.fill("[name=code]", code(secret, steps=1))
    phone.get_by_role("button", name="Anmelden").click()
    phone.wait_for_url("**/desk/")

    tablet = open_tab().page
    enter(tablet, nina.address, nina.password)
    tablet.fill("[name=code]", spare)
    tablet.get_by_role("button", name="Anmelden").click()
    tablet.wait_for_url("**/desk/")
    tablet.goto("/desk/login/2fa/")
    assert "9 Codes sind übrig" in tablet.inner_text("main")


def test_a_passkey_is_added_named_and_logs_in_without_a_password(site: Site, admin: Page, open_tab: Any, by_name: Any) -> None:
    nina = join(site, admin, open_tab(), "Sara")
    page = by_name()
    pretend_key(page)
    enter(page, nina.address, nina.password)
    page.goto("/desk/login/2fa/webauthn/add/")
    page.fill("[name=name]", "mein Laptop")
    page.get_by_label("Er soll auch das Passwort ersetzen").check()
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("heading", name="Notfallcodes").wait_for()
    page.goto("/desk/login/2fa/webauthn/")
    expect(page.locator(".entrance-cards")).to_contain_text("mein Laptop")
    expect(page.locator(".entrance-cards")).to_contain_text("Passkey")
    assert "mein Laptop" in text_of(site, nina.address, "Ein zweiter Faktor wurde hinzugefügt")

    page.goto("/desk/login/logout/")
    page.get_by_role("button", name="Abmelden").click()
    page.goto("/desk/login/?next=/desk/account/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url(re.compile(r"\d/desk/account/$"))

    page.goto("/desk/login/2fa/webauthn/")
    page.get_by_role("link", name="Umbenennen: mein Laptop").click()
    page.fill("[name=name]", "Laptop im Büro")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Entfernen: Laptop im Büro").click()
    page.get_by_role("button", name="Entfernen").click()
    page.wait_for_url("**/webauthn/")
    assert "Laptop im Büro" not in page.inner_text(".entrance-cards")


def test_a_key_as_second_factor_and_what_happens_without_it(site: Site, admin: Page, open_tab: Any, by_name: Any) -> None:
    nina = join(site, admin, open_tab(), "Theo")
    page = by_name()
    session = pretend_key(page, transport="usb")
    enter(page, nina.address, nina.password)
    page.goto("/desk/login/2fa/webauthn/add/")
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("heading", name="Notfallcodes").wait_for()
    page.goto("/desk/login/logout/")
    page.get_by_role("button", name="Abmelden").click()

    enter(page, nina.address, nina.password)
    page.get_by_role("button", name="Schlüssel oder Passkey verwenden").click()
    page.wait_for_url("**/desk/")

    page.goto("/desk/login/logout/")
    page.get_by_role("button", name="Abmelden").click()
    session.send("WebAuthn.disable")
    session.send("WebAuthn.enable")
    enter(page, nina.address, nina.password)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('cancelled', 'NotAllowedError')); }")
    page.get_by_role("button", name="Schlüssel oder Passkey verwenden").click()
    expect(page.get_by_role("alert")).to_contain_text("Das hat nicht geklappt")


def test_under_a_number_the_page_leads_to_the_name(site: Site, log_in: Any) -> None:
    page = log_in("editor@example.org").page
    page.goto("/desk/login/2fa/webauthn/add/")

    link = page.get_by_role("link", name="Diese Seite als localhost öffnen")

    assert link.get_attribute("href") == site.url.replace("127.0.0.1", "localhost") + "/desk/login/2fa/webauthn/add/"
    assert not page.get_by_role("button", name="Hinzufügen").is_visible()


def test_a_role_that_needs_a_factor_lets_nobody_past_without(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Ulla", "proof-reader")
    demand(admin, "proof-reader")
    try:
        nina.page.goto("/desk/account/")
        assert nina.page.url.endswith("/desk/login/2fa/")
        assert "Ihre Rolle braucht einen zweiten Faktor." in nina.page.inner_text("main")
        for address in ("/desk/", "/desk/images/", "/desk/login/sessions/"):
            nina.page.goto(address)
            assert nina.page.url.endswith("/desk/login/2fa/"), address

        newcomer = open_tab(phone=True, javascript=False)
        accept(site, newcomer.page, invite(admin, "Viktor", "proof-reader"))
        assert newcomer.page.url.endswith("/desk/login/2fa/")

        set_up_app(nina.page)
        nina.page.goto("/desk/")
        assert nina.page.url.endswith("/desk/")
        nina.page.goto("/desk/login/2fa/totp/deactivate/")
        assert "Das ist Ihr einziger." in nina.page.inner_text("main")
        assert nina.page.get_by_role("button", name="App entfernen").count() == 0
    finally:
        demand(admin)


def test_sessions_are_seen_and_ended(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Wanda")
    phone, tablet = open_tab(phone=True).page, open_tab().page
    enter(phone, nina.address, nina.password)
    enter(tablet, nina.address, nina.password)
    nina.page.goto("/desk/login/sessions/")
    assert nina.page.locator(".entrance-cards > li").count() == 3
    expect(nina.page.locator(".entrance-cards > li", has_text="dieses Gerät")).to_contain_text("127.0.0.…")

    nina.page.get_by_role("button", name=re.compile("^Abmelden: ")).first.click()
    nina.page.get_by_text("Die Sitzung ist beendet.").wait_for()
    assert nina.page.locator(".entrance-cards > li").count() == 2
    nina.page.get_by_role("button", name="Überall sonst abmelden").click()
    nina.page.get_by_text("Überall sonst sind Sie abgemeldet.").wait_for()
    for other in (phone, tablet):
        other.goto("/desk/")
        assert "/desk/login/" in other.url

    access_screen(admin, "Wanda", nina.address)
    admin.get_by_role("button", name="Überall abmelden").click()
    admin.get_by_text("ist überall abgemeldet").wait_for()
    nina.page.goto("/desk/")
    assert "/desk/login/" in nina.page.url


def test_an_administrator_helps_after_a_lost_phone_and_takes_access_away(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Xenia")
    set_up_app(nina.page)
    access_screen(admin, "Xenia", nina.address)
    admin.get_by_role("button", name="Zweite Faktoren zurücksetzen").click()
    admin.get_by_text("sind zurückgesetzt").wait_for()
    assert "Vera Schlüssel hat alle zweiten Faktoren" in " ".join(text_of(site, nina.address, "zurückgesetzt").split())
    nina.page.goto("/desk/")
    assert "/desk/login/" in nina.page.url
    enter(nina.page, nina.address, nina.password)
    assert nina.page.url.endswith("/desk/")

    admin.goto(admin.url.replace("/access/", "/edit/"))
    admin.get_by_label("aktiv").uncheck()
    admin.get_by_label("Chefredaktion").check()
    admin.get_by_role("button", name="Speichern").click()
    admin.get_by_text("ist gespeichert").wait_for()
    nina.page.goto("/desk/")
    assert "/desk/login/" in nina.page.url
    enter(nina.page, nina.address, nina.password)
    expect(nina.page.locator("h1")).to_have_text("Dieses Konto ist geschlossen")


def test_the_last_administrator_cannot_go(site: Site, admin: Page) -> None:
    admin.goto("/desk/users/?q=admin@example.org")
    admin.get_by_role("link", name="Vera Schlüssel").first.click()
    admin.wait_for_url("**/edit/**")
    assert admin.locator("[name=is_active], [name=groups]").count() == 0
    answer = admin.goto(admin.url.replace("/edit/", "/delete/"))
    assert answer is not None
    assert "/delete/" not in admin.url


def test_the_history_tells_filters_and_exports(site: Site, admin: Page, open_tab: Any) -> None:
    nina = join(site, admin, open_tab(), "Yvonne")
    set_up_app(nina.page)
    access_screen(admin, "Yvonne", nina.address)
    admin.get_by_role("link", name="Was mit diesem Konto geschah").click()
    admin.wait_for_url("**/site-history/**")
    history = admin.locator("table.history")
    for words in ("Eingeladen: Redaktion", "Einladung angenommen", "Anmeldung: Passwort", "Zweiter Faktor hinzugefügt: Authenticator-App"):
        expect(history).to_contain_text(words)
    with admin.expect_download() as download:
        admin.evaluate("address => { window.location = address; }", admin.url + "&kind=means&export=csv")
    exported = list(csv.DictReader(io.StringIO(download.value.path().read_text())))
    assert [(row["Wer"], row["Was"]) for row in exported] == [("Yvonne Neumann", "Zweiter Faktor hinzugefügt: Authenticator-App")]

    editor = open_tab()
    enter(editor.page, "editor@example.org", site.password("editor@example.org"))
    editor.page.goto("/desk/reports/site-history/")
    assert editor.page.url.endswith("/desk/")
