"""Players and maps of others in an article: which addresses are known, and which frame each leads to.

Nothing is fetched, neither by the server nor by a reader's browser before the reader asks for it; an address is only rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Provider:
    """One provider: how readers know it, whose servers a frame is loaded from, which addresses are its own, and the shape of its frame.

    ``ratio`` is width by height as CSS writes it; ``height`` in pixels stands instead where a frame does not grow with its width.
    """

    name: str
    host: str
    address: re.Pattern[str]
    frame: Callable[[re.Match[str]], str]
    ratio: str = "16 / 9"
    height: int = 0


@dataclass(frozen=True)
class Embed:
    """An address that is known: who provides it, and the address of its frame."""

    provider: Provider
    address: str
    frame: str


PROVIDERS = (
    Provider(
        "YouTube",
        "www.youtube-nocookie.com",
        re.compile(
            r"https://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)|youtu\.be/)(?P<id>[\w-]{11})(?:[?&#].*)?"
        ),
        lambda found: f"https://www.youtube-nocookie.com/embed/{found['id']}",
    ),
    Provider(
        "Vimeo",
        "player.vimeo.com",
        re.compile(r"https://(?:www\.)?(?:player\.)?vimeo\.com/(?:video/)?(?P<id>\d+)(?:/(?P<key>[0-9a-f]+))?(?:[?#].*)?"),
        lambda found: f"https://player.vimeo.com/video/{found['id']}?dnt=1" + (f"&h={found['key']}" if found["key"] else ""),
    ),
    Provider(
        "ARD Mediathek",
        "www.ardmediathek.de",
        re.compile(r"https://www\.ardmediathek\.de/(?:video/(?:[^/?#]+/)*|embed/)(?P<id>[A-Za-z0-9_=-]{20,})(?:[/?#].*)?"),
        lambda found: f"https://www.ardmediathek.de/embed/{found['id']}",
    ),
    Provider(
        "Datawrapper",
        "datawrapper.dwcdn.net",
        re.compile(r"https://(?:datawrapper\.dwcdn\.net|www\.datawrapper\.de/_)/(?P<id>\w{5})(?:/(?P<version>\d+))?/?"),
        lambda found: f"https://datawrapper.dwcdn.net/{found['id']}/{found['version'] or 1}/",
        ratio="4 / 3",
    ),
    Provider(
        "OpenStreetMap",
        "www.openstreetmap.org",
        re.compile(r"https://www\.openstreetmap\.org/export/embed\.html\?(?P<query>[\w%.,;:&=/-]+)"),
        lambda found: f"https://www.openstreetmap.org/export/embed.html?{found['query']}",
        ratio="4 / 3",
    ),
    Provider(
        "Spotify",
        "open.spotify.com",
        re.compile(r"https://open\.spotify\.com/(?:intl-\w+/|embed/)?(?P<kind>episode|show|track|album|playlist)/(?P<id>[A-Za-z0-9]{22})(?:[?#].*)?"),
        lambda found: f"https://open.spotify.com/embed/{found['kind']}/{found['id']}",
        height=232,
    ),
    Provider(
        "SoundCloud",
        "w.soundcloud.com",
        re.compile(r"https://(?:www\.)?soundcloud\.com/(?P<path>[\w-]+/(?:sets/)?[\w-]+)/?(?:[?#].*)?"),
        lambda found: f"https://w.soundcloud.com/player/?url={quote('https://soundcloud.com/' + found['path'], safe='')}",
        height=166,
    ),
    Provider(
        "X",
        "platform.twitter.com",
        re.compile(r"https://(?:www\.|mobile\.)?(?:twitter|x)\.com/\w+/status/(?P<id>\d+)(?:[/?#].*)?"),
        lambda found: f"https://platform.twitter.com/embed/Tweet.html?id={found['id']}&dnt=true",
        height=620,
    ),
)


def find(address: str) -> Embed | None:
    """Return what an address leads to, or ``None`` if it is none that can be embedded."""
    cleaned = address.strip()
    for provider in PROVIDERS:
        found = provider.address.fullmatch(cleaned)
        if found is not None:
            frame = provider.frame(found)
            assert urlsplit(frame).netloc == provider.host, "a pattern must not let an address choose the host"
            return Embed(provider, cleaned, frame)
    return None


def check(address: str) -> None:
    """Refuse an address that cannot be embedded, while the editor still sees it.

    :raises ValidationError: naming those who are known
    """
    if find(address) is None:
        names = ", ".join(provider.name for provider in PROVIDERS)
        raise ValidationError(_("This address cannot be embedded. Known are single contributions at: %(names)s.") % {"names": names}, code="no-embed")
