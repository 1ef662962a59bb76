"""Which kinds of pages exist, and who renders each: parts above register here, nobody below imports them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from depesche.press import tags

Render = Callable[[Any, HttpRequest, str], HttpResponse]
PAGE = "page"


@dataclass(frozen=True)
class PageKind:
    """One kind of page and the modes in which it can be rendered.

    ``name`` is the model's ``_meta.label_lower`` for Wagtail's pages. ``render`` gets the subject, the request and the mode. ``labels`` names
    the modes for editors, who choose among them in the preview; several parts may register modes of the same kind.
    """

    name: str
    render: Render
    modes: tuple[str, ...] = (PAGE,)
    labels: Mapping[str, object] = field(default_factory=dict)


class NoRenderer(LookupError):
    """Nobody registered who renders a kind of page in this mode: a bug, never an empty page."""


class RegisteredTwice(ValueError):
    """Two parts want to render the same kind of page in the same mode."""


_kinds: dict[tuple[str, str], PageKind] = {}


def register(kind: PageKind) -> None:
    """Add a kind of page, or further modes of one; called in ``AppConfig.ready()``.

    :raises RegisteredTwice: if one of its modes has a renderer already
    """
    for mode in kind.modes:
        if (kind.name, mode) in _kinds:
            raise RegisteredTwice(f"{kind.name} in mode {mode!r}")
    _kinds.update({(kind.name, mode): kind for mode in kind.modes})


def kinds() -> tuple[PageKind, ...]:
    """Return everything registered, in the order of registration."""
    return tuple({id(kind): kind for kind in _kinds.values()}.values())


def modes(name: str) -> list[tuple[str, str]]:
    """Return the modes of a kind as ``(mode, label for editors)``, the page itself first."""
    found = [(mode, str(kind.labels.get(mode, mode))) for (owner, mode), kind in _kinds.items() if owner == name]
    return sorted(found, key=lambda pair: pair[0] != PAGE)


def answer(page: Any, request: HttpRequest, mode: str = PAGE) -> HttpResponse:
    """Render one of Wagtail's pages; the tags it used stand on the answer as ``depesche_tags``.

    :raises NoRenderer: if nobody renders this kind in this mode
    """
    return render(page._meta.label_lower, page, request, mode)


def render(name: str, subject: Any, request: HttpRequest, mode: str = PAGE) -> HttpResponse:  # noqa: PLR0917 - the shape of a renderer, with its name
    """Render a page by the name of its kind; for pages that are none of Wagtail's.

    :raises NoRenderer: if nobody renders this kind in this mode
    """
    kind = _kinds.get((name, mode or PAGE))
    if kind is None:
        raise NoRenderer(f"nobody renders {name} in mode {mode!r}; register it with press.pages.register() in AppConfig.ready()")
    with tags.collecting() as used:
        response = kind.render(subject, request, mode or PAGE)
        finish = getattr(response, "render", None)
        if callable(finish):
            response = finish()
    response.depesche_tags = frozenset(used)  # type: ignore[attr-defined]
    return response
