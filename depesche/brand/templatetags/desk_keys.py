"""The keys of the desk, for its frame and for the dialog that lists them."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from depesche.brand.home import keys
from depesche.brand.home.keys import Key

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_keys(context: Any) -> list[Key]:
    """Return the keys that whoever looks at the page can use."""
    request = context.get("request") or getattr(context, "request", None)
    user = getattr(request, "user", None) or AnonymousUser()
    return keys.of(user) if user.is_authenticated else []
