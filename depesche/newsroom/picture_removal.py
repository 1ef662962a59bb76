"""A picture that an article shows, live or in a draft, is not deleted: the article would stand there with a hole."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from depesche.brand.models import Picture
from depesche.kernel.refusal import Refusal
from depesche.newsroom import naming, picture_use, publishing, versions_to_come
from depesche.newsroom.models import ArticlePage


def gate(picture: Picture) -> None:
    """Let a picture go that no article shows.

    :raises Refusal: code ``picture-in-use``, naming the articles
    """
    if articles := naming.articles(users(picture)):
        raise Refusal(
            code="picture-in-use",
            message=_("The picture “%(title)s” was not deleted; these articles show it: %(articles)s.")
            % {"title": picture.title, "articles": articles},
            help=_("Please take it out of them first."),
        )


def users(picture: Picture) -> Iterator[str]:
    """Yield the headlines of the articles that show a picture: live ones as they stand, drafts as their newest version, what is scheduled."""
    seen = set(picture_use.articles(picture.pk))
    yield from ArticlePage.objects.filter(pk__in=seen).order_by("pk").values_list("title", flat=True)
    for version in versions_to_come.holding(picture.pk):
        if version.pk not in seen and any(shown.pk == picture.pk for shown, _text in publishing.pictures(version)):
            seen.add(version.pk)
            yield version.title
