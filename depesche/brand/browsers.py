"""The name of a browser and its system, as people know them, from what the browser says about itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

# Order matters: Edge and Opera also say Chrome, Chrome also says Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name(agent: str) -> str:
    """Return ``Firefox, Linux``; versions are left out, so that an update is no new browser."""
    found = [next((shown for mark, shown in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in found if part) or _("unknown browser")
