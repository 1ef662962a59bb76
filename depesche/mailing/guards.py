"""The database's own word on deliveries: nobody, neither a bug nor a shell, hands a campaign mail over without a live consent.

On ``mailing_delivery``: a row begins ``queued``; its campaign, grant and id never change, its address only to nothing; its
state changes only as ``states.ALLOWED`` says; rows are not deleted; and ``handing_over`` needs, at this very moment, a
campaign that is being sent, a live consent of the address to the campaign's purpose by the same grant, a person who is
not restricted, and no suppression; ``accepted`` so needs a hand-over before it. A campaign that has deliveries is not
deleted. On PostgreSQL the consent's row is share-locked, so a withdrawal waits for the mark
or the mark sees the withdrawal.
"""

from __future__ import annotations

from depesche.ledger.guards import Guard
from depesche.mailing.states import ALLOWED

TABLE = "mailing_delivery"
PAIRS = " OR ".join(
    f"(OLD.state = '{before.value}' AND NEW.state IN ({', '.join(repr(after.value) for after in afters)}))" for before, afters in ALLOWED.items()
)
BEGINS = "NEW.state = 'handing_over' AND OLD.state <> 'handing_over'"
ADDRESS_CHANGED = "NEW.address_id IS NOT NULL AND {differs}"
SUPPRESSED = """
    SELECT 1 FROM courier_suppression AS suppression
    JOIN mailing_campaign AS campaign ON campaign.id = NEW.campaign_id
    JOIN audience_purpose AS purpose ON purpose.id = campaign.purpose_id
    JOIN audience_subscriber AS person ON person.id = NEW.address_id
    WHERE suppression.lookup = person.lookup AND suppression.scope IN ('all', purpose.key)
    AND (suppression.until IS NULL OR suppression.until > {now})"""
PERMITTED = """
    {select} FROM audience_consent AS consent
    JOIN mailing_campaign AS campaign ON campaign.id = NEW.campaign_id AND campaign.purpose_id = consent.purpose_id AND campaign.state = 'sending'
    JOIN audience_subscriber AS person ON person.id = consent.address_id AND NOT person.is_restricted
    WHERE consent.address_id = NEW.address_id AND consent.grant_id = NEW.grant_id"""


def _sqlite() -> tuple[str, ...]:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    return (
        """CREATE TRIGGER mailing_delivery_insert BEFORE INSERT ON mailing_delivery
    BEGIN
        SELECT RAISE(ABORT, 'mailing: a delivery begins queued') WHERE NEW.state IS NOT 'queued';
        SELECT RAISE(ABORT, 'mailing: this delivery exists') WHERE EXISTS (SELECT 1 FROM mailing_delivery WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM mailing_delivery WHERE campaign_id = NEW.campaign_id AND address_id = NEW.address_id);
    END""",
        f"""CREATE TRIGGER mailing_delivery_bound BEFORE UPDATE ON {TABLE}
    BEGIN
        SELECT RAISE(ABORT, 'mailing: a delivery stays bound to its campaign, its grant and its address')
        WHERE NEW.id IS NOT OLD.id OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.grant_id IS NOT OLD.grant_id
        OR ({ADDRESS_CHANGED.format(differs="NEW.address_id IS NOT OLD.address_id")});
        SELECT RAISE(ABORT, 'mailing: this change of state is not allowed') WHERE NEW.state IS NOT OLD.state AND NOT ({PAIRS});
    END""",
        f"""CREATE TRIGGER mailing_delivery_permitted BEFORE UPDATE ON {TABLE}
    WHEN NEW.state = 'handing_over' AND OLD.state IS NOT 'handing_over'
    BEGIN
        SELECT RAISE(ABORT, 'mailing: no hand-over without a live consent') WHERE NOT EXISTS ({PERMITTED.format(select="SELECT 1")});
        SELECT RAISE(ABORT, 'mailing: no hand-over to a suppressed address') WHERE EXISTS ({SUPPRESSED.format(now=now)});
    END""",
        f"""CREATE TRIGGER mailing_delivery_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'mailing: a delivery is never deleted'); END""",
    )


