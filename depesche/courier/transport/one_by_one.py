"""Single mails, one after the other, over one connection: a pool of one that is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

from depesche.courier.transport import timeouts
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.pool import Pool
from depesche.courier.transport.reply import Reply, Unreachable, Verdict
from depesche.courier.transport.smtp import Target
from depesche.kernel import options


class OneByOne:
    """A connection to a mail server; see :class:`~depesche.courier.transport.reply.WayOut`. Not for where an event loop runs already."""

    def __init__(self, url: str | Callable[[], Target]) -> None:
        self._pool = Pool(url, connections=1, host=options.current().host, timeouts=timeouts.of_single_mails())
        self._runner = asyncio.Runner()

    def __enter__(self) -> OneByOne:
        """Connect, encrypt and log in, as the address says."""
        try:
            self._runner.run(self._pool.__aenter__())
            self._runner.run(self._pool.connect())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say QUIT; what the server answers no longer matters."""
        with self._runner:
            self._runner.run(self._pool.__aexit__(kind, error, trace))

    def hand_over(self, *, sender: str, recipient: str, content: bytes) -> Reply:
        """Hand over one mail.

        :raises ValueError: for a bare CR or LF in the content (SMTP smuggling) or an address that is none; a bug of the caller
        """
        mail = Mail(0, sender, recipient, content, utf8=not content.isascii())
        reply = self._runner.run(self._pool.hand_over(mail)).reply
        if reply.code == 0 and reply.verdict is Verdict.WAY_FAULT:
            raise Unreachable(reply.text, reply.phase)
        return reply
