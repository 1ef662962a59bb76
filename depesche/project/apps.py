"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.project"
    label = "project"
    verbose_name = _("Project")
    default_auto_field = "django.db.models.BigAutoField"