def _postgresql() -> tuple[str, ...]:
    return (
        _function("mailing_delivery_insert", _refuse("NEW.state <> 'queued'", "a delivery begins queued")),
        _row_trigger("mailing_delivery_insert", "INSERT"),
        _function(
            "mailing_delivery_bound",
            _refuse(
                "NEW.id <> OLD.id OR NEW.campaign_id <> OLD.campaign_id OR NEW.grant_id <> OLD.grant_id "
                f"OR ({ADDRESS_CHANGED.format(differs='NEW.address_id IS DISTINCT FROM OLD.address_id')})",
                "a delivery stays bound to its campaign, its grant and its address",
            )
            + _refuse(f"NEW.state <> OLD.state AND NOT ({PAIRS})", "this change of state is not allowed"),
        ),
        _row_trigger("mailing_delivery_bound", "UPDATE"),
        _function(
            "mailing_delivery_permitted",
            f"""
        {PERMITTED.format(select="PERFORM 1")} FOR SHARE OF consent;
        IF NOT FOUND THEN {_raise("no hand-over without a live consent")} END IF;
        IF EXISTS ({SUPPRESSED.format(now="clock_timestamp()")}) THEN {_raise("no hand-over to a suppressed address")} END IF;""",
        ),
        _row_trigger("mailing_delivery_permitted", "UPDATE", when=BEGINS),
        _function("mailing_delivery_no_delete", _raise("a delivery is never deleted")),
        *(
            f"CREATE TRIGGER mailing_delivery_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mailing_delivery_no_delete()"
            for deed in ("DELETE", "TRUNCATE")
        ),
    )


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"


def _refuse(condition: str, said: str) -> str:
    return f" IF {condition} THEN {_raise(said)} END IF;"


def _raise(said: str) -> str:
    return f"RAISE EXCEPTION 'mailing: {said}' USING ERRCODE = 'integrity_constraint_violation';"


def _row_trigger(name: str, deed: str, *, table: str = TABLE, when: str = "") -> str:
    asked = f"WHEN ({when}) " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {asked}EXECUTE FUNCTION {name}()"


def _locked(table: str) -> Guard:
    """No mail begins to leave while sending is locked: a restored or cloned database writes to nobody by itself (L-37, I-10)."""
    said = "sending is locked"
    name = f"{table}_locked"
    return Guard(
        name,
        table,
        sqlite=(
            f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table}
    WHEN NEW.state = 'handing_over' AND OLD.state IS NOT 'handing_over'
    BEGIN SELECT RAISE(ABORT, 'mailing: {said}') WHERE EXISTS (SELECT 1 FROM courier_sendinglock); END""",  # noqa: S608 - our own names
        ),
        postgresql=(
            _function(name, _refuse("EXISTS (SELECT 1 FROM courier_sendinglock)", said)),
            _row_trigger(name, "UPDATE", table=table, when=BEGINS),
        ),
    )


def _kept_campaign() -> Guard:
    """A campaign stays as long as it has deliveries: they hold no foreign key, which would be asked a million times at a start."""
    name, has = "mailing_campaign_kept", f"EXISTS (SELECT 1 FROM {TABLE} WHERE campaign_id = OLD.id)"  # noqa: S608 - our own names
    said = "a campaign with deliveries is never deleted"
    return Guard(
        name,
        "mailing_campaign",
        sqlite=(f"CREATE TRIGGER {name} BEFORE DELETE ON mailing_campaign BEGIN SELECT RAISE(ABORT, 'mailing: {said}') WHERE {has}; END",),
        postgresql=(
            _function(name, _refuse(has, said)).replace("RETURN NEW", "RETURN OLD"),
            _row_trigger(name, "DELETE", table="mailing_campaign"),
        ),
    )


GUARDS = (
    Guard("mailing delivery", TABLE, sqlite=_sqlite(), postgresql=_postgresql()),
    _locked(TABLE),
    _locked("courier_outboxmessage"),
    _kept_campaign(),
)
