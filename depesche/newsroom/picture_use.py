"""Which live articles show which pictures, written in the transaction that publishes them (Wagtail's own index lags behind)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from depesche.brand.models import Picture


class PictureUse(models.Model):
    """A live article shows a picture."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "newsroom"
        constraints = [models.UniqueConstraint(fields=["article", "picture"], name="newsroom_picture_use_once")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.picture_id}"


def enter(article_id: int, *, pictures: Collection[int]) -> None:
    """Make these the pictures of an article; none for one that is no longer live."""
    PictureUse.objects.filter(article_id=article_id).exclude(picture_id__in=pictures).delete()
    PictureUse.objects.bulk_create([PictureUse(article_id=article_id, picture_id=pk) for pk in pictures], ignore_conflicts=True)


def articles(picture_id: int) -> list[int]:
    """Return the ids of the live articles that show a picture."""
    return list(PictureUse.objects.filter(picture_id=picture_id).values_list("article_id", flat=True))
