"""Which kinds of pages exist, and who renders each: parts above register here, nobody below imports them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from django.http import HttpRequest, HttpResponse

from depesche.press import tags
from depesche.press.serving.asking import MISSED
from depesche.press.tags import Used

Render = Callable[[Any, HttpRequest, str], HttpResponse]
Parts = ParamSpec("Parts")
Resolve = Callable[[Iterable[str]], Iterable[str]]
Order = Callable[[Sequence[str]], Iterable[str]]
Whole = Callable[[], Iterable[str]]
PAGE = "page"
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@dataclass(frozen=True)
class PageKind:
    """One kind of page and the modes in which it can be rendered.

    ``name`` is the model's ``_meta.label_lower`` for Wagtail's pages. ``render`` gets the subject, the request and the mode. ``labels`` names
    the modes for editors, who choose among them in the preview; several parts may register modes of the same kind. ``is_stored``: what readers
    get may be kept in the page store, as it is the same for everybody.
    """

    name: str
    render: Render
    modes: tuple[str, ...] = (PAGE,)
    labels: Mapping[str, object] = field(default_factory=dict)
    is_stored: bool = False


class NoRenderer(LookupError):
    """Nobody registered who renders a kind of page in this mode: a bug, never an empty page."""


class RegisteredTwice(ValueError):
    """Two parts want to render the same kind of page in the same mode."""


_kinds: dict[tuple[str, str], PageKind] = {}
_fronts: list[Resolve] = []
_orders: list[Order] = []
_wholes: list[Whole] = []


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
    may_be_stored = kind.is_stored and (mode or PAGE) == PAGE
    with tags.collecting() as used:
        _forget_conditions(request, when=may_be_stored)
        response = kind.render(subject, request, mode or PAGE)
        finish = getattr(response, "render", None)
        if callable(finish):
            response = finish()
    return _marked(response, used, may_be_stored=may_be_stored)


def stored(view: Callable[Parts, HttpResponse]) -> Callable[Parts, HttpResponse]:
    """Declare a view whose answers are the same for everybody, so that the page store may keep them; it notes what it reads."""

    @wraps(view)
    def answer(*args: Parts.args, **parts: Parts.kwargs) -> HttpResponse:
        with tags.collecting() as used:
            _forget_conditions(args[0], when=True)
            response = view(*args, **parts)
        return _marked(response, used, may_be_stored=True)

    return answer


def register_front(resolve: Resolve) -> None:
    """Add who knows which pages stand in front for outdated tags: gets tags, returns paths, the most important first."""
    if resolve not in _fronts:
        _fronts.append(resolve)


def front(outdated: Iterable[str]) -> list[str]:
    """Return the paths of the pages that are to be rendered at once, the most important first."""
    said = frozenset(outdated)
    return list(dict.fromkeys(path for resolve in _fronts for path in resolve(said)))


def use_order(order: Order) -> None:
    """Say who knows how important pages are: gets paths, returns all of them, the most important first."""
    _orders[:] = [order]


def order(paths: Sequence[str]) -> Iterable[str]:
    """Return these paths with the most important first."""
    return _orders[0](paths) if _orders else paths


def register_whole(paths: Whole) -> None:
    """Add who knows the paths of many pages: yields them, without holding all of them at once."""
    if paths not in _wholes:
        _wholes.append(paths)


def whole() -> Iterator[str]:
    """Yield the paths of every page that is worth having before somebody asks, the most important first."""
    for paths in _wholes:
        yield from paths()


def _forget_conditions(request: Any, *, when: bool) -> None:
    """Have the whole page rendered where it can be stored; whether the reader has it already is looked at afterwards."""
    if when and MISSED in request.META:
        for name in CONDITIONS:
            request.META.pop(name, None)


def _marked(response: HttpResponse, used: Used, *, may_be_stored: bool) -> HttpResponse:
    response.depesche_tags = used  # type: ignore[attr-defined]
    response.depesche_may_be_stored = may_be_stored  # type: ignore[attr-defined]
    return response
