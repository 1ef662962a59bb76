"""A picture that live articles show keeps what publishing asked for: alternative text, credit, licence may be changed, not emptied."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.brand.models import Picture
from depesche.kernel.refusal import Refusal
from depesche.newsroom import naming, picture_use
from depesche.newsroom.models import ArticlePage

KEPT = ("description", "credit", "licence")


def gate(picture: Picture) -> None:
    """Let a picture be saved that keeps its texts, or that no live article shows.

    :raises Refusal: code ``picture-text-missing``, naming the field and the articles
    """
    before = Picture.objects.filter(pk=picture.pk).values(*KEPT).first() or {}
    emptied = [name for name, text in before.items() if text.strip() and not getattr(picture, name).strip()]
    if not emptied:
        return
    shown = ArticlePage.objects.filter(pk__in=picture_use.articles(picture.pk)).order_by("pk")
    if articles := naming.articles(shown.values_list("title", flat=True)):
        field = next(field.verbose_name for field in Picture._meta.fields if field.name == emptied[0])
        raise Refusal(
            code="picture-text-missing",
            message=_("The picture “%(title)s” was not saved: the field “%(field)s” is empty, and these articles show the picture: %(articles)s.")
            % {"title": picture.title, "field": field, "articles": articles},
            help=_("Please fill in the field."),
        )
