"""What became of mails whose answer was lost, as a Postfix on this machine tells: each has an envelope sender of its own (M-06).

The queue is looked at twice, for a mail may be on its way from one part of Postfix to the next; then the log. Found: the server has it, so it is
accepted. Not found after five minutes, in a log that reaches back to the hand-over: Postfix never got the whole mail, it failed. Without such a log
nobody can tell, it stays ``unknown``. Either way it is counted and never sent again.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.db.models import QuerySet

from depesche.courier import envelope
from depesche.kernel import option_types, options
from depesche.mailing.models import Delivery

State = Delivery.State
FOR = timedelta(minutes=15)
SURE_AFTER = timedelta(minutes=5)  # as long as Postfix waits for the rest of a mail (smtpd_timeout)
AT_ONCE = 10_000
LOOKS = 2
TAIL = 64 * 1024 * 1024  # bytes of the log's end that are read
PATIENCE = 20  # seconds
PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin")
BEGIN = re.compile(rb"(\d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)|([A-Z][a-z]{2} [ \d]\d [\d:]{8})")
FROM = re.compile(rb"from=<([^>]*)>")
FOUND = "found at the local mail server"
NEVER_THERE = "the connection broke before the local mail server had the whole mail"
log = logging.getLogger(__name__)


def is_wanted(*, at: datetime) -> bool:
    """Whether there is anything to look for, and a Postfix to ask; reads only."""
    return bool(options.current().postfix_config) and _is_local() and _open(at).exists()


def resolve(*, at: datetime) -> int:
    """Look for every mail that became ``unknown`` in the last quarter of an hour; return how many were found."""
    wanted = {envelope.of_delivery(pk).lower(): pk for pk in _open(at).values_list("pk", flat=True)[:AT_ONCE]}
    if not wanted:
        return 0
    places = [wanted[sender] for sender in _queues() if sender in wanted]
    logged = _log(at)
    places += [wanted[sender] for sender in logged.senders if sender in wanted]
    mine = Delivery.objects.filter(pk__in=wanted.values(), state=State.UNKNOWN)
    found = mine.filter(pk__in=places).update(state=State.ACCEPTED, finished_at=at, reply=FOUND)
    if logged.since is not None:
        sure = mine.exclude(pk__in=places).filter(finished_at__lt=at - SURE_AFTER, handed_over_at__gt=logged.since)
        sure.update(state=State.FAILED, finished_at=at, reply=NEVER_THERE)
    return found


@dataclass(frozen=True)
class Logged:
    """Whose mails the log tells of, and since when it tells; ``None`` if that cannot be known."""

    senders: list[str] = field(default_factory=list)
    since: datetime | None = None


def _open(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=State.UNKNOWN, finished_at__gt=at - FOR).order_by("pk")


def _is_local() -> bool:
    return option_types.is_loopback(urlsplit(options.current().smtp_url).hostname or "")


def _queues() -> Iterable[str]:
    for _look in range(LOOKS):
        yield from _queue()


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


def _log(at: datetime) -> Logged:
    """Read the log, and the one that was rotated last, if it is there."""
    place = options.current().postfix_log
    if not place:
        return Logged()
    senders, since = [], None
    try:
        for path in (Path(f"{place}.1"), Path(place)):
            if path.exists() or path == Path(place):
                lines, is_whole = _lines(path)
                since = since if is_whole else None  # between its end and the one before it something was left out
                senders += [found.decode("ascii", "replace").lower() for line in lines for found in FROM.findall(line) if b"/qmgr[" in line]
                since = since or next((began for line in lines[1:] if (began := _moment(line, at)) is not None), None)
    except OSError as error:
        log.warning("the log of Postfix cannot be read: %s", error)
        return Logged(senders)
    return Logged(senders, since)


def _lines(path: Path) -> tuple[list[bytes], bool]:
    """Return the last lines of a file, and whether these are all."""
    with path.open("rb") as file:
        begin = max(0, file.seek(0, 2) - TAIL)
        file.seek(begin)
        return file.readlines(), begin == 0


def _moment(line: bytes, at: datetime) -> datetime | None:
    """Return when a line was written; the old form tells neither year nor zone, which are ours."""
    found = BEGIN.match(line)
    if found is None:
        return None
    if found[1]:
        moment = datetime.fromisoformat(found[1].decode())
        return moment if moment.tzinfo else moment.astimezone()
    local = at.astimezone()
    moment = datetime.strptime(f"{local.year} {found[2].decode()}", "%Y %b %d %H:%M:%S").replace(tzinfo=local.tzinfo)
    return moment if moment <= local + timedelta(days=1) else moment.replace(year=local.year - 1)
