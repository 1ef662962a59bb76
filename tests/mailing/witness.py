"""A mail server as witness: who began to get a mail when, and whose mail was taken. It answers many connections, pipelined or not."""

from __future__ import annotations

import socketserver
import threading
import time
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class Seen:
    """One transaction: the recipient, and when DATA came, by the machine's clock."""

    recipient: str
    at: float


class Witness:
    """Listens on a free loopback port. ``delay``: seconds that the answers to DATA and to the last dot take."""

    def __init__(self, *, delay: float = 0.0) -> None:
        self.begun: list[Seen] = []
        self.taken: list[str] = []
        self.delay = delay
        witness = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    witness._talk(self)
                except OSError:
                    return

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 100

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Witness:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _talk(self, line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(b"220 witness\r\n")
        recipient = ""
        while command := line.rfile.readline():
            word = command[:4].upper()
            if word == b"EHLO":
                line.wfile.write(b"250-witness\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
            elif word == b"RCPT":
                recipient = command.decode().partition("<")[2].partition(">")[0]
                line.wfile.write(b"250 ok\r\n")
            elif word == b"DATA":
                self.begun.append(Seen(recipient, time.time()))
                time.sleep(self.delay)
                line.wfile.write(b"354 go on\r\n")
                if not self._body(line, recipient):
                    return
            elif word == b"QUIT":
                line.wfile.write(b"221 bye\r\n")
                return
            else:
                line.wfile.write(b"250 ok\r\n")

    def _body(self, line: socketserver.StreamRequestHandler, recipient: str) -> bool:
        while (text := line.rfile.readline()) != b".\r\n":
            if not text:
                return False
        self.taken.append(recipient)
        time.sleep(self.delay)
        line.wfile.write(b"250 2.0.0 taken\r\n")
        return True
