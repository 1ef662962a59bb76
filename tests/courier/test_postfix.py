"""Handing over to a real Postfix, which keeps it in its queue or throws it away."""

from __future__ import annotations

import pytest

from depesche.courier.transport import Verdict, open_way_out
from tests.courier import postfix

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.skipif(bool(postfix.missing()), reason=postfix.missing())]
MAIL = b"Subject: Hallo\r\n\r\nGuten Tag\r\n"


def test_the_queue_of_postfix_names_the_envelope_sender() -> None:
    with postfix.Postfix(held=True) as running:
        with open_way_out(running.url) as way_out:
            reply = way_out.hand_over(sender="b+anna@example.org", recipient="anna@example.org", content=MAIL)

        assert reply.verdict is Verdict.ACCEPTED
        assert [entry["sender"] for entry in running.queue()] == ["b+anna@example.org"]
        assert running.senders() == ["b+anna@example.org"]
