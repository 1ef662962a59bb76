"""The form in which editors write an article."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.models import Page

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import addresses, publishing
from depesche.newsroom.claims import asserting
from depesche.newsroom.claims.terms import FIRST_YEAR, LAST_YEAR
from depesche.newsroom.gating import publish_gate

BACKGROUND_HELP = _("These articles always stand in the box, in this order. The other places are filled by topics, sources and words.")
HEADS_HELP = _("Words of the body are marked in the text itself (Ctrl+Shift+Q). What headline and lead state is chosen here.")
HIDDEN_HELP = _("These articles never stand in the box.")


MOMENTS = frozenset({"dated", "go_live_at", "expire_at"})


class TopicBoxes(CheckboxSelectMultiple):
    """Topics as boxes to tick."""


class RelatedPanel(Panel):
    """The place where editors see what the box of related articles would show; ``related.js`` fetches it (``related_rows.py``)."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one article."""

        template_name = "newsroom/related_panel.html"

        class Media:
            js = ["newsroom/related.js"]
            css = {"all": ["newsroom/related.css"]}

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return where the box is asked for; an article that was never saved has none."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["address"] = reverse("newsroom-related", args=[self.instance.pk]) if self.instance.pk else ""
            return context


class AddressForm(WagtailAdminPageForm):
    """An address left empty is made from the title; who saves quickly is not asked for it, and the second headline of its kind gets a number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return the address: one that a person wrote stays as it is, one made from the title is made free and not too long."""
        typed, made = str(self.cleaned_data["slug"]), addresses.slug(self.cleaned_data.get("title") or "")
        is_made = bool(made) and (not typed or typed == made or (len(typed) > addresses.LONGEST and typed.startswith(made)))
        if is_made:
            return next(slug for slug in _numbered(made) if Page._slug_is_available(slug, self.parent_page, self.instance))
        if len(typed) > addresses.LONGEST:
            raise ValidationError(_("The address is too long; %(most)s characters are the most."), params={"most": addresses.LONGEST})
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse moments at the ends of the calendar, which have no time of day in every zone."""
        for name in MOMENTS & self.cleaned_data.keys():
            moment = self.cleaned_data[name]
            if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
                years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
                self.add_error(name, ValidationError(_("Please choose a day between the years %(first)s and %(last)s."), params=years))
        said: dict[str, Any] = super().clean()
        return said


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in itertools.count(2))


class ArticleForm(AddressForm):
    """Shows what the gate would refuse while everything typed is still on the screen; a draft may be unfinished.

    That only typing errors were mended is said of one publication, not of the next.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_typo_fix" in self.fields and not self.instance.has_unpublished_changes:
            self.initial["is_typo_fix"] = False

    def _post_clean(self) -> None:
        super()._post_clean()
        heads = self.formsets.get("head_claims")
        if heads is not None and not heads.is_valid():
            return
        for form in heads.forms if heads is not None else ():
            if "claim" in form.changed_data and (chosen := form.cleaned_data.get("claim")):
                form.instance.assertion = asserting.waiting(chosen)  # carried like that of a mark in the text
        if self.is_deferred_validation or self.errors:
            return
        if heads is not None:
            heads.save(commit=False)  # into the article in memory: what is judged is what would be live
        try:
            publishing.gate(self.instance, at=clock.now())
        except Refusal as refusal:
            self.add_error("unsourced_reason" if refusal.code == publish_gate.WITHOUT_REASON else None, str(refusal))
