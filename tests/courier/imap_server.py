"""A small IMAP server (RFC 3501) on a loopback port, with one folder in memory: what a mailbox for bounces needs, and a switch that breaks it."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "bounces", 'geheim{}" 1'


@dataclass
class Folder:
    """Mails by their UIDs, and what was asked."""

    mails: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    has_uidplus: bool = True
    breaks_at: str = ""
    says: dict[str, bytes] = field(default_factory=dict)  # instead of the truth, to commands that begin so; %s is the tag

    def add(self, content: bytes) -> None:
        self.mails[max(self.mails, default=0) + 1] = content


class _Dialogue(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        self._say(f"* OK [CAPABILITY IMAP4rev1{' UIDPLUS' if self.folder.has_uidplus else ''}] ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            command = self._literals(command)
            self.folder.asked.append(command)
            if self.folder.breaks_at and self.folder.breaks_at in command:
                return
            lie = next((said for begin, said in self.folder.says.items() if command.upper().startswith(begin)), None)
            if lie is not None:
                self.wfile.write(lie.replace(b"%s", tag.encode()) + b"\r\n")
                continue
            self._answer(tag, command)
            if command.upper().startswith("LOGOUT"):
                return

    def _literals(self, command: str) -> str:
        while found := re.search(r"\{(\d+)\}$", command):
            self._say("+ go on")
            command = command[: found.start()] + self.rfile.read(int(found[1])).decode() + self.rfile.readline().decode().strip()
        return command

    def _answer(self, tag: str, command: str) -> None:
        word = command.upper()
        if word.startswith("LOGIN"):
            plain = command.partition(" ")[2].replace('\\"', '"')
            is_good = plain in {f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"'}
            return self._say(f"{tag} OK in" if is_good else f"{tag} NO [AUTHENTICATIONFAILED] wrong password {PASSWORD}")
        if word.startswith("SELECT"):
            wanted = command.partition(" ")[2].strip('"')
            return self._say(f"* {len(self.folder.mails)} EXISTS\r\n{tag} OK [READ-WRITE] there" if wanted == "INBOX" else f"{tag} NO no such folder")
        if word.startswith("CAPABILITY"):
            return self._say(f"* CAPABILITY IMAP4rev1{' UIDPLUS' if self.folder.has_uidplus else ''}\r\n{tag} OK done")
        if word.startswith("UID SEARCH"):
            found = " ".join(str(uid) for uid in sorted(set(self.folder.mails) - self.folder.deleted))
            return self._say(f"* SEARCH {found}\r\n{tag} OK done")
        if word.startswith("UID FETCH"):
            uid = int(command.split()[2])
            content = self.folder.mails[uid]
            self.wfile.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(content)) + content + b")\r\n")
            return self._say(f"{tag} OK done")
        if word.startswith("UID STORE"):
            self.folder.deleted.add(int(command.split()[2]))
            return self._say(f"{tag} OK done")
        if "EXPUNGE" in word:
            for uid in self.folder.deleted:
                self.folder.mails.pop(uid, None)
            self.folder.deleted.clear()
            return self._say(f"{tag} OK done")
        return self._say(f"* BYE\r\n{tag} OK done" if word.startswith("LOGOUT") else f"{tag} BAD what?")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def serving(folder: Folder) -> Iterator[int]:
    """Serve the folder as INBOX; yields the port."""
    handler = type("Dialogue", (_Dialogue,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
