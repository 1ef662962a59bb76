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
        """Connect signals and chores; register keeper, guards, the entries of tickers as users of pictures, and the mark of a claim."""
        from wagtail.models import ReferenceIndex
        from wagtail.rich_text import features as rich_text

        from depesche.kernel import personal_data
        from depesche.ledger import guards as ledger_guards
        from depesche.newsroom import activities, chores, from_wagtail, guards, guards_of_claims
        from depesche.newsroom.claim_editor import features
        from depesche.newsroom.reports import keeping
        from depesche.newsroom.ticker_rows import TickerEntry

        # Not by Wagtail's hook: forms with rich text that are made while the hooks are still being collected would never know the mark.
        features.register(rich_text)
        for guard in (*guards.GUARDS, *guards_of_claims.GUARDS):
            ledger_guards.register(guard)
        from_wagtail.connect()
        ReferenceIndex.register_model(TickerEntry)  # Wagtail itself counts the uses of pages, snippets and the like
        activities.register_all()
        personal_data.register(keeping.keeper())
        del chores
