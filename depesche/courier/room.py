"""Whether there is room to write down what becomes of mail: on a full disk no mail begins, as nobody could say afterwards whether it left."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from depesche.kernel import options
from depesche.kernel.refusal import Refusal

LEAST = 2 * 1024 * 1024  # bytes


def problem() -> Refusal | None:
    """Return which disk is full, or ``None``: the one of the home folder, and of SQLite's file. PostgreSQL's own disk cannot be seen from here."""
    place = next((place for place in _places() if shutil.disk_usage(place).free < LEAST), None)
    if place is None:
        return None
    return Refusal(
        code="no-room",
        message=_("No mail leaves: the disk is full (%(place)s).") % {"place": place},
        help=_("Make room there. Then it goes on by itself; nothing is lost, and nothing has to be sent again by hand."),
    )


def _places() -> list[Path]:
    own = [Path(connection.settings_dict["NAME"]).parent] if connection.vendor == "sqlite" else []
    return [place for place in (options.current().home, *own) if place.exists()]
