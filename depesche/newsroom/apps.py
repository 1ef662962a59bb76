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
        """Connect signals and chores; register the guards of the search index, and the entries of tickers as users of pictures."""
        from wagtail.models import ReferenceIndex

        from depesche.ledger import guards as ledger_guards
        from depesche.newsroom import activities, chores, from_wagtail, guards
        from depesche.newsroom.ticker_rows import TickerEntry

        for guard in guards.GUARDS:
            ledger_guards.register(guard)
        from_wagtail.connect()
        ReferenceIndex.register_model(TickerEntry)  # Wagtail itself counts the uses of pages, snippets and the like
        activities.register_all()
        del chores
