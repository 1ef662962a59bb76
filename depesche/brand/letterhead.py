"""The frame of every mail: the publisher's name or logo above, the imprint, the reason and the links below.

A mail is a :class:`Sheet` of blocks; :func:`render` makes the HTML body and the plain text from them. Every text is
escaped; HTML in paragraphs is cleaned. No picture but the logo comes from here (L-24), nothing is loaded to measure (L-40).
"""

from __future__ import annotations

from collections.abc import Sequence
from email.headerregistry import Address
from typing import Any

import nh3
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from depesche.brand import identity, letterhead_mjml, letterhead_slots, letterhead_text, themed, tokens
from depesche.brand.letterhead_blocks import (
    Amends,
    Block,
    Button,
    Day,
    Divider,
    Facts,
    Heading,
    Headline,
    Line,
    Link,
    Look,
    Mark,
    Offer,
    Paragraph,
    Rendered,
    Sheet,
    Slot,
    Small,
    Table,
    Teaser,
)
from depesche.brand.models import Publisher
from depesche.kernel import options
from depesche.kernel.plain import line
from depesche.kernel.refusal import Refusal

__all__ = [
    "Amends",
    "Block",
    "Button",
    "Day",
    "Divider",
    "Facts",
    "Heading",
    "Headline",
    "Line",
    "Link",
    "Look",
    "Mark",
    "Offer",
    "Paragraph",
    "Rendered",
    "Sheet",
    "Slot",
    "Small",
    "Table",
    "Teaser",
    "render",
    "reply_to",
    "sender",
]

LARGEST = 60 * 1024
TAGS = {"p", "br", "a", "b", "strong", "i", "em", "u", "ul", "ol", "li", "blockquote", "h2", "h3"}
LOGO_WIDTH = 200
LOGO = f"max-{2 * LOGO_WIDTH}x120|format-png"  # two pixels for each
SMALL_LOGO_WIDTH, SMALL_MARK_WIDTH = 140, 36
UNBROKEN = "\N{NO-BREAK SPACE}"
WORDMARK = 2  # a logo this much wider than high spells the name itself


def render(sheet: Sheet) -> Rendered:
    """Dress a sheet as HTML and as plain text, in the sheet's language.

    :raises Refusal: code ``mail-too-large`` above 60 kB of HTML (Gmail cuts a mail at 102 kB)
    """
    publisher = identity.publisher()
    with translation.override(sheet.language):
        html = themed.rendered(template(sheet.look), _context(sheet, publisher), letterhead_mjml.to_html)
        text = _text(sheet, publisher)
    if len(html.encode()) > LARGEST:
        raise Refusal(code="mail-too-large", message=_("The mail is larger than 60 kB."), help=_("Shorten the introduction or take fewer articles."))
    return Rendered(html=html, text=text)


def template(look: Look) -> str:
    """Return the template of a look; all of them build on ``brand/letterhead/sheet.mjml``."""
    return f"brand/letterhead/looks/{look.value}.mjml"


def sender() -> str:
    """Return the From header: the publisher's name and the address for newsletters.

    :raises Refusal: code ``no-sender``
    """
    publisher = identity.publisher()
    address = publisher.newsletter_sender or publisher.email
    if not address:
        raise Refusal(code="no-sender", message=_("There is no address to send mail from."), help=_("Enter one at the desk: Settings, Publisher."))
    local, _at, domain = address.rpartition("@")
    return str(Address(display_name=line(publisher.name or publisher.legal_name), username=local, domain=domain))


def reply_to() -> str:
    """Return the address that answers go to; empty when the sender's own address takes them."""
    publisher = identity.publisher()
    return publisher.email if publisher.email != publisher.newsletter_sender else ""


def _context(sheet: Sheet, publisher: Publisher) -> dict[str, Any]:
    logo = _logo(publisher)
    return {
        "sheet": sheet,
        "blocks": _dressed(sheet.blocks),
        "publisher": publisher,
        **_colours(publisher),
        "logo": logo,
        "is_named": bool(publisher.name) and (logo is None or logo["is_mark"]),
        "site_url": options.current().address("/"),
        "imprint": _imprint(publisher),
        "links": [Link(label.replace(" ", UNBROKEN), url) for label, url in (*sheet.links, *_legal_links())],
    }


def _colours(publisher: Publisher) -> dict[str, dict[str, str]]:
    """Return the tokens of both schemes by names that a template can ask for."""
    palette = tokens.palette(publisher.accent)
    named = {"light": palette.light, "dark": palette.dark}
    return {scheme: {name.replace("-", "_"): value for name, value in said.items()} for scheme, said in named.items()}


def _dressed(blocks: Sequence[Block]) -> list[tuple[str, dict[str, object]]]:
    return [(f"brand/letterhead/{type(block).__name__.lower()}.mjml", _shown(block)) for block in blocks]


def _shown(block: Block) -> dict[str, object]:
    values = dict(vars(block))
    if isinstance(block, Slot):
        opening, closing = letterhead_slots.html_marks(block.key)
        values |= {"blocks": _dressed(block.blocks), "opening": mark_safe(opening), "closing": mark_safe(closing)}
    if isinstance(block, Paragraph | Small):
        values["html"] = mark_safe(_clean(block.html))
    return values


def _clean(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto", "tel"}, link_rel=None)


def _logo(publisher: Publisher) -> dict[str, object] | None:
    if publisher.logo is None:
        return None
    made = publisher.logo.get_rendition(_plate())
    width = min(LOGO_WIDTH, max(1, made.width // 2))
    is_mark = made.width < WORDMARK * made.height
    return {
        "url": options.current().address(made.url),
        "width": width,
        "small": min(SMALL_MARK_WIDTH if is_mark else SMALL_LOGO_WIDTH, width),
        "alt": "" if is_mark else publisher.name,
        "is_mark": is_mark,
    }


def _plate() -> str:
    """Return how a logo is made: on the light paper even where it is clear, as programs that turn a mail dark leave pictures as they are."""
    return LOGO.replace("|", f"|bgcolor-{tokens.house().light['paper'].removeprefix('#')}|")


def _imprint(publisher: Publisher) -> list[str]:
    lines = [publisher.legal_name or publisher.name, ", ".join(publisher.postal_address.split("\n")), publisher.register_entry]
    reach = " · ".join(part for part in (publisher.phone and f"{pgettext('footer of a mail', 'Phone')} {publisher.phone}", publisher.email) if part)
    return [" ".join(line.split()) for line in (*lines, reach) if line.strip()]


def _legal_links() -> list[Link]:
    address = options.current().address
    return [
        Link(pgettext("footer of a mail", "Imprint"), address("/legal/imprint/")),
        Link(pgettext("footer of a mail", "Privacy"), address("/legal/privacy/")),
    ]


def _text(sheet: Sheet, publisher: Publisher) -> str:
    wrap = letterhead_text.wrap
    links = [f"{label}:\n{url}" for label, url in (*sheet.links, *_legal_links())]
    above = [letterhead_text.masthead(publisher.name, sheet), letterhead_text.plain(sheet.blocks)]
    below = [letterhead_text.RULE, wrap(sheet.reason), *links, "\n".join(map(wrap, _imprint(publisher)))]
    return letterhead_slots.joined("\n\n".join(part for part in (*above, *below) if part) + "\n")
