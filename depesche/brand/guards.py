"""The database itself keeps published legal texts as they are."""

from __future__ import annotations

from depesche.ledger.guards import Guard, register

SENTENCE = "a published legal text never changes"


def _sqlite(event: str) -> str:
    name = f"brand_legal_version_no_{event.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {event} ON brand_legalversion BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"


NO_REPLACE = f"""CREATE TRIGGER brand_legal_version_no_replace BEFORE INSERT ON brand_legalversion
WHEN EXISTS (SELECT 1 FROM brand_legalversion WHERE id = NEW.id OR (text_id = NEW.text_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"""  # noqa: S608 - constants of this file
LEGAL_VERSIONS = Guard(
    name="brand_legal_versions",
    table="brand_legalversion",
    sqlite=(_sqlite("UPDATE"), _sqlite("DELETE"), NO_REPLACE),
    postgresql=(
        f"CREATE OR REPLACE FUNCTION brand_legal_versions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
        "CREATE TRIGGER brand_legal_version_rows BEFORE UPDATE OR DELETE ON brand_legalversion FOR EACH ROW EXECUTE FUNCTION brand_legal_versions()",
        "CREATE TRIGGER brand_legal_version_all BEFORE TRUNCATE ON brand_legalversion FOR EACH STATEMENT EXECUTE FUNCTION brand_legal_versions()",
    ),
)


def register_all() -> None:
    """Hand the guards of this part to the ledger, which installs and checks them."""
    register(LEGAL_VERSIONS)
