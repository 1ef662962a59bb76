"""The triggers that keep what was agreed as it was agreed (L-01), and tie each live consent to its grant."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.ledger.guards import Guard


def all_guards() -> tuple[Guard, ...]:
    """Return the guards of this part."""
    return (
        unchanging("audience_consenttext", keys=(("id",), ("name", "number"), ("sha256",))),
        unchanging("audience_formversion", keys=(("id",), ("slug", "number"))),
        unchanging("audience_grant", keys=(("id",),)),
        _consent(),
        _request(),
    )


def unchanging(table: str, *, keys: Sequence[Sequence[str]]) -> Guard:
    """Return a guard under which rows can only be added.

    :param keys: the table's unique keys: SQLite's INSERT OR REPLACE deletes the row in its way without asking any delete trigger, unless
        the connection says ``recursive_triggers``
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
    taken = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys)
    return Guard(
        name=f"{table}_unchanging",
        table=table,
        sqlite=(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}",  # noqa: S608 - names of our own
        ),
        postgresql=(
            _raising(f"{table}_refuse", f"{table}: rows are never changed"),
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ),
    )


def _consent() -> Guard:
    """A live consent is made from a grant of the same person and purpose, and is never bent to another one; only its last use moves on (L-09)."""
    table = "audience_consent"
    fits = "SELECT 1 FROM audience_grant WHERE id = NEW.grant_id AND subject = NEW.address_id AND purpose_id = NEW.purpose_id"
    message = "audience_consent: no such grant of this person for this purpose"
    never = f"{table}: rows are never changed"
    columns = ("id", "address_id", "purpose_id", "grant_id", "since")
    bent = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns) + " OR NEW.last_used_at IS NULL OR NEW.last_used_at < OLD.last_used_at"
    return Guard(
        name="audience_consent_fits",
        table=table,
        sqlite=(
            f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} WHEN NOT EXISTS ({fits}) BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {bent} BEGIN SELECT RAISE(ABORT, '{never}'); END",
        ),
        postgresql=(
            _checking(f"{table}_check", f"NOT EXISTS ({fits})", message),
            f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check()",
            _checking(f"{table}_refuse", bent, never),
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ),
    )


def _request() -> Guard:
    """A confirmed sign-up never waits again: its link has done all that it can (B-05)."""
    table = "audience_signuprequest"
    message = f"{table}: a confirmed request stays confirmed"
    back = "OLD.state = 'confirmed' AND NEW.state <> 'confirmed'"
    return Guard(
        name="audience_request_forward",
        table=table,
        sqlite=(f"CREATE TRIGGER {table}_forward BEFORE UPDATE ON {table} WHEN {back} BEGIN SELECT RAISE(ABORT, '{message}'); END",),
        postgresql=(
            _checking(f"{table}_check", back, message),
            f"CREATE TRIGGER {table}_forward BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check()",
        ),
    )


def _raising(name: str, message: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$"


def _checking(name: str, refused: str, message: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {refused} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW; END $$"
    )
