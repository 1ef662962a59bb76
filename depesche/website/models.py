"""The site's own rows."""

from __future__ import annotations

from depesche.website.announcing import Announcement
from depesche.website.avif import InVain

__all__ = ["Announcement", "InVain"]
