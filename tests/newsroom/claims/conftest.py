"""Sources and claims of the demo article's world."""

from __future__ import annotations

from typing import Any

from django.db import connection

from depesche.kernel import clock
from depesche.ledger import guards
from depesche.newsroom.claims import asserting, claiming, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import SourceKind, Stance
from depesche.newsroom.models import Assertion, Claim, Source


def source(name: str = "Mark Rutte", **more: Any) -> Source:
    return sourcing.enter(Known(name=name, **more), by=None, at=clock.now())


def claim(text: str = "Nordkoreanische Truppen sind bereits in Russland", **more: Any) -> Claim:
    return claiming.create(Wanted(text=text, **more), by=None, at=clock.now())


def add(to: Claim, by: Source, stance: Stance = Stance.ASSERTS, **more: Any) -> Assertion:
    made = asserting.add(to, Statement(source=by, stance=stance, **more), by=None, at=clock.now())
    to.refresh_from_db()
    return made


def pentagon() -> Source:
    return source("Pentagon", kind=SourceKind.STATE_BODY, speaks_for="USA", party="USA")


def marked(claim: Claim, words: str, assertion: Assertion | None = None) -> str:
    """Return words of a rich text that carry a claim, as the editor stores them."""
    more = f' data-assertion="{assertion.pk}"' if assertion else ""
    return f'<span data-claim="{claim.pk}"{more}>{words}</span>'


def without_guards() -> None:
    """Drop the triggers on the newsroom's tables, as somebody would who rewrites what was published."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for guard in guards.registered():
            for statement in guard.statements:
                if (found := guards.TRIGGER.match(statement)) and guard.table.startswith("newsroom_"):
                    cursor.execute(f"DROP TRIGGER {found[1]}" + (f" ON {guard.table}" if connection.vendor == "postgresql" else ""))
