"""On the desk's home: that the publisher's theme is not used, and why."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from depesche.kernel import options, theme


def sentences() -> tuple[str, ...]:
    """Return what is wrong with the theme as it is written now; nothing while it is in order, or changed since it was looked at."""
    home = options.current().home
    found = theme.trouble(home)
    return found.sentences if found is not None and found.state == theme.state_of(theme.written(home)) else ()


class ThemePanel(Component):
    """The panel; it shows nothing while all is well."""

    order = 10
    template_name = "brand/desk/theme_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Give the template its sentences."""
        return {"sentences": sentences()}
