"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.mailing"
    label = "mailing"
    verbose_name = _("Newsletters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register guards, the withdrawal's deed, the keeper of personal data, the preview mode of articles and the periodic work."""
        from depesche.audience import withdrawal
        from depesche.kernel import personal_data
        from depesche.ledger import guards as ledger_guards
        from depesche.mailing import as_mail, chores, guards, relabelling
        from depesche.press import pages

        for guard in guards.GUARDS:
            ledger_guards.register(guard)
        withdrawal.register(relabelling.on_withdrawal)
        personal_data.register(relabelling.keeper())
        pages.register(as_mail.KIND)
        chores.send  # noqa: B018 - importing declares it
