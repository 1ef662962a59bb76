"""The ledger's triggers on SQLite.

A BEFORE INSERT guard stands on every table, because INSERT OR REPLACE deletes without firing DELETE triggers when a connection
has not set ``recursive_triggers``. The size of a log is kept by a trigger, so an entry and the size can never disagree.
"""

from __future__ import annotations

ENTRY = (
    """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never changed'); END""",
    """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never deleted'); END""",
    """CREATE TRIGGER ledger_entry_insert BEFORE INSERT ON ledger_entry
    BEGIN
        SELECT RAISE(ABORT, 'ledger: an entry''s index is the present size of its log')
        WHERE NEW."index" IS NOT (SELECT size FROM ledger_log WHERE name = NEW.log_id);
        SELECT RAISE(ABORT, 'ledger: this entry exists') WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id);
        SELECT RAISE(ABORT, 'ledger: a commitment has 32 bytes') WHERE typeof(NEW.commitment) <> 'blob' OR length(NEW.commitment) <> 32;
    END""",
    """CREATE TRIGGER ledger_entry_counted AFTER INSERT ON ledger_entry
    BEGIN UPDATE ledger_log SET size = NEW."index" + 1 WHERE name = NEW.log_id; END""",
)

LOG = (
    """CREATE TRIGGER ledger_log_insert BEFORE INSERT ON ledger_log
    BEGIN
        SELECT RAISE(ABORT, 'ledger: this log exists') WHERE EXISTS (SELECT 1 FROM ledger_log WHERE name = NEW.name);
        SELECT RAISE(ABORT, 'ledger: a new log is empty') WHERE NEW.size <> 0;
    END""",
    """CREATE TRIGGER ledger_log_update BEFORE UPDATE ON ledger_log
    BEGIN
        SELECT RAISE(ABORT, 'ledger: a log''s size only grows with its entries')
        WHERE NEW.name <> OLD.name OR NEW.size <= OLD.size
        OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE log_id = NEW.name AND "index" = NEW.size - 1)
        OR EXISTS (SELECT 1 FROM ledger_entry WHERE log_id = NEW.name AND "index" = NEW.size);
    END""",
    """CREATE TRIGGER ledger_log_no_delete BEFORE DELETE ON ledger_log
    BEGIN SELECT RAISE(ABORT, 'ledger: a log is never deleted'); END""",
)

TILE = (
    """CREATE TRIGGER ledger_tile_insert BEFORE INSERT ON ledger_tile
    BEGIN
        SELECT RAISE(ABORT, 'ledger: this tile exists')
        WHERE EXISTS (SELECT 1 FROM ledger_tile WHERE id = NEW.id OR (log_id = NEW.log_id AND level = NEW.level AND "index" = NEW."index"));
        SELECT RAISE(ABORT, 'ledger: a tile holds 1 to 256 hashes of 32 bytes')
        WHERE typeof(NEW.hashes) <> 'blob' OR length(NEW.hashes) % 32 <> 0 OR length(NEW.hashes) NOT BETWEEN 32 AND 8192;
    END""",
    """CREATE TRIGGER ledger_tile_update BEFORE UPDATE ON ledger_tile
    BEGIN
        SELECT RAISE(ABORT, 'ledger: a tile only grows')
        WHERE NEW.id <> OLD.id OR NEW.log_id <> OLD.log_id OR NEW.level <> OLD.level OR NEW."index" <> OLD."index"
        OR typeof(NEW.hashes) <> 'blob' OR length(NEW.hashes) % 32 <> 0 OR length(NEW.hashes) > 8192
        OR length(NEW.hashes) <= length(OLD.hashes) OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes;
    END""",
    """CREATE TRIGGER ledger_tile_no_delete BEFORE DELETE ON ledger_tile
    BEGIN SELECT RAISE(ABORT, 'ledger: a tile is never deleted'); END""",
)

CHECKPOINT = (
    """CREATE TRIGGER ledger_checkpoint_insert BEFORE INSERT ON ledger_checkpoint
    BEGIN
        SELECT RAISE(ABORT, 'ledger: a checkpoint is larger than all before it and no larger than its log')
        WHERE EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = NEW.id OR (log_id = NEW.log_id AND size >= NEW.size))
        OR NOT EXISTS (SELECT 1 FROM ledger_log WHERE name = NEW.log_id AND size >= NEW.size);
    END""",
    """CREATE TRIGGER ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint
    BEGIN SELECT RAISE(ABORT, 'ledger: a checkpoint is never changed'); END""",
    """CREATE TRIGGER ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint
    BEGIN SELECT RAISE(ABORT, 'ledger: a checkpoint is never deleted'); END""",
)

