"""The check that a confirmation mail holds no advert (L-24): every link is a known one, and no picture but the logo."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from depesche.kernel import options

HREF = re.compile(r"""\bhref\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
IMAGE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
REMOTE = re.compile(r"<(script|iframe|video|audio|object|embed|form)\b|\burl\(", re.IGNORECASE)


class AdvertInMail(Exception):
    """A template would put more into a confirmation mail than is lawful: a mistake of ours, never of the person who signs up."""


def require(mail: str, *, links: Collection[str]) -> None:
    """Refuse a mail with anything that L-24 forbids.

    :param mail: the HTML body
    :param links: the only addresses that may be linked
    :raises AdvertInMail: naming what does not belong there
    """
    found = problems(mail, links=links)
    if found:
        raise AdvertInMail("; ".join(found))


def problems(mail: str, *, links: Collection[str]) -> list[str]:
    """Return what does not belong into a confirmation mail."""
    foreign = [f"link to {address}" for address in map(html.unescape, HREF.findall(mail)) if address not in links]
    media = options.current().address("/media/")
    pictures = [html.unescape(source) for source in IMAGE.findall(mail)]
    strange = [f"picture {source}" for source in pictures if not source.startswith(media)]
    many = ["more than one picture"] if len(pictures) > 1 else []
    return [*foreign, *strange, *many, *(f"element {found}" for found in REMOTE.findall(mail))]
