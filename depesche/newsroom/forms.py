"""The form in which editors write an article."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from depesche.kernel.refusal import Refusal
from depesche.newsroom import publishing

BACKGROUND_HELP = _("Articles shown beside this one. Empty: the newest articles of the same topic.")


class TopicBoxes(CheckboxSelectMultiple):
    """Topics as boxes to tick."""


class AddressForm(WagtailAdminPageForm):
    """An address left empty is made from the title; who saves quickly is not asked for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class ArticleForm(AddressForm):
    """Shows what the gate would refuse while everything typed is still on the screen; a draft may be unfinished."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        try:
            publishing.gate(self.instance)
        except Refusal as refusal:
            self.add_error(None, str(refusal))
