"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrandConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.brand"
    label = "brand"
    verbose_name = _("Publisher")
    default_auto_field = "django.db.models.BigAutoField"
