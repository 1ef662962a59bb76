"""A nonsense charset gets an answer, never a stack trace."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.brand.models import Publisher
from depesche.kernel import options
from depesche.newsroom import founding

BODY = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\r\n--x--\r\n'
TYPES = [
    "application/x-www-form-urlencoded; charset=base64",
    "multipart/form-data; boundary=x; charset=base64",
    "multipart/form-data",
    "application/json",
]


@pytest.mark.parametrize("claimed", TYPES)
@pytest.mark.parametrize("path", ["/callback/", "/newsletter/", "/newsletter/preferences/", "/search/", "/desk/login/"])
def test_a_form_of_any_charset_gets_an_answer(publisher: Publisher, path: str, claimed: str) -> None:
    founding.found(site_url=options.current().site_url)

    answer = Client(raise_request_exception=False).generic("POST", path, BODY, content_type=claimed)

    assert answer.status_code < 500
