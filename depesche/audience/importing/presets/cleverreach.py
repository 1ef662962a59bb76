"""CleverReach: registered is the sign-up, activated the confirmation, deactivated the leaving; times may be seconds since 1970."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import WORDS, Preset, Standing, Told, columns, is_yes, plain
from depesche.audience.importing.said import NOTHING, Status


def standing(told: Told) -> Standing:
    """Take people as gone who were deactivated or are said not to be active."""
    if is_yes(told.column("bounced")) or told.column("bounce").casefold() in {"hard", "hardbounce"}:
        return Standing(Status.BOUNCED)
    said = told.column("active", "aktiv")
    if told.field("left_at").casefold() not in NOTHING or (said and not is_yes(said)):
        return Standing(Status.LEFT)
    status = WORDS.get(plain(told.field("status")), Status.UNKNOWN)
    is_confirmed = told.field("confirmed_at").casefold() not in NOTHING
    return Standing(status if status is not Status.ACTIVE or is_confirmed else Status.PENDING)


PRESET = Preset(
    "cleverreach",
    "CleverReach",
    columns(
        email=("e_mail", "e_mail_adresse"),
        opted_in_at=("registered", "registriert", "anmeldedatum"),
        confirmed_at=("activated", "aktiviert", "aktivierungsdatum"),
        confirmed_ip=("activation_ip", "doi_ip"),
        left_at=("deactivated", "deaktiviert", "abmeldedatum"),
        source_url=("source", "quelle"),
    ),
    signature=frozenset({"registered", "activated", "deactivated"}),
    standing=standing,
)
