"""The editor's preview of an article "as mail"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from depesche.mailing import rendering
from depesche.newsroom.models import ArticlePage
from depesche.press.pages import PageKind

MODE = "mail"


def render(article: ArticlePage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer with the mail's HTML."""
    return HttpResponse(rendering.article_mail(article).html)


KIND = PageKind(name="newsroom.articlepage", render=render, modes=(MODE,), labels={MODE: _("As mail")})
