"""Whether mail can leave at all, for the desk and the doctor."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from depesche.courier import locking, room, signing_keys
from depesche.courier.transport import Unreachable, files, open_way_out
from depesche.courier.transport.catcher import port_file
from depesche.kernel import option_types, options
from depesche.kernel.refusal import Refusal


def problem() -> Refusal | None:
    """Return why no mail can leave, or ``None``; a quick look that connects to no mail server."""
    locked = locking.problem()
    if locked is not None:
        return locked
    url = options.current().smtp_url
    if not url:
        return Refusal(
            code="no-way-out",
            message=_("No mail can leave: no mail server is set."),
            help=_("Set the option DEPESCHE_SMTP_URL. Until then all mail waits; nothing is lost."),
        )
    try:
        signing_keys.current()
    except Refusal as unsigned:
        return unsigned
    if full := room.problem():
        return full
    if urlsplit(url).scheme == "catcher" and not port_file().exists():
        return Refusal(
            code="no-catcher",
            message=_("No mail can leave: the mail catcher is not running."),
            help=_("Start it with depesche serve or depesche demo. Until then all mail waits; nothing is lost."),
        )
    if urlsplit(url).scheme == "file":
        return _folder_problem(url)
    return None


def _folder_problem(url: str) -> Refusal | None:
    folder = files.folder(url)
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return None
    return Refusal(
        code="no-mail-folder",
        message=_("No mail can leave: the folder %(folder)s cannot be written to.") % {"folder": folder},
        help=_("Correct the option DEPESCHE_SMTP_URL or the rights of the folder. Until then all mail waits; nothing is lost."),
    )


def trial() -> Refusal | None:
    """Connect, encrypt and log in as a mail would, without handing one over; return what failed, or ``None``."""
    found = problem()
    if found is not None:
        return found
    url = options.current().smtp_url
    try:
        with open_way_out(url):
            return None
    except Unreachable as error:
        return Refusal(
            code="way-out-unreachable",
            message=_("The mail server %(server)s cannot be used (%(phase)s): %(reason)s.")
            % {"server": option_types.redact(url), "phase": error.phase, "reason": error.text},
            help=_("Check the option DEPESCHE_SMTP_URL and the mail server. Until then all mail waits; nothing is lost."),
        )
