"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChoresConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.chores"
    label = "chores"
    verbose_name = _("Background work")
    default_auto_field = "django.db.models.BigAutoField"
