"""What the journeys about accounts share: an invited colleague, codes of an app, a key that Chromium pretends to have."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import re
import secrets
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import Site

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WORKS_IN = {"editor": "Redaktion: schreiben", "proof-reader": "Nachweise lesen", "chief": "Chefredaktion"}


@dataclass
class Colleague:
    """Somebody who was invited and has come."""

    address: str
    password: str
    page: Page


def code(secret: str, *, steps: int = 0) -> str:
    """Compute what an authenticator app shows (RFC 6238)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    place = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def text_of(site: Site, address: str, subject: str = "") -> str:
    """Wait for a mail and return its plain text."""
    mail = email.message_from_bytes(site.source(site.mail_to(address, subject)), policy=email.policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return str(body.get_content())


def link_in(text: str, what: str) -> str:
    """Return the path of the link below /desk/login/ in a mail's text."""
    found = re.search(rf"https?://[^/\s]+(/desk/login/{what}/\S+)", text)
    assert found, text
    return found[1]


def invite(page: Page, first_name: str, role: str = "editor") -> str:
    """As an administrator, invite somebody; return the address."""
    address = f"{first_name.lower()}.{secrets.token_hex(3)}@example.org"
    page.goto("/desk/users/new/")
    page.fill("[name=email]", address)
    page.fill("[name=first_name]", first_name)
    page.fill("[name=last_name]", "Neumann")
    page.get_by_label(WORKS_IN[role]).check()
    page.get_by_role("button", name="Einladung senden").click()
    page.wait_for_url("**/desk/users/")
    return address


def accept(site: Site, page: Page, address: str) -> str:
    """As the invited one, follow the mail and choose a password; return it."""
    page.goto(link_in(text_of(site, address, "Ihr Zugang"), "welcome"))
    password = secrets.token_urlsafe(12)
    page.fill("[name=password1]", password)
    page.fill("[name=password2]", password)
    page.get_by_role("button", name="Speichern und anmelden").click()
    page.wait_for_load_state()
    return password


def join(site: Site, admin: Page, tab: Any, first_name: str, role: str = "editor") -> Colleague:
    """Invite and accept."""
    address = invite(admin, first_name, role)
    return Colleague(address, accept(site, tab.page, address), tab.page)


def enter(page: Page, address: str, password: str) -> None:
    """Type address and password at the entrance."""
    page.goto("/desk/login/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_load_state()


def set_up_app(page: Page) -> str:
    """Set up an authenticator app; return its secret."""
    page.goto("/desk/login/2fa/totp/activate/")
    secret = str(page.locator(".entrance-secret").text_content())
    page.fill("[name=code]", code(secret))
    page.get_by_role("button", name="Einrichten").click()
    page.wait_for_url("**/recovery-codes/")
    return secret


def pretend_key(page: Page, *, transport: str = "internal") -> Any:
    """Give the browser an authenticator (WebAuthn, 11); return the session that commands it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    abilities = {"protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**abilities, "automaticPresenceSimulation": True}})
    return session


def access_screen(admin: Page, first_name: str, address: str) -> None:
    """As an administrator, open the screen about how somebody gets in."""
    admin.goto(f"/desk/users/?q={address}")
    admin.get_by_role("link", name=f"{first_name} Neumann").first.click()
    admin.wait_for_url("**/edit/**")
    admin.goto(admin.url.replace("/edit/", "/access/"))


def violations(page: Page, within: str = "document") -> list[Any]:
    """Return what axe finds wrong."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({within}, {{resultTypes: ['violations']}})")
    return [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]]
