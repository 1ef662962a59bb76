"""The frame of every page: plain data for the templates."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from depesche.brand import addresses, identity, legal
from depesche.brand.models import MenuItem, Publisher
from depesche.kernel import options
from depesche.press import tags

LOGO_SIZE = "max-360x120|format-webp-lossless"  # three pixels for each that a phone shows


@dataclass(frozen=True)
class Logo:
    """The logo in the size of the frame; ``url`` is a path below ``/media/``."""

    url: str
    width: int
    height: int
    alternative_text: str


@dataclass(frozen=True)
class TrustPoint:
    """One reason to trust the publisher; ``icon`` is a value of ``models.TrustPoint.Icon``, the other texts may be empty, ``number`` is the row's."""

    icon: str
    text: str
    link: str
    note: str
    as_of: str
    number: int = 0


@dataclass(frozen=True)
class Link:
    """One line of a menu."""

    label: str
    url: str


@dataclass(frozen=True)
class Frame:
    """Everything that stands on every page."""

    name: str
    claim: str
    language: str
    site_address: str
    logo: Logo | None
    trust_points: tuple[TrustPoint, ...]
    main_menu: tuple[Link, ...]
    footer_menu: tuple[Link, ...]
    legal_links: tuple[Link, ...]
    publisher: Publisher
    accent: str = ""


def frame() -> Frame:
    """Collect the frame of the default site; notes the tags ``brand`` and ``menu``."""
    tags.use("brand", "menu")
    publisher = identity.publisher()
    options_now = options.current()
    menu = _menu()
    return Frame(
        name=publisher.name or options_now.host,
        claim=publisher.claim,
        language=options_now.language,
        site_address=options_now.address("/"),
        logo=_logo(publisher),
        trust_points=_trust_points(publisher),
        main_menu=tuple(link for place, link in menu if place == MenuItem.Place.MAIN),
        footer_menu=tuple(link for place, link in menu if place == MenuItem.Place.FOOTER),
        legal_links=tuple(Link(label=text.title, url=legal.path(text.slug)) for text in legal.published()),
        publisher=publisher,
        accent=publisher.accent,
    )


def _logo(publisher: Publisher) -> Logo | None:
    if publisher.logo is None:
        return None
    rendition = publisher.logo.get_rendition(LOGO_SIZE)
    return Logo(url=rendition.url, width=rendition.width, height=rendition.height, alternative_text=publisher.logo.description or publisher.name)


def _trust_points(publisher: Publisher) -> tuple[TrustPoint, ...]:
    return tuple(
        TrustPoint(icon=point.icon, text=point.text, link=point.link, note=point.note, as_of=point.as_of, number=point.pk or 0)
        for point in (publisher.trust_points.all() if publisher.pk else ())
    )


def _menu() -> list[tuple[str, Link]]:
    items = MenuItem.objects.filter(menus__site__is_default_site=True).select_related("page").order_by("sort_order")
    return [(item.place, Link(label=item.label, url=url)) for item in items if (url := _address(item.page, item.link))]


def _address(page: Page | None, link: str) -> str:
    """Return where an item leads: a live page, else the address typed; a page that is not live leads nowhere."""
    if page is None:
        return link
    return addresses.of_page(page) if page.live else ""
