"""What tests of the entrance share: codes as an app makes them, the link in a mail, a person with a second factor."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import re
import struct
import time
from email.policy import default
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from wagtail.models import ModelLogEntry

from depesche.brand.models import User
from depesche.courier.models import OutboxMessage
from tests.brand.conftest import HOST, PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """Compute what an authenticator app shows (RFC 6238), `steps` of 30 seconds from now."""
    counter = int(time.time()) // 30 + steps
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    place = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def give_app(person: User, secret: str = SECRET) -> Authenticator:
    """Give a person an authenticator app."""
    return TOTP.activate(person, secret).instance


def browser(agent: str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", **more: Any) -> Client:
    return Client(headers={"host": HOST, "user-agent": agent}, **more)


def log_in(person: User, client: Client | None = None, *, password: str = PASSWORD, **more: Any) -> Client:
    """Log in as a person does, with a code where one is asked for."""
    client = client or browser()
    answer = client.post("/desk/login/", {"login": person.email, "password": password, **more})
    if answer.status_code == 302 and "authenticate" in answer["Location"]:
        client.post(answer["Location"], {"code": code()})
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def mails(address: str) -> list[Any]:
    rows = OutboxMessage.objects.filter(recipient=address).order_by("created_at", "pk")
    return [email.message_from_bytes(bytes(row.content), policy=default) for row in rows]


def subjects(address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in mails(address)]


def text(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def link(mail: Any, what: str) -> str:
    """Return the path of the link below /desk/login/ in a mail."""
    found = re.search(rf"https?://[^/\s]+(/desk/login/{what}/\S+)", text(mail))
    assert found, text(mail)
    return found[1]


def history(person: object = None) -> list[str]:
    """Return what was written down about accounts, oldest first."""
    rows = ModelLogEntry.objects.filter(action__startswith="depesche.").order_by("timestamp", "pk")
    return [row.action for row in (rows if person is None else rows.filter(object_id=str(person.pk)))]  # type: ignore[attr-defined]
