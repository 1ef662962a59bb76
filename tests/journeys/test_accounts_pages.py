"""Every page of the entrance and every own desk page about accounts: nobody is shut out, nothing scrolls sideways, nothing comes from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.colleagues import accept, enter, invite, join, link_in, set_up_app, text_of, violations
from tests.journeys.conftest import Site

NARROW = {"width": 320, "height": 640}
OPEN_TO_ALL = {
    "login": "/desk/login/",
    "password-forgotten": "/desk/login/password/reset/",
    "password-asked": "/desk/login/password/reset/done/",
    "password-saved": "/desk/login/password/reset/key/done/",
    "password-link-dead": "/desk/login/password/reset/key/1-abc-def/",
    "invitation-dead": "/desk/login/welcome/abc/",
    "closed": "/desk/login/inactive/",
}
OWN = {
    "factors": "/desk/login/2fa/",
    "app": "/desk/login/2fa/totp/activate/",
    "key": "/desk/login/2fa/webauthn/add/",
    "keys": "/desk/login/2fa/webauthn/",
    "sessions": "/desk/login/sessions/",
    "password": "/desk/login/password/change/",
    "logout": "/desk/login/logout/",
}
WITH_APP = {
    "factors-app": "/desk/login/2fa/",
    "app-off": "/desk/login/2fa/totp/deactivate/",
    "codes": "/desk/login/2fa/recovery-codes/",
    "codes-new": "/desk/login/2fa/recovery-codes/generate/",
    "again": "/desk/login/reauthenticate/",
    "again-code": "/desk/login/2fa/reauthenticate/",
}
DESK = {
    "people": "/desk/users/",
    "invite": "/desk/users/new/",
    "security": "/desk/security/",
    "history": "/desk/reports/site-history/",
}


def look(tab: Any, picture_of: Any, name: str, *, within: str = "document") -> None:
    assert violations(tab.page, within) == [], name
    picture_of(tab.page, f"accounts-{name}")
    assert tab.foreign == []


def is_narrow(tab: Any) -> bool:
    tab.page.set_viewport_size(NARROW)
    return bool(tab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_open_pages_of_the_entrance(site: Site, open_tab: Any, picture_of: Any, phone: bool, dark: bool) -> None:
    for name, address in OPEN_TO_ALL.items():
        tab = open_tab(phone=phone, dark=dark)
        tab.page.goto(address)
        look(tab, picture_of, f"{name}-{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}")
        assert is_narrow(tab), name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_ones_own_account(site: Site, log_in: Any, open_tab: Any, picture_of: Any, dark: bool) -> None:
    admin = log_in("admin@example.org").page
    style = "dark" if dark else "light"
    invited = invite(admin, "Zoe")
    tab = open_tab(phone=True, dark=dark)
    tab.page.goto(link_in(text_of(site, invited, "Ihr Zugang"), "welcome"))
    look(tab, picture_of, f"welcome-{style}")
    tab.page.fill("[name=password1]", "kurz")
    tab.page.fill("[name=password2]", "anders")
    tab.page.get_by_role("button", name="Speichern und anmelden").click()
    look(tab, picture_of, f"welcome-wrong-{style}")
    password = accept(site, tab.page, invited)
    for name, address in OWN.items():
        tab.page.goto(address)
        look(tab, picture_of, f"{name}-{style}")
        assert is_narrow(tab), name
    set_up_app(tab.page)
    for name, address in WITH_APP.items():
        tab.page.goto(address)
        look(tab, picture_of, f"{name}-{style}")
        assert is_narrow(tab), name
    other = open_tab(phone=True, dark=dark)
    enter(other.page, invited, password)
    look(other, picture_of, f"second-factor-{style}")
    assert is_narrow(other)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_desks_screens_about_accounts(site: Site, log_in: Any, open_tab: Any, picture_of: Any, phone: bool) -> None:
    admin = log_in("admin@example.org", phone=phone)
    form = "phone" if phone else "desktop"
    invited = invite(admin.page, "Anton")
    joined = join(site, admin.page, open_tab(phone=True), "Berta")
    set_up_app(joined.page)
    for name, address in DESK.items():
        admin.page.goto(address)
        look(admin, picture_of, f"desk-{name}-{form}", within="'main'")
    for name, address in (("invited", invited), ("joined", joined.address)):
        admin.page.goto(f"/desk/users/?q={address}")
        admin.page.get_by_role("link", name="Neumann").first.click()
        admin.page.wait_for_url("**/edit/**")
        look(admin, picture_of, f"desk-person-{name}-{form}", within="'main'")
        admin.page.goto(admin.page.url.replace("/edit/", "/access/"))
        look(admin, picture_of, f"desk-access-{name}-{form}", within="'main'")
    assert [error for error in admin.errors if "favicon" not in error] == []
