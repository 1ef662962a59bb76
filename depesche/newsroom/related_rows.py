"""At the desk: what the box "Wissenswertes zum Thema" would show now, and why; one click pins or hides an article.

Pins and hidden articles are rows of the article's form (two inline panels), so they are part of the revision that is approved. The script
``related.js`` fills these rows and asks :func:`answer` for the box; without it the rows are filled by hand. The place in the form where the
box appears is ``forms.RelatedPanel``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from depesche.newsroom import related
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.related import Kind

MOST_IDS = 100


@dataclass(frozen=True)
class Row:
    """An article as editors see it in the box: with the reason, and where to edit it."""

    id: int
    title: str
    edit_url: str
    reason: str = ""
    is_pinned: bool = False


@dataclass(frozen=True)
class Box:
    """What the box would show, and what is hidden from it."""

    shown: tuple[Row, ...]
    hidden: tuple[Row, ...]


def box(article: ArticlePage, *, pinned: Sequence[int], hidden: Sequence[int]) -> Box:
    """Collect what the box of a draft would show with these pins and hidden articles."""
    found = related.box(article, pinned=pinned, hidden=hidden)
    gone = ArticlePage.objects.in_bulk(hidden)
    return Box(
        shown=tuple(_row(one.article, reason=one.reason.text, is_pinned=one.reason.kind is Kind.PINNED) for one in found),
        hidden=tuple(_row(gone[pk]) for pk in dict.fromkeys(hidden) if pk in gone),
    )


@require_safe
def answer(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer with the box of the newest draft of an article, for the pins and hidden articles in the form as it is now.

    :raises PermissionDenied: for who may not edit the article
    """
    page = get_object_or_404(ArticlePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = box(page.get_latest_revision_as_object(), pinned=_ids(request, "pin"), hidden=_ids(request, "hide"))
    return render(request, "newsroom/related_rows.html", {"box": found})


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.GET.getlist(name)[:MOST_IDS] if value.isascii() and value.isdigit() and len(value) < 12]


def _row(article: ArticlePage, *, reason: str = "", is_pinned: bool = False) -> Row:
    return Row(article.pk, article.title, reverse("wagtailadmin_pages:edit", args=[article.pk]), reason, is_pinned)


urlpatterns = [path("related/<int:page_id>/", answer, name="newsroom-related")]
