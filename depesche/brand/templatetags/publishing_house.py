"""The publisher's name for templates of the desk, which get no frame."""

from __future__ import annotations

from django import template

from depesche.brand import identity

register = template.Library()


@register.simple_tag
def publisher_name() -> str:
    """Return the name readers know; before one was entered, the name of this software."""
    return identity.publisher().name or "Depesche"
