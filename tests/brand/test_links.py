"""Where a link that an editor types may lead."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from depesche.brand.links import check_link

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "link",
    [
        "/",
        "/callback/",
        "/legal/imprint/#a",
        "https://example.org",
        "https://example.org:8443/a?b=c",
        "tel:+49301234567",
        "tel:030 12-34",
        "mailto:a@b.de",
    ],
)
def test_safe_places_are_fine(link: str) -> None:
    check_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://example.org",
        "//example.org",
        "/\\example.org",
        "/\t/example.org",
        "https:///x",
        "https://user@example.org",
        "https://exa mple.org",
        "https://example.org:99999999/",
        "https://[",
        "ftp://example.org",
        "example.org",
        "tel:javascript",
        "tel:",
        "mailto:",
        "mailto:a@b.de?body=<script>",
        "#top",
        "",
    ],
)
def test_everything_else_is_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        check_link(link)
