"""One page as an answer: its template with the frame around it, and the headers of a public page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from depesche.brand import frame, themed
from depesche.brand.frame import Frame, Link, TrustPoint
from depesche.kernel import clock, digest, options
from depesche.newsroom.claims import trusting
from depesche.press import common_headers
from depesche.website import banner, paths

PUBLIC = common_headers.CACHED
# A logo this many times wider than high is taken for a word mark; a narrower one stands beside the name.
WORD_MARK = 2.2


@dataclass(frozen=True)
class Preview:
    """The picture that others show beside a link to a page (Open Graph); the address is absolute, sizes are pixels."""

    address: str
    width: int
    height: int
    alt: str
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the way from the front page to a page."""

    name: str
    path: str


@dataclass(frozen=True)
class Trusted:
    """A trust point, and the path of the claim that it makes; empty where nobody chose one."""

    point: TrustPoint
    claim: str


@dataclass(frozen=True)
class Meta:
    """What a page says about itself to machines.

    ``path`` is the canonical path; an empty one means that the page has none and is not for search engines.
    ``feed`` is the path of the page that has feeds of its own (``feed.atom`` and ``feed.json`` below it), ``data`` its JSON-LD as text that is
    safe inside ``<script>``, ``way`` the steps above it.
    ``frames`` are the hosts whose frames the page may load when its reader asks for it.
    """

    title: str = ""
    description: str = ""
    path: str = ""
    kind: str = "website"
    preview: Preview | None = None
    previous: str = ""
    next: str = ""
    feed: str = ""
    data: str = ""
    published: str = ""
    modified: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    way: tuple[Step, ...] = ()
    frames: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The absolute address of the page, or nothing."""
        return options.current().address(self.path) if self.path else ""


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, after: str = "") -> HttpResponse:
    """Render a public page inside the frame.

    The template gets plain data only: no request, no user, nothing that could make a stored page personal.
    A page answered with 200 carries an ETag of its content, so that a reader's second visit costs nothing; an editor's preview is kept nowhere.

    :param context: plain data; ``meta`` (:class:`Meta`) is optional and describes the page to machines
    :param after: safe HTML for the end of an editor's preview
    """
    around = frame.frame()
    meta = context.get("meta")
    line = banner.banner(on=meta.path if isinstance(meta, Meta) else "", at=clock.now())
    html = themed.rendered(
        template,
        {"meta": Meta(), "frame": around, "trust": _trust(around), "banner": line, "service": _service(around), "named": _named(around), **context},
    )
    response = HttpResponse(html.replace("</body>", f"{after}</body>") if after else html, status=status)
    response.depesche_frames = meta.frames if isinstance(meta, Meta) else ()  # type: ignore[attr-defined]  # project/public.py lets them in
    if status != 200 or getattr(request, "is_preview", False):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = PUBLIC
    return conditional(request, response)


def _trust(around: Frame) -> tuple[Trusted, ...]:
    slugs = trusting.slugs() if around.trust_points else {}
    return tuple(Trusted(point, paths.of_claim(slugs[point.number]) if point.number in slugs else "") for point in around.trust_points)


def _service(around: Frame) -> tuple[Link, ...]:
    """Return the links that no page may lack, without those that the publisher's own footer menu has already."""
    own = {link.url for link in around.footer_menu}
    links = (
        Link(_("Newsletter"), "/newsletter/"),
        Link(_("Request a call"), "/callback/"),
        Link(_("Corrections"), "/corrections/"),
        Link(_("News feed"), "/feed.atom"),
    )
    return tuple(link for link in links if link.url not in own)


def _named(around: Frame) -> bool:
    """Tell whether the name is written out at the top, because no logo shows it."""
    return around.logo is None or around.logo.width < WORD_MARK * around.logo.height


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add an ETag made from the content and answer 304 to whoever has it already (RFC 9110, 13.1.2)."""
    if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
        return response
    response.headers["ETag"] = f'"{digest.sha256_hex(response.content)[:32]}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response
