"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.mailing"
    label = "mailing"
    verbose_name = _("Newsletters")
    default_auto_field = "django.db.models.BigAutoField"
