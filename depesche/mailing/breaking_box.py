"""The box in an article's form: who ticks it is led to the page that asks a second time before breaking news go out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from depesche.mailing import breaking
from depesche.newsroom.along import Box
from depesche.newsroom.models import ArticlePage

NAME = "breaking-mail"
PUBLISHES = ("action-publish", "action-workflow-action")  # the names of Wagtail's buttons that may publish; an automatic save has neither


def _is_offered(user: Any, page: Page) -> bool:
    return breaking.may(user) and breaking.sent(page) is None


BOX = Box(
    name=NAME,
    label=_("Send as breaking news by mail"),
    help=_("After publishing you see the subject and how many people get it, and confirm once more. Nothing goes out before."),
    is_offered=_is_offered,
)


def lead_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead who ticked the box to the second confirmation, if the article is published now; say so if it is not."""
    if NAME not in request.POST or not any(name in request.POST for name in PUBLISHES) or not _is_offered(request.user, page):
        return None
    article = ArticlePage.objects.filter(pk=page.pk).first()
    if article is None:
        return None
    if not article.live or article.has_unpublished_changes:
        messages.warning(request, _("This version is not published yet, so no breaking news go out. You can send them from the article later."))
        return None
    return redirect(reverse("breaking-mail", args=[article.pk]))
