"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.operations"
    label = "operations"
    verbose_name = _("Operations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what running the site does with personal data, and periodic work."""
        from depesche.operations import activities, chores

        activities.register_all()
        del chores
