"""What may be published next of each article: the version that is scheduled, and the newest draft."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from depesche.newsroom.models import ArticlePage


def holding(number: int) -> Iterator[ArticlePage]:
    """Yield the versions whose stored content has a number somewhere: the id of a picture, say. Each is still to be looked at.

    The database sorts out the others, so that not every draft is read; Wagtail's index of references lags behind.
    """
    waiting = ArticlePage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    newest = Page.objects.filter(pk=Cast(OuterRef("object_id"), Page._meta.pk)).values("latest_revision_id")[:1]
    drafts = Q(object_id__in=waiting.annotate(key=Cast("pk", CharField())).values("key"), pk=Subquery(newest))
    found = Revision.page_revisions.filter(content_type=ContentType.objects.get_for_model(ArticlePage))
    found = found.filter(drafts | Q(approved_go_live_at__isnull=False)).annotate(text=Cast("content", TextField()))
    for revision in found.filter(text__contains=str(number)).order_by("pk").iterator(chunk_size=200):
        yield revision.as_object()
