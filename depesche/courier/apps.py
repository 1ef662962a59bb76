"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CourierConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.courier"
    label = "courier"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"
