"""Django's entry to this part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """Registers what this part offers to the parts below it."""

    name = "depesche.website"
    label = "website"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the press which of Wagtail's pages exist, and who renders each; connect signals and chores."""
        from depesche.brand import trials
        from depesche.press import pages
        from depesche.press.pages import PageKind
        from depesche.website import article, chores, from_wagtail, front, home, section, share_card
        from depesche.website.design import specimens

        label = {pages.PAGE: _("Page")}
        for part in (home, section, article):
            pages.register(PageKind(part.KIND, part.answer, labels=label, is_stored=True))
        pages.register(share_card.KIND)
        pages.register_front(front.resolve)
        pages.use_order(front.order)
        pages.register_whole(front.whole)
        trials.register(specimens.trials)
        from_wagtail.connect()
        del chores
