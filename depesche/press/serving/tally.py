"""Counts how often stored pages are read, without knowing by whom: in memory a number for each path, once a minute a small file.

Nothing is set at readers' and nothing is asked of them. Of the request only the path is counted; two headers decide whether it counts at all: what
calls itself a machine does not, nor what is fetched before anybody asked for it. Neither header nor address is kept.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from pathlib import Path

from depesche.press import read_files
from depesche.press.read_files import Reads
from depesche.press.serving.rsgi import Said

EVERY = 60.0  # seconds
MANY_PATHS = 20_000
PARTS = 3  # slashes in the path of an article; nothing else is told, least of all addresses with a token in them
MANY_AGENTS = 2000
# What calls itself a machine, or a library, or looks at pages to show them elsewhere.
MACHINE = re.compile(
    r"bot|crawl|spider|slurp|scan|monitor|preview|fetch|check|archive|feed|rss|curl|wget|python|java/|okhttp|go-http|libwww|axios|node|perl|ruby|php"
    r"|headless|phantom|lighthouse|facebookexternalhit|whatsapp|embedly|google-|apis-google|mediapartners|uptime|probe|validator",
    re.IGNORECASE,
)
log = logging.getLogger("depesche.reads")


class Tally:
    """Counts for one page server; for one thread, that of the event loop."""

    def __init__(self, home: Path) -> None:
        """Take the home, below which the counts are stored."""
        self._folder = home / read_files.FOLDER
        self._counts: dict[str, int] = {}
        self._people: dict[int, bool] = {}
        self._is_due = False

    def note(self, path: str, said: Said) -> None:
        """Count that a whole page was sent for a GET."""
        agent = said.get("user-agent")
        if agent is None or said.get("sec-purpose") is not None or said.get("purpose") is not None:
            return
        known = hash(agent)
        is_person = self._people.get(known)
        if is_person is None:
            is_person = self._learn(known, agent)
        if is_person:
            counts = self._counts
            counts[path] = counts.get(path, 0) + 1
            if not self._is_due:
                self._is_due = True
                asyncio.get_running_loop().call_later(EVERY, self.write)

    def write(self) -> None:
        """Store what was counted; where that is not possible now, with the next."""
        self._is_due = False
        read = {path: number for path, number in self._counts.items() if path.count("/") == PARTS}
        if not read:
            self._counts = {}
            return
        try:
            read_files.write(self._folder, Reads(read_files.hour_of(time.time()), read))
        except OSError as error:
            log.warning("what was read cannot be stored, trying again: %s", error)
            if len(self._counts) < MANY_PATHS:
                return
        self._counts = {}

    def _learn(self, known: int, agent: str) -> bool:
        """Remember whether a browser calls itself a machine: by a number that only this process can make, not by its name."""
        if len(self._people) >= MANY_AGENTS:
            self._people.clear()
        found = self._people[known] = bool(agent) and MACHINE.search(agent) is None
        return found
