"""The ledger's triggers on PostgreSQL.

What may never happen is refused per statement, so an upsert (``ON CONFLICT DO UPDATE``) is stopped too: PostgreSQL fires statement
triggers of UPDATE for it. Entries, bodies and erasures are checked per statement over all its rows, so batches stay set-based
(row triggers made an erasure of 10,000 bodies take 24 s: plans cached while the tables were small scan them once per row).
"""

from __future__ import annotations


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _never(table: str, deed: str, said: str) -> tuple[str, str]:
    name = f"{table}_no_{deed.lower()}"
    function = _function(name, f" BEGIN RAISE EXCEPTION 'ledger: {said}'; END ")
    return function, f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def _before(table: str, deed: str, condition: str, *, said: str) -> tuple[str, str]:
    """Refuse a row when the condition holds (it may be read from NEW and OLD)."""
    name = f"{table}_{deed.lower()}"
    function = _function(name, f" BEGIN IF {condition} THEN RAISE EXCEPTION 'ledger: {said}'; END IF; RETURN NEW; END ")
    return function, f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _after(table: str, deed: str, condition: str, *, said: str) -> tuple[str, str]:
    """Refuse a statement when the condition over its rows (the table ``rows``) holds, or when it has no rows (a silent upsert)."""
    name = f"{table}_{deed.lower()}"
    side = "OLD" if deed == "DELETE" else "NEW"
    empty = "" if deed == "DELETE" else "NOT EXISTS (SELECT 1 FROM rows) OR "
    function = _function(name, f" BEGIN IF {empty}{condition} THEN RAISE EXCEPTION 'ledger: {said}'; END IF; RETURN NULL; END ")
    trigger = f"CREATE TRIGGER {name} AFTER {deed} ON {table} REFERENCING {side} TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    return function, trigger


ENTRY = (
    *_never("ledger_entry", "UPDATE", "an entry is never changed"),
    *_never("ledger_entry", "DELETE", "an entry is never deleted"),
    *_never("ledger_entry", "TRUNCATE", "entries are never truncated"),
    _function(
        "ledger_entry_insert",
        """
        DECLARE grown record; begun bigint;
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM fresh) THEN RAISE EXCEPTION 'ledger: no new entry'; END IF;
            FOR grown IN SELECT log_id, min("index") AS first, max("index") AS last, count(*) AS number,
                                max(abs(length(commitment) - 32)) AS off FROM fresh GROUP BY log_id
            LOOP
                SELECT size INTO begun FROM ledger_log WHERE name = grown.log_id FOR UPDATE;
                IF begun IS DISTINCT FROM grown.first OR grown.last - grown.first + 1 <> grown.number THEN
                    RAISE EXCEPTION 'ledger: an entry''s index is the present size of its log';
                END IF;
                IF grown.off <> 0 THEN RAISE EXCEPTION 'ledger: a commitment has 32 bytes'; END IF;
                UPDATE ledger_log SET size = grown.last + 1 WHERE name = grown.log_id;
            END LOOP;
            RETURN NULL;
        END """,
    ),
    "CREATE TRIGGER ledger_entry_insert AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_insert()",
)

LOG = (
    *_before("ledger_log", "INSERT", "NEW.size <> 0", said="a new log is empty"),
    *_before(
        "ledger_log",
        "UPDATE",
        "NEW.name <> OLD.name OR NEW.size <= OLD.size"
        ' OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE log_id = NEW.name AND "index" = NEW.size - 1)'
        ' OR EXISTS (SELECT 1 FROM ledger_entry WHERE log_id = NEW.name AND "index" = NEW.size)',
        said="the size of a log only grows with its entries",
    ),
    *_never("ledger_log", "DELETE", "a log is never deleted"),
    *_never("ledger_log", "TRUNCATE", "logs are never truncated"),
)

TILE = (
    *_before(
        "ledger_tile",
        "INSERT",
        'EXISTS (SELECT 1 FROM ledger_tile WHERE log_id = NEW.log_id AND level = NEW.level AND "index" = NEW."index")'
        " OR length(NEW.hashes) % 32 <> 0 OR length(NEW.hashes) NOT BETWEEN 32 AND 8192",
        said="this tile exists, or does not hold 1 to 256 hashes of 32 bytes",
    ),
    *_before(
        "ledger_tile",
        "UPDATE",
        'NEW.id <> OLD.id OR NEW.log_id <> OLD.log_id OR NEW.level <> OLD.level OR NEW."index" <> OLD."index"'
        " OR length(NEW.hashes) % 32 <> 0 OR length(NEW.hashes) > 8192 OR length(NEW.hashes) <= length(OLD.hashes)"
        " OR substring(NEW.hashes FOR length(OLD.hashes)) <> OLD.hashes",
        said="a tile only grows",
    ),
    *_never("ledger_tile", "DELETE", "a tile is never deleted"),
    *_never("ledger_tile", "TRUNCATE", "tiles are never truncated"),
)

