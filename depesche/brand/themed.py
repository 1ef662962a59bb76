"""Rendering with the publisher's theme, and without it where it fails: a mistake in a theme costs readers its look, never the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from depesche.kernel import theme

HOUSE = "house"  # the engine that knows Depesche's own templates only; there is one where a theme is in use
log = logging.getLogger("depesche.theme")


def rendered(template: str, context: Mapping[str, Any], finish: Callable[[str], str] = str) -> str:
    """Return a template as text, with what else is to be done to it, by the theme or else by Depesche's own templates."""
    try:
        return finish(render_to_string(template, context))
    except Exception as error:
        if theme.is_trial() or not has_theme():
            raise
        html = finish(render_to_string(template, context, using=HOUSE))  # a mistake of ours is raised again by this
        log.exception("The theme cannot show %s, so it is shown without the theme: %s", template, error)
        return html


def has_theme() -> bool:
    """Whether templates of a theme are in use."""
    return len(settings.TEMPLATES) > 1
