"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.website"
    label = "website"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"
