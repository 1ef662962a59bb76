"""Style sheets with the publisher's accent, for templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from depesche.brand import desk_look, dressing, identity

register = template.Library()


@register.simple_tag
def sheet(name: str, accent: str = "") -> str:
    """Return the address of a style sheet by its static name, in the accent of the frame."""
    return dressing.sheet(name, accent)


@register.simple_tag
def own_sheet(name: str) -> str:
    """Return the address of a style sheet in the publisher's accent, for pages that get no frame."""
    return dressing.sheet(name, identity.publisher().accent)


@register.simple_tag
def desk_colours() -> SafeString:
    """Return the tokens as CSS for Wagtail's pages."""
    return mark_safe(desk_look.style())
