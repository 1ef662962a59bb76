"""The blocks of an article that are filled from claims, questions and sources. Which claims they show: ``claims/block_claims.py``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from depesche.newsroom.choosers import ClaimChooserBlock, QuestionChooserBlock, SourceChooserBlock

INLINE = ["bold", "italic", "link"]


class QuoteBlock(blocks.StructBlock):
    """Words of a named speaker; a source that the newsroom knows gives name and role."""

    quote = blocks.TextBlock(label=_("Quote"))
    source = SourceChooserBlock(label=_("Whose words"), required=False, help_text=_("Gives name and role. Empty: as written below."))
    speaker = blocks.CharBlock(label=_("Speaker"), max_length=160, required=False)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("quote")

    def clean(self, value: Any) -> Any:
        """Refuse words of nobody."""
        said = super().clean(value)
        if not said.get("source") and not (said.get("speaker") or "").strip():
            raise StructBlockValidationError(block_errors={"speaker": ValidationError(_("Please choose a source or name the speaker."))})
        return said


class FiguresBlock(blocks.StructBlock):
    """What sources say to one question, as bars and as a table."""

    question = QuestionChooserBlock(label=_("Question"))
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200, help_text=_("Empty: the question."))

    class Meta:
        icon = "order"
        label = _("figures compared")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what readers find it by."""
        question = value.get("question")
        return [text for text in (value.get("heading"), question and question.text) if text]


class KnowledgeBlock(blocks.StructBlock):
    """What is known and what is not, filled from the statuses of claims."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    claims = blocks.ListBlock(
        ClaimChooserBlock(label=_("Claim")), label=_("Claims"), default=[], help_text=_("None: those that are marked in this article.")
    )

    class Meta:
        icon = "tasks"
        label = _("what we know, what we do not")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what readers find it by."""
        return [text for text in (value.get("heading"), *(claim.text for claim in value.get("claims") or () if claim)) if text]


class TimelineEntryBlock(blocks.StructBlock):
    """What happened on a day."""

    day = blocks.DateBlock(label=_("Day"))
    time = blocks.TimeBlock(label=_("Time of day"), required=False)
    text = blocks.RichTextBlock(label=_("What happened"), features=[*INLINE])
    claim = ClaimChooserBlock(label=_("Claim"), required=False, help_text=_("Shows who says so, and how far it is certain."))

    class Meta:
        icon = "date"
        label = _("entry")


class TimelineBlock(blocks.StructBlock):
    """What happened when; readers see it in the order of time."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    entries = blocks.ListBlock(TimelineEntryBlock(), label=_("Entries"), min_num=1)

    class Meta:
        icon = "history"
        label = _("timeline")


class FactCheckBlock(blocks.StructBlock):
    """A claim, what the newsroom's check found, and the facts."""

    claim = ClaimChooserBlock(label=_("Claim"))
    assessment = blocks.ChoiceBlock(
        label=_("Assessment"),
        choices=[
            ("true", _("true")),
            ("mostly_true", _("mostly true")),
            ("misleading", _("misleading")),
            ("unproven", _("not proven")),
            ("false", _("false")),
        ],
    )
    summary = blocks.CharBlock(label=_("In one sentence"), required=False, max_length=300)
    facts = blocks.RichTextBlock(label=_("Facts"), features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "circle-check"
        label = _("fact check")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what readers find it by."""
        claim = value.get("claim")
        return [*([claim.text] if claim else []), *super().get_searchable_content(value)]
