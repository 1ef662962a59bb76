"""A correction reaches readers: note on its articles, log page, feed, editorial log, all in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom import publishing
from depesche.newsroom.claims import deriving
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.corrections import approving, drafting, entries, touching
from depesche.newsroom.models import ArticlePage, CorrectedArticle, Correction
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import User

TAG = "corrections"


def publish(correction: Correction, *, seen: str, by: User, at: datetime) -> None:
    """Show a correction to readers from now on. A typing error is only marked as done: no note, no entry, no date.

    :param seen: the digest of what the person saw who lets it out
    :raises Refusal: codes ``may-not-approve``, ``correction-not-approved``, ``correction-published``, ``correction-changed``
    """
    problem = approving.may_not(by)
    if problem is not None:
        raise problem
    with transaction.atomic():
        now = drafting.hold(correction.pk, seen=seen)
        if now.severity in approving.NEEDS_A_SECOND_PERSON and now.approved_at is None:
            raise Refusal(
                code="correction-not-approved",
                message=_("A second person has not approved this correction."),
                help=_("Hand it in; whoever wrote it cannot publish it alone."),
            )
        now.state, now.published_at = CorrectionState.PUBLISHED, at
        now.save(update_fields=["state", "published_at"])
        if now.severity != Severity.TYPO:
            _show(now, by=by, at=at)
    correction.refresh_from_db()


def outdate(correction: Correction, *, at: datetime) -> None:
    """Outdate every page that shows a correction: the log, its claims, and the articles with its note."""
    claims = {deriving.tag(pk) for pk in correction.claims.values_list("claim_id", flat=True)}
    articles = ArticlePage.objects.live().filter(pk__in=correction.articles.values("article_id"))
    rebuild.outdate({TAG, *claims, *(tag for article in articles for tag in publishing.tags(article))}, at=at)


def _show(correction: Correction, *, by: User, at: datetime) -> None:
    correction.sha256 = entries.content_digest(correction)
    correction.save(update_fields=["sha256"])
    articles = list(ArticlePage.objects.filter(pk__in=touching.articles(correction)))
    entries.publish(correction, articles=[article.pk for article in articles], by=by, at=at)
    CorrectedArticle.objects.bulk_create(CorrectedArticle(correction=correction, article=article) for article in articles)
    ArticlePage.objects.filter(pk__in=[article.pk for article in articles]).update(changed_at=at)
    outdate(correction, at=at)
