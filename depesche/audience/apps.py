"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AudienceConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.audience"
    label = "audience"
    verbose_name = _("Audience")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register guards, personal data and periodic work."""
        from depesche.audience import activities, chores, forgetting, guards  # noqa: F401 - chores register themselves
        from depesche.kernel import personal_data
        from depesche.ledger.guards import register

        for guard in guards.all_guards():
            register(guard)
        personal_data.register(forgetting.keeper())
        activities.register_all()
