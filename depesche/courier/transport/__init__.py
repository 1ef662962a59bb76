"""The ways out for mail: SMTP, files, the built-in catcher. Only the outbox and the sending engine may open one."""

from __future__ import annotations

from urllib.parse import urlsplit

from depesche.courier.transport import catcher, files, smtp
from depesche.courier.transport.one_by_one import OneByOne
from depesche.courier.transport.reply import Phase, Reply, Unreachable, Verdict, WayOut

__all__ = ["Phase", "Reply", "Unreachable", "Verdict", "WayOut", "open_way_out"]


def open_way_out(url: str) -> WayOut:
    """Return the way out that the option ``smtp_url`` names, to be used with ``with``.

    Entering it connects; :class:`Unreachable` is raised there, or by ``hand_over`` when the connection is lost later.
    ``hand_over`` connects again by itself when a former one was lost.

    :raises ValueError: if there is no such way; an empty ``smtp_url`` is none
    """
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return files.Files(url)
    if scheme == "catcher":
        return OneByOne(catcher.target)
    if scheme in smtp.PORTS:
        return OneByOne(url)
    raise ValueError("this is no way out for mail")
