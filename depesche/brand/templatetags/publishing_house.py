"""What templates of the desk, which get no frame, say on every page."""

from __future__ import annotations

from django import template

from depesche.brand import identity
from depesche.kernel import options

register = template.Library()


@register.simple_tag
def publisher_name() -> str:
    """Return the name readers know; before one was entered, the name of this software."""
    return identity.publisher().name or "Depesche"


@register.simple_tag
def text_limit() -> int:
    """Return how many bytes a form may send, pictures aside (the option of that name)."""
    return options.current().text_limit
