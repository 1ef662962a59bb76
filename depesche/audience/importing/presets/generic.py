"""Any other table: the operator says which column is which (``--map COLUMN=FIELD``)."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, columns

PRESET = Preset(
    "generic",
    "generic",
    columns(
        email=("e_mail", "email_address", "mail", "e_mail_adresse", "emailadresse", "adresse"),
        opted_in_at=("opt_in_at", "optin_time", "subscribed_at", "created_at", "anmeldung", "angemeldet_am"),
        opted_in_ip=("optin_ip", "opt_in_ip"),
        confirmed_at=("confirm_time", "double_opt_in_at", "doi_at", "bestätigt_am", "bestätigung"),
        confirmed_ip=("confirm_ip", "doi_ip"),
        left_at=("unsubscribed_at", "abgemeldet_am"),
    ),
)
