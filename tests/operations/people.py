"""Deeds in a home of their own process: ``python -m tests.operations.people DEED``, with DEPESCHE_HOME and its database in the environment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

NAMES = ("anna", "clara", "emil")


def begin() -> None:
    """Anna, Clara and Emil confirm a subscription; their mails wait."""
    from depesche.audience import founding
    from depesche.ledger import checkpoints
    from tests import cast

    cast.make_publisher()
    founding.found(at=now())
    for name in NAMES:
        cast.sign_up(f"{name}@example.org", "product-news", at=now() - timedelta(hours=1))
        cast.confirm(f"{name}@example.org", at=now() - timedelta(minutes=50))
    checkpoints.sign_grown(at=now())


def later() -> None:
    """Clara leaves, Emil is erased, Anna is restricted, and the log is signed."""
    from depesche.audience import erasure, people, restriction, withdrawal
    from depesche.ledger import checkpoints

    withdrawal.withdraw(people.by_address("clara@example.org"), purposes=None, at=now(), route=withdrawal.Route.ONE_CLICK)
    restriction.restrict(people.by_address("anna@example.org"), at=now(), route=withdrawal.Route.PREFERENCES)
    erasure.erase(people.by_address("emil@example.org"), reason="asked", at=now())
    checkpoints.sign_grown(at=now())


def write() -> None:
    """Append facts without end, five at a time: the log must hold a multiple of five."""
    from django.db import transaction

    from depesche.ledger import book, checkpoints

    print("writing", flush=True)
    while True:
        with transaction.atomic():
            book.append_all([book.Fact("counted", {"number": number}) for number in range(5)], at=now())
        checkpoints.sign("consent", at=now())


def tell() -> None:
    """Print what the home knows: subscribers, live consents, restrictions, suppressions, counted facts, locks."""
    import json

    from depesche.audience.models import Consent, Subscriber
    from depesche.courier.models import OutboxMessage, SendingLock, Suppression
    from depesche.ledger import book, logs, verification

    told = {
        "people": sorted(Subscriber.objects.values_list("mailbox", flat=True)),
        "live": sorted(Consent.objects.values_list("address__mailbox", flat=True)),
        "restricted": sorted(Subscriber.objects.filter(is_restricted=True).values_list("mailbox", flat=True)),
        "suppressed": Suppression.objects.count(),
        "counted": sum(1 for _ in book.of_kinds(["counted"])),
        "restored": [event.body for event in book.of_kind("restored_from_backup")],
        "waiting": OutboxMessage.objects.filter(state="waiting").count(),
        "locked": SendingLock.objects.exists(),
        "keys": len(logs.verifiers("consent")),
        "ok": verification.verify().ok,
    }
    print(json.dumps(told))


def sign_again() -> None:
    """Append and sign under the present key."""
    from django.db import transaction

    from depesche.ledger import book, checkpoints

    with transaction.atomic():
        book.append(book.Fact("counted", {"number": 0}), at=now())
    checkpoints.sign_grown(at=now())


def now() -> datetime:
    from depesche.kernel import clock

    return clock.now()


DEEDS: dict[str, Callable[[], None]] = {deed.__name__: deed for deed in (begin, later, write, tell, sign_again)}

if __name__ == "__main__":
    from depesche.operations import cli

    cli.set_up_django()
    DEEDS[sys.argv[1]]()
