"""What is asked before mails leave reads the rows of their group, not those of their whole campaign, which may be a million."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from depesche.mailing.sending import permission
from tests.mailing.conftest import Place

pytestmark = pytest.mark.rule("M-04")


def plan(statement: str, values: list[object]) -> str:
    postgres = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        if postgres:
            cursor.execute("SET LOCAL enable_seqscan = off")  # as with many rows
        cursor.execute(f"{'EXPLAIN' if postgres else 'EXPLAIN QUERY PLAN'} {statement}", values)
        return "\n".join(str(row[0] if postgres else row[3]) for row in cursor.fetchall())


def test_asking_reads_a_groups_deliveries_by_their_numbers(place: Place) -> None:
    campaign, moment = place.sending(), "2026-03-02 08:00:00"
    said = plan(
        permission.ASK.format(ids="%s, %s, %s"),
        ["product-news", moment, moment, campaign.purpose_id, moment, 1, 2, 3, campaign.pk, 1, "a", 1, moment],
    )

    assert ("mailing_delivery_pkey" if connection.vendor == "postgresql" else "SEARCH delivery USING INTEGER PRIMARY KEY") in said
    assert "(campaign_id" not in said
