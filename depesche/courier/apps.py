"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from depesche.kernel import personal_data


class CourierConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.courier"
    label = "courier"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the personal data kept here and the periodic work."""
        from depesche.courier import chores, keeping  # noqa: F401 - importing declares the periodic work

        personal_data.register(personal_data.Keeper("courier", export=keeping.export, erase=keeping.erase))
