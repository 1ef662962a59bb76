"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect signals and chores."""
        from depesche.newsroom import chores, from_wagtail

        from_wagtail.connect()
        del chores
