"""README: reader pages need no JavaScript, set no cookie and load nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from depesche.kernel import options

PAGES = ["/", "/search/?q=Gold", "/newsletter/", "/newsletter/preferences/", "/newsletter/archive/", "/corrections/", "/callback/", "/nothing-here/"]
LOADED = re.compile(r'<(?:script|img|iframe|link|source|video|audio|object|embed)\b[^>]*?\b(?:src|srcset|data|href)="([^"]+)"', re.IGNORECASE)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sets_no_cookie_and_loads_only_its_own(found_site: object, client: Client, address: str) -> None:
    answer = client.get(address)

    body = answer.content.decode()
    loaded = [url for tag, url in ((m[0], m[1]) for m in LOADED.finditer(body)) if 'rel="canonical"' not in tag and 'rel="alternate"' not in tag]
    assert not answer.cookies
    assert [url for url in loaded if not url.startswith(("/", "data:", options.current().site_url))] == []
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*application/ld\+json)", body) == []
    assert re.findall(r'\sstyle="|<style', body) == []
