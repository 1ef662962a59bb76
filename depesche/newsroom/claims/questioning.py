"""Putting a question into other words: what several claims answer together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.newsroom.claims import outdating
from depesche.newsroom.claims.claim_rows import Question
from depesche.press import rebuild


def reword(question: Question, text: str, text_en: str = "", *, at: datetime) -> None:
    """Give a question other words; every page that shows it follows."""
    question.text, question.text_en = text, text_en
    with transaction.atomic():
        question.save(update_fields=["text", "text_en"])
        answering = question.claims.values_list("pk", flat=True)
        rebuild.outdate([outdating.of_question(question.pk), *map(outdating.of_claim, answering)], at=at)
