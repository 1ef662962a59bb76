"""A crowd for ``depesche bench audience``: people made by a few statements, and the selection of a third of them."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, transaction

from depesche.kernel import clock

NUMBERS = {
    "postgresql": "SELECT n FROM generate_series(1, %s) AS n",
    "sqlite": "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) SELECT n FROM numbers",
}
KEY = {"postgresql": "lpad(to_hex(n), 32, '0')::uuid", "sqlite": "printf('%%032x', n)"}
LOOKUP = {"postgresql": "md5(n::text) || md5((-n)::text)", "sqlite": "printf('%%064x', n * 2654435761)"}
PEOPLE = """
INSERT INTO audience_subscriber (id, mailbox, lookup, domain, language, is_restricted, created_at)
SELECT {key}, 'crowd-' || n || '@mail-' || (n %% 997) || '.example', {lookup}, 'mail-' || (n %% 997) || '.example', 'de', {no}, %s
FROM ({numbers}) AS numbered"""
GRANTS = """
INSERT INTO audience_grant (subject, purpose_id, form_id, granted_at, entry_index)
SELECT id, %s, %s, %s, 0 FROM audience_subscriber WHERE mailbox LIKE 'crowd-%%' AND {third} = {rest}"""
CONSENTS = """
INSERT INTO audience_consent (address_id, purpose_id, grant_id, since)
SELECT subject, purpose_id, id, granted_at FROM audience_grant WHERE entry_index = 0 AND purpose_id = %s"""
BARE = """
CREATE TABLE bench_bare AS SELECT 1 AS campaign_id, consent.address_id, consent.grant_id, 'queued' AS state, 0 AS attempts
FROM audience_consent AS consent WHERE consent.purpose_id = %s AND consent.since <= %s"""


def make_publisher() -> None:
    """Give the empty site a publisher, so that it may have a form."""
    from wagtail.models import Site

    from depesche.brand.models import LegalText, Publisher

    facts = {"name": "Beispiel", "legal_name": "Beispiel GmbH", "postal_address": "Weg 1\n12345 Ort", "email": "info@example.org"}
    Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={**facts, "newsletter_sender": "newsletter@example.org"})
    LegalText.objects.get_or_create(slug="privacy", defaults={"title": "Privacy"})


def measure(people: int) -> dict[str, Any]:
    """Make people, a third with a live consent for each of the three purposes; freeze the candidates of one. Times in seconds."""
    from depesche.audience.models import Subscriber
    from depesche.mailing import selection

    campaign = _campaign(people)
    begin = time.perf_counter()
    expected = selection.expected(campaign, at=clock.now())
    asked = time.perf_counter() - begin
    begin = time.perf_counter()
    with transaction.atomic():
        chosen = selection.freeze(campaign, at=clock.now())
    frozen = time.perf_counter() - begin
    if expected != chosen:
        raise RuntimeError(f"{expected} expected, {chosen} chosen")
    bare = _bare(campaign.purpose_id)
    return {
        "people": Subscriber.objects.count(),
        "chosen": chosen,
        "choose_seconds": round(asked, 2),
        "freeze_seconds": round(frozen, 2),
        "bare_seconds": round(bare, 2),
        "to_bare": round(frozen / bare, 2),
    }


def _campaign(people: int) -> Any:
    from depesche.audience.models import FormVersion, Purpose
    from depesche.mailing.models import Campaign

    vendor = connection.vendor
    at = connection.ops.adapt_datetimefield_value(clock.now())
    form = FormVersion.objects.order_by("pk").first()
    purposes = list(Purpose.objects.order_by("position"))
    no = "false" if vendor == "postgresql" else "0"
    third = "(('x' || right(id::text, 6))::bit(24)::int % 3)" if vendor == "postgresql" else "((rowid) % 3)"
    made = PEOPLE.format(key=KEY[vendor], lookup=LOOKUP[vendor], no=no, numbers=NUMBERS[vendor])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(made, [at, people])
        for rest, purpose in enumerate(purposes[:3]):
            cursor.execute(GRANTS.format(third=third.replace("%", "%%"), rest=rest), [purpose.pk, form.pk if form else None, at])
            cursor.execute(CONSENTS, [purpose.pk])
    if vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Campaign.objects.create(purpose=purposes[0], subject="Bench", slug="bench", created_at=clock.now(), last_edited_at=clock.now())


def _bare(purpose: int) -> float:
    begin = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BARE, [purpose, connection.ops.adapt_datetimefield_value(clock.now())])
    return time.perf_counter() - begin