ERASURE = (
    """CREATE TRIGGER ledger_erasure_insert BEFORE INSERT ON ledger_erasure
    BEGIN
        SELECT RAISE(ABORT, 'ledger: an erasure is begun by the newest entry of the log, before that entry has its body')
        WHERE EXISTS (SELECT 1 FROM ledger_body WHERE entry_id = NEW.by_id)
        OR NOT EXISTS (
            SELECT 1 FROM ledger_entry AS made JOIN ledger_log ON ledger_log.name = made.log_id AND ledger_log.size = made."index" + 1
            JOIN ledger_entry AS named ON named.log_id = made.log_id WHERE made.id = NEW.by_id AND named.id = NEW.entry_id
        );
        SELECT RAISE(ABORT, 'ledger: there is no body to erase')
        WHERE NOT EXISTS (SELECT 1 FROM ledger_body WHERE entry_id = NEW.entry_id AND kind <> 'erased')
        OR EXISTS (SELECT 1 FROM ledger_erasure WHERE entry_id = NEW.entry_id);
    END""",
    """CREATE TRIGGER ledger_erasure_no_update BEFORE UPDATE ON ledger_erasure
    BEGIN SELECT RAISE(ABORT, 'ledger: an erasure is never changed'); END""",
    """CREATE TRIGGER ledger_erasure_no_delete BEFORE DELETE ON ledger_erasure
    BEGIN SELECT RAISE(ABORT, 'ledger: an erasure is never deleted'); END""",
)

BODY = (
    """CREATE TRIGGER ledger_body_insert BEFORE INSERT ON ledger_body
    BEGIN
        SELECT RAISE(ABORT, 'ledger: this entry has, or had, its body')
        WHERE EXISTS (SELECT 1 FROM ledger_body WHERE entry_id = NEW.entry_id)
        OR EXISTS (SELECT 1 FROM ledger_erasure WHERE entry_id = NEW.entry_id)
        OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id);
        SELECT RAISE(ABORT, 'ledger: only an erased entry erases')
        WHERE NEW.kind <> 'erased' AND EXISTS (SELECT 1 FROM ledger_erasure WHERE by_id = NEW.entry_id);
        SELECT RAISE(ABORT, 'ledger: an erased entry names exactly what it erases')
        WHERE NEW.kind = 'erased' AND (
            json_extract(CAST(NEW.body AS TEXT), '$.kind') IS NOT 'erased'
            OR (SELECT count(*) FROM ledger_erasure WHERE by_id = NEW.entry_id)
               IS NOT json_array_length(CAST(NEW.body AS TEXT), '$.body.leaves')
            OR EXISTS (
                SELECT 1 FROM ledger_erasure JOIN ledger_entry ON ledger_entry.id = ledger_erasure.entry_id
                WHERE by_id = NEW.entry_id
                AND ledger_entry."index" NOT IN (SELECT value FROM json_each(CAST(NEW.body AS TEXT), '$.body.leaves'))
            )
        );
    END""",
    """CREATE TRIGGER ledger_body_erases AFTER INSERT ON ledger_body WHEN NEW.kind = 'erased'
    BEGIN DELETE FROM ledger_body WHERE entry_id IN (SELECT entry_id FROM ledger_erasure WHERE by_id = NEW.entry_id); END""",
    """CREATE TRIGGER ledger_body_no_update BEFORE UPDATE ON ledger_body
    BEGIN SELECT RAISE(ABORT, 'ledger: a body is never changed'); END""",
    """CREATE TRIGGER ledger_body_delete BEFORE DELETE ON ledger_body
    BEGIN
        SELECT RAISE(ABORT, 'ledger: a body is deleted by an erased entry only')
        WHERE NOT EXISTS (
            SELECT 1 FROM ledger_erasure JOIN ledger_body AS made ON made.entry_id = ledger_erasure.by_id
            WHERE ledger_erasure.entry_id = OLD.entry_id AND made.kind = 'erased'
        );
    END""",
)
