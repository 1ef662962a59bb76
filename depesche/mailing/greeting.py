"""The publisher's own words in the welcome mail, and articles for a new reader; no advertising, as the mail also confirms (L-10)."""

from __future__ import annotations

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Block, Heading, Paragraph
from depesche.kernel import options
from depesche.mailing import rendering
from depesche.mailing.models import Greeting
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.models import ArticlePage, Correction


def blocks(language: str) -> list[Block]:
    """Return what the publisher says to everybody who confirmed in this language; nothing where it is switched off."""
    greeting = Greeting.objects.filter(language=language, is_on=True).first()
    if greeting is None:
        return []
    with translation.override(language):
        return [*rendering.rich_text(greeting.text), *_worth_reading(greeting)]


def _worth_reading(greeting: Greeting) -> list[Block]:
    """Links to the chosen articles that are published and not retracted."""
    retracted = Correction.objects.filter(severity=Severity.RETRACTION, state=CorrectionState.PUBLISHED, article__isnull=False).values("article")
    chosen = ArticlePage.objects.live().filter(pk__in=greeting.articles.values("article")).exclude(pk__in=retracted)
    by_number = {article.pk: article for article in chosen}
    lines = [
        (options.current().address(article.get_url() or "/"), article.title)
        for row in greeting.articles.all()
        if (article := by_number.get(row.article_id)) is not None
    ]
    if not lines:
        return []
    return [Heading(_("Worth reading")), Paragraph(format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', lines)))]
