"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.press"
    label = "press"
    verbose_name = _("Press")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the chores."""
        from depesche.press import chores

        del chores
