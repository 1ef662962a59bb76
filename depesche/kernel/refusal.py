"""A refusal: an expected "no", said so that a person can act on it."""

from __future__ import annotations


class Refusal(Exception):
    """An expected "no" with three readers: the person, the operator and the developer.

    ``code`` is a stable word for programs and tests, ``message`` says what happened, ``help`` what to do next.
    Both texts may be lazy translations; they are turned into text only when read.
    """

    def __init__(self, *, code: str, message: object, help: object = "") -> None:
        super().__init__(code)
        self.code = code
        self._message = message
        self._help = help

    @property
    def message(self) -> str:
        """What happened, in the language of the reader."""
        return str(self._message)

    @property
    def help(self) -> str:
        """What the reader can do next; empty when the message says it all."""
        return str(self._help)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.help) if part)
