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
        """Register guards, deeds of withdrawal and undone imports, the keeper of personal data, the preview mode of articles, periodic work."""
        from depesche.audience import greeting as welcome
        from depesche.audience import timeline, withdrawal
        from depesche.audience.importing import undoing
        from depesche.courier.inbound import settling
        from depesche.kernel import personal_data
        from depesche.ledger import guards as ledger_guards
        from depesche.mailing import activities, as_mail, breaking_box, chores, from_wagtail, greeting, guards, received, relabelling
        from depesche.mailing.coming_back import settling as coming_back
        from depesche.mailing.correcting import reach as spread
        from depesche.mailing.correcting import telling
        from depesche.newsroom import along, reach
        from depesche.press import pages

        for guard in guards.GUARDS:
            ledger_guards.register(guard)
        withdrawal.register(relabelling.on_withdrawal)
        undoing.register(relabelling.has_deliveries)
        timeline.register(received.tell)
        personal_data.register(relabelling.keeper())
        personal_data.register(telling.keeper())
        reach.register(spread.NAME, spread.count)
        activities.register_all()
        pages.register(as_mail.KIND)
        settling.register(coming_back.settle)
        along.register(breaking_box.BOX)
        welcome.register(greeting.blocks)
        from_wagtail.connect()
        chores.send  # noqa: B018 - importing declares it
