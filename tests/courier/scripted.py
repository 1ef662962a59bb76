"""A tiny mail server that follows a script: what it answers to each command, or that it hangs up or falls silent there.

``rcpt@example.org`` in a script is what it answers to recipients of that domain only.
What was not let begin is out of order (503, 554), unless the script has words of its own for DATA.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from types import TracebackType

HANG_UP = "hang up"
SILENCE = "silence"
USUAL = {
    "connect": "220 scripted ready",
    "ehlo": "250-scripted\r\n250 SIZE 1000000",
    "helo": "250 scripted",
    "auth": "235 welcome",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 2.0.0 queued as 4711",
    "rset": "250 ok",
    "quit": "221 bye",
}


class Scripted:
    """Listens on a free loopback port. ``accepted`` is the witness: mails whose dot it answered with 250."""

    def __init__(self, script: Mapping[str, str] | None = None) -> None:
        self.script = {**USUAL, **(script or {})}
        self._out_of_order = {"rcpt": "503 5.5.1 MAIL first", "data": "554 5.5.1 no valid recipients"} if "data" not in (script or {}) else {}
        self.accepted: list[tuple[str, str, bytes]] = []
        self.seen: list[str] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.may_answer = threading.Event()  # clear it to let the last dot wait for its answer
        self.may_answer.set()
        self.may_greet = threading.Event()  # clear it to let a connection wait for its greeting
        self.may_greet.set()
        self.may_go_on = threading.Event()  # clear it to let DATA wait for its answer
        self.may_go_on.set()
        self.gone = threading.Event()  # set it to let a silent body go on
        self._listening = socket.create_server(("127.0.0.1", 0))
        if "body" in self.script:  # else the kernel might take the whole body before the script interrupts it
            self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Scripted:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.may_answer.set()
        self.may_go_on.set()
        self.gone.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(30)
            try:
                self._dialogue(connection)
            except (ConnectionError, TimeoutError):
                return

    def _answer(self, connection: socket.socket, name: str) -> bool:
        """Answer as the script says; return whether to go on."""
        text = self.script[name]
        if text == HANG_UP:
            return False
        if text == SILENCE:
            while connection.recv(65536):
                continue
            return False
        connection.sendall(text.encode() + b"\r\n")
        return not text.startswith("421")

    def _dialogue(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        self.may_greet.wait(30)
        going = self._answer(connection, "connect")
        envelope: dict[str, str] = {}
        while going and (line := lines.readline()):
            command = line.decode().strip()
            self.seen.append(command)
            word = command.split(":")[0].split(" ")[0].lower()
            before = {"rcpt": "mail", "data": "rcpt"}.get(word)
            if before and before not in envelope and word in self._out_of_order:
                connection.sendall(self._out_of_order[word].encode() + b"\r\n")
                continue
            if word == "rcpt" and (own := f"rcpt@{command.rpartition('@')[2].rstrip('>')}") in self.script:
                word = own
            if word in {"mail", "rset"}:
                envelope = {}
            if word.partition("@")[0] in {"mail", "rcpt"} and self.script[word].startswith("25"):
                envelope[word.partition("@")[0]] = command
            if word == "data":
                self.may_go_on.wait(30)
            going = self._answer(connection, word)
            if word == "data" and going and self.script["data"].startswith("354"):
                going = self._body(connection, lines, (envelope.get("mail", ""), envelope.get("rcpt", "")))
                envelope = {}

    def _body(self, connection: socket.socket, lines: object, envelope: tuple[str, str]) -> bool:
        taken: list[bytes] = []
        while (line := lines.readline()) not in {b".\r\n", b""}:  # type: ignore[attr-defined]
            taken.append(line)
            if self.script.get("body"):
                return self._interrupted(connection)
        if not line:
            return False
        body = b"".join(taken)
        self.bodies.append(body)
        if self.script["dot"].startswith("250"):
            self.accepted.append((*envelope, body))
        self.may_answer.wait(30)
        return self._answer(connection, "dot")

    def _interrupted(self, connection: socket.socket) -> bool:
        """Hang up inside the body, say something there, or stop reading until the client ends the connection."""
        if self.script["body"] not in {SILENCE, HANG_UP}:
            self._answer(connection, "body")
        if self.script["body"] != HANG_UP:
            self.gone.wait(30)
        return False
