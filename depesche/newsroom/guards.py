"""The triggers by which SQLite keeps its search index in step with the entries, whoever changes them; PostgreSQL has generated columns for that."""

from __future__ import annotations

from depesche.ledger.guards import Guard

TABLE = "newsroom_searchentry"
INDEX = "newsroom_search"
_COLUMNS = "headline, lead, body"
_ENTER = f"INSERT INTO {INDEX}(rowid, {_COLUMNS}) VALUES (NEW.article_id, NEW.headline, NEW.lead, NEW.body);"  # noqa: S608 - constants
_FORGET = f"INSERT INTO {INDEX}({INDEX}, rowid, {_COLUMNS}) VALUES ('delete', OLD.article_id, OLD.headline, OLD.lead, OLD.body);"  # noqa: S608
_CHANGED = f"UPDATE OF {_COLUMNS}"

GUARDS = (
    Guard(
        "search index",
        TABLE,
        sqlite=(
            f"CREATE TRIGGER newsroom_search_enter AFTER INSERT ON {TABLE} BEGIN {_ENTER} END",
            f"CREATE TRIGGER newsroom_search_forget AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
            f"CREATE TRIGGER newsroom_search_change AFTER {_CHANGED} ON {TABLE} BEGIN {_FORGET} {_ENTER} END",
        ),
        postgresql=(),
    ),
)
