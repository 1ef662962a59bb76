"""Django's entry to this part."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Registers the ledger's guards and its chore; makes all guards and the logs' rows after every migrate."""

    name = "depesche.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this part offers."""
        from depesche.ledger import chores, guards_here  # noqa: F401

        guards_here.register_all()
        post_migrate.connect(after_migrate, sender=self)


def after_migrate(using: str, **unused: Any) -> None:
    """Make every guard whose table exists, and the row of every log; only the default database holds a ledger."""
    from depesche.ledger import guards, logs, models

    if using == "default" and "ledger_log" in _tables():
        guards.install()
        held = set(models.Log.objects.values_list("name", flat=True))
        models.Log.objects.bulk_create([models.Log(name=name) for name in logs.PATHS if name not in held])


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()
