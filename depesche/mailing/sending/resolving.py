"""What became of mails whose answer was lost, as a Postfix on this machine tells: each has an envelope sender of its own (M-06).

The queue is looked at twice, for a mail may be on its way from one part of Postfix to the next; then the log. Found: the server has it, so it is
accepted. Not found after a while: nobody can tell any more, it stays ``unknown``, is counted and never sent again.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db.models import QuerySet

from depesche.courier import envelope
from depesche.kernel import option_types, options
from depesche.mailing.models import Delivery

State = Delivery.State
FOR = timedelta(minutes=15)
AT_ONCE = 10_000
LOOKS = 2
TAIL = 64 * 1024 * 1024  # bytes of the log's end that are read
PATIENCE = 20  # seconds
PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin")
FROM = re.compile(rb"from=<([^>]*)>")
FOUND = "found at the local mail server"
log = logging.getLogger(__name__)


def is_wanted(*, at: datetime) -> bool:
    """Whether there is anything to look for, and a Postfix to ask; reads only."""
    return bool(options.current().postfix_config) and _is_local() and _open(at).exists()


def resolve(*, at: datetime) -> int:
    """Look for every mail that became ``unknown`` in the last quarter of an hour; return how many were found."""
    wanted = {envelope.of_delivery(pk).lower(): pk for pk in _open(at).values_list("pk", flat=True)[:AT_ONCE]}
    known = {wanted[sender] for sender in _senders() if sender in wanted} if wanted else set()
    return Delivery.objects.filter(pk__in=known, state=State.UNKNOWN).update(state=State.ACCEPTED, finished_at=at, reply=FOUND)


def _open(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=State.UNKNOWN, finished_at__gt=at - FOR).order_by("pk")


def _is_local() -> bool:
    return option_types.is_loopback(urlsplit(options.current().smtp_url).hostname or "")


def _senders() -> Iterable[str]:
    for _look in range(LOOKS):
        yield from _queue()
    yield from _log()


def _queue() -> list[str]:
    command = next((str(Path(place) / "postqueue") for place in PLACES if (Path(place) / "postqueue").exists()), shutil.which("postqueue"))
    if command is None:
        log.warning("postqueue is not there, so lost answers are looked for in the log only")
        return []
    try:
        asked = [command, "-c", options.current().postfix_config, "-j"]
        done = subprocess.run(asked, capture_output=True, check=True, timeout=PATIENCE, text=True)  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the queue of Postfix cannot be read: %s", error)
        return []
    return [str(json.loads(line)["sender"]).lower() for line in done.stdout.splitlines() if line.strip()]


def _log() -> list[str]:
    place = options.current().postfix_log
    if not place:
        return []
    try:
        with Path(place).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - TAIL))
            return [found.decode("ascii", "replace").lower() for line in file for found in FROM.findall(line) if b"/qmgr[" in line]
    except OSError as error:
        log.warning("the log of Postfix cannot be read: %s", error)
        return []
