"""What else can be asked for when an article is published: parts above register boxes, which stand at the end of its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page


@dataclass(frozen=True)
class Box:
    """A box to tick; ``name`` is that of its field, ``is_offered`` says who sees it at which article. What a tick does is up to who registers it."""

    name: str
    label: object
    help: object
    is_offered: Callable[[Any, Page], bool]


_boxes: dict[str, Box] = {}


def register(box: Box) -> None:
    """Offer a box; called once, when the process starts."""
    _boxes[box.name] = box


class AlongPanel(Panel):
    """The boxes that a person sees at an article; without any there is no panel."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("With the publication"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one article."""

        template_name = "newsroom/along.html"

        def is_shown(self) -> bool:
            """Only where there is something to tick."""
            return bool(self._offered())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the boxes."""
            return {**super().get_context_data(parent_context), "boxes": self._offered()}

        def _offered(self) -> list[Box]:
            user = getattr(self.request, "user", None)
            return [box for box in _boxes.values() if user is not None and box.is_offered(user, self.instance)]