CHECKPOINT = (
    *_before(
        "ledger_checkpoint",
        "INSERT",
        "EXISTS (SELECT 1 FROM ledger_checkpoint WHERE log_id = NEW.log_id AND size >= NEW.size)"
        " OR NOT EXISTS (SELECT 1 FROM ledger_log WHERE name = NEW.log_id AND size >= NEW.size)",
        said="a checkpoint is larger than all before it and no larger than its log",
    ),
    *_never("ledger_checkpoint", "UPDATE", "a checkpoint is never changed"),
    *_never("ledger_checkpoint", "DELETE", "a checkpoint is never deleted"),
    *_never("ledger_checkpoint", "TRUNCATE", "checkpoints are never truncated"),
)

ERASURE = (
    *_after(
        "ledger_erasure",
        "INSERT",
        "EXISTS (SELECT 1 FROM rows JOIN ledger_body ON ledger_body.entry_id = rows.by_id)"
        " OR (SELECT count(*) FROM rows) <> (SELECT count(*) FROM rows JOIN ledger_entry AS made ON made.id = rows.by_id"
        ' JOIN ledger_log ON ledger_log.name = made.log_id AND ledger_log.size = made."index" + 1'
        " JOIN ledger_entry AS named ON named.id = rows.entry_id AND named.log_id = made.log_id"
        " JOIN ledger_body AS held ON held.entry_id = named.id AND held.kind <> 'erased')",
        said="an erasure needs a body and is begun by the newest entry of the log, before that entry has its own body",
    ),
    *_never("ledger_erasure", "UPDATE", "an erasure is never changed"),
    *_never("ledger_erasure", "DELETE", "an erasure is never deleted"),
    *_never("ledger_erasure", "TRUNCATE", "erasures are never truncated"),
)

BODY = (
    *_after(
        "ledger_body",
        "INSERT",
        "EXISTS (SELECT 1 FROM rows JOIN ledger_erasure ON ledger_erasure.entry_id = rows.entry_id)"
        " OR EXISTS (SELECT 1 FROM rows JOIN ledger_erasure ON ledger_erasure.by_id = rows.entry_id WHERE rows.kind <> 'erased')",
        said="this entry has, or had, its body, or erases without being an erased entry",
    ),
    _function(
        "ledger_body_erases",
        """
        DECLARE said jsonb := convert_from(NEW.body, 'UTF8')::jsonb;
        BEGIN
            IF said ->> 'kind' IS DISTINCT FROM 'erased' OR jsonb_typeof(said #> '{body,leaves}') IS DISTINCT FROM 'array'
            OR EXISTS (
                SELECT "index" FROM ledger_erasure JOIN ledger_entry ON ledger_entry.id = ledger_erasure.entry_id WHERE by_id = NEW.entry_id
                EXCEPT SELECT value::bigint FROM jsonb_array_elements_text(said #> '{body,leaves}') AS value
            )
            OR (SELECT count(*) FROM ledger_erasure WHERE by_id = NEW.entry_id) <> jsonb_array_length(said #> '{body,leaves}') THEN
                RAISE EXCEPTION 'ledger: an erased entry names exactly what it erases';
            END IF;
            DELETE FROM ledger_body WHERE entry_id IN (SELECT entry_id FROM ledger_erasure WHERE by_id = NEW.entry_id);
            RETURN NULL;
        END """,
    ),
    "CREATE TRIGGER ledger_body_erases AFTER INSERT ON ledger_body FOR EACH ROW WHEN (NEW.kind = 'erased') EXECUTE FUNCTION ledger_body_erases()",
    *_never("ledger_body", "UPDATE", "a body is never changed"),
    *_after(
        "ledger_body",
        "DELETE",
        "(SELECT count(*) FROM rows) <> (SELECT count(*) FROM rows JOIN ledger_erasure ON ledger_erasure.entry_id = rows.entry_id"
        " JOIN ledger_body AS made ON made.entry_id = ledger_erasure.by_id AND made.kind = 'erased')",
        said="a body is deleted by an erased entry only",
    ),
    *_never("ledger_body", "TRUNCATE", "bodies are never truncated"),
)
