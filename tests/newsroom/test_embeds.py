"""Which addresses can be embedded, and where their frames come from."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as some

from depesche.newsroom import embeds

pytestmark = pytest.mark.once
NOCOOKIE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
KNOWN = {
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ": NOCOOKIE,
    "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=12s": NOCOOKIE,
    "https://youtu.be/dQw4w9WgXcQ?si=abc": NOCOOKIE,
    "https://www.youtube.com/shorts/dQw4w9WgXcQ": NOCOOKIE,
    "https://vimeo.com/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://vimeo.com/76979871/8272103f6e": "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
    "https://datawrapper.dwcdn.net/aB3dE/7/": "https://datawrapper.dwcdn.net/aB3dE/7/",
    "https://open.spotify.com/intl-de/episode/5AvwZVawapvyhJUIx71pdJ": "https://open.spotify.com/embed/episode/5AvwZVawapvyhJUIx71pdJ",
    "https://soundcloud.com/redaktion/folge-1": "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fredaktion%2Ffolge-1",
    "https://x.com/NATO/status/1848000000000000000": "https://platform.twitter.com/embed/Tweet.html?id=1848000000000000000&dnt=true",
    "https://www.openstreetmap.org/export/embed.html?bbox=13.3%2C52.5%2C13.4%2C52.6&layer=mapnik": (
        "https://www.openstreetmap.org/export/embed.html?bbox=13.3%2C52.5%2C13.4%2C52.6&layer=mapnik"
    ),
    "https://www.ardmediathek.de/video/weltspiegel/seoul/das-erste/Y3JpZDovL2Rhc2Vyc3RlLmRlL3dlbHQ": (
        "https://www.ardmediathek.de/embed/Y3JpZDovL2Rhc2Vyc3RlLmRlL3dlbHQ"
    ),
}
REFUSED = [
    "",
    "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com/@kanal",
    "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/https://youtu.be/dQw4w9WgXcQ",
    "javascript:alert(1)//https://youtu.be/dQw4w9WgXcQ",
    'https://www.openstreetmap.org/export/embed.html?bbox=1"onload=alert(1)',
    "https://vimeo.com/76979871/../../evil",
    "https://example.org/video",
]


@pytest.mark.parametrize("address", KNOWN)
def test_an_address_as_the_browser_shows_it_leads_to_a_frame(address: str) -> None:
    found = embeds.find(address)

    assert found is not None
    assert found.frame == KNOWN[address]


@pytest.mark.parametrize("address", REFUSED)
def test_anything_else_is_refused_with_the_names_of_those_who_are_known(address: str) -> None:
    with pytest.raises(ValidationError, match="YouTube, Vimeo"):
        embeds.check(address)


@given(some.sampled_from(sorted(KNOWN)), some.integers(0, 80), some.text(max_size=6))
def test_no_change_of_an_address_leads_to_another_host(address: str, place: int, inserted: str) -> None:
    found = embeds.find(address[:place] + inserted + address[place:])

    if found is not None:
        assert urlsplit(found.frame).scheme == "https"
        assert urlsplit(found.frame).netloc == found.provider.host
        assert not set(found.frame) & set("\"'<> \n")
