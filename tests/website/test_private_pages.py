"""The newsletter's own pages: no cookie, nothing from strangers, no copy in a cache, no index, no address told to elsewhere (L-41)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from depesche.audience import tokens
from depesche.audience.models import Subscriber
from depesche.kernel import clock
from tests.cast import mails, token_in

pytestmark = pytest.mark.django_db
LOADED = re.compile(r'(?:src|srcset|action)="([^"]+)"|<link [^>]*href="([^"]+)"')


def addresses(anna: Subscriber, ben: Subscriber) -> list[str]:
    """Return every page of the sign-up's way, with links as the mails have them."""
    asked, at = mails(ben.mailbox)[-1], clock.now()
    leave = tokens.unsubscribe(tokens.Unsubscribe(anna.id, ("product-news",), None))
    return [
        "/newsletter/",
        "/newsletter/preferences/",
        f"/newsletter/confirm/{token_in(asked, 'confirm')}/",
        f"/newsletter/not-me/{token_in(asked, 'not-me')}/",
        f"/newsletter/unsubscribe/{leave}/",
        f"/newsletter/preferences/{tokens.timed(tokens.Kind.PREFERENCES, anna.id, at=at)}/",
        "/newsletter/confirm/no-such-token/",
        "/newsletter/unsubscribe/no-such-token/",
    ]


@pytest.mark.rule("L-41")
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_sign_up_keeps_to_itself(anna: Subscriber, ben: Subscriber, method: str) -> None:
    for address in addresses(anna, ben):
        web = Client(headers={"host": "testserver.localhost"})
        answer = getattr(web, method)(address)
        page = answer.content.decode()

        assert not answer.cookies, address
        assert answer["Referrer-Policy"] == "no-referrer", address
        assert "no-store" in answer["Cache-Control"], address
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        assert "noindex" in answer.get("X-Robots-Tag", "") + page, address
        strangers = [one or other for one, other in LOADED.findall(page) if (one or other).startswith(("http:", "https:", "//"))]
        assert [found for found in strangers if not found.startswith("http://testserver.localhost/")] == [], address
