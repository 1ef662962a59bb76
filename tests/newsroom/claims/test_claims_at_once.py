"""Two editors change the same claims at the same moment: one waits for the other, and then looks at what is there now."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import merging
from depesche.newsroom.models import Claim
from tests.newsroom.claims.conftest import add, claim, source

ROUNDS = 12


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_merge_two_claims_into_each_other_one_does_and_the_other_is_told() -> None:
    speaker = source()
    pairs = []
    for _number in range(ROUNDS):
        one, other = claim("Eins"), claim("Zwei")
        add(one, speaker)
        pairs.append((one, other))
    start = threading.Barrier(2)

    def merge(who: int) -> list[str]:
        try:
            return [_merged(start, *(pair if who else reversed(pair))) for pair in pairs]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as editors:
        told = list(editors.map(merge, range(2), timeout=120))

    assert [set(answers) for answers in zip(*told, strict=True)] == [{"merged", "claim-merged"}] * ROUNDS
    assert Claim.objects.filter(merged_into__isnull=False).count() == ROUNDS
    assert protocol_check.differences() == []


def _merged(start: threading.Barrier, old: Claim, into: Claim) -> str:
    start.wait(30)
    try:
        merging.merge(old, into, by=None, at=clock.now())
    except Refusal as refusal:
        return refusal.code
    return "merged"
