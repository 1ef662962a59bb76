"""Breaking news: one line on every reader page, set by a chief, ending by itself (``docs/decisions/live-ticker.md``).

One is in force at a time; a new one ends the former. Each is a row that stays, so the desk can show who said what, and until when.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from depesche.brand.links import LINK_HELP, check_link
from depesche.brand.models import User
from depesche.kernel import digest
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.press import rebuild, tags

TAG = "breaking"
USUAL, LONGEST = timedelta(hours=2), timedelta(hours=24)
ANNOUNCED, ENDED = "breaking_announced", "breaking_ended"
SET, TAKEN_DOWN = "newsroom.breaking_announced", "newsroom.breaking_ended"


class Breaking(models.Model):
    """One banner: an article, or a text with a link. ``ended_at`` is when it really ended: by hand, by its successor, by its time."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("article"))
    text = models.CharField(_("text"), max_length=160, blank=True, help_text=_("Empty: the article's headline."))
    link = models.CharField(_("link"), max_length=255, blank=True, validators=[check_link], help_text=LINK_HELP)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, db_index=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ("add",)
        verbose_name = _("breaking news")
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return self.text or (self.article.title if self.article else "")


def announce(*, article: Page | None, text: str = "", link: str = "", lasts: timedelta = USUAL, by: User | None, at: datetime) -> Breaking:
    """Put a banner on every page from now on; the one in force ends.

    :param lasts: how long it stands, more than nothing and 24 hours at most
    :raises Refusal: codes ``breaking-empty``, ``breaking-too-long``, ``article-not-live``
    """
    if article is None and not text.strip():
        raise Refusal(code="breaking-empty", message=_("There is neither an article nor a text."), help=_("Please choose one or write one."))
    if not timedelta() < lasts <= LONGEST:
        raise Refusal(code="breaking-too-long", message=_("Breaking news stand for 24 hours at most."), help=_("Please choose a shorter time."))
    if article is not None and not article.live:
        raise Refusal(code="article-not-live", message=_("The article is not published."), help=_("Please publish it first."))
    with transaction.atomic():
        _wait_for_others()
        _end(Breaking.objects.filter(ended_at__isnull=True), reason="replaced", by=by, at=at)
        made = Breaking.objects.create(article=article, text=text.strip(), link="" if article else link, began_at=at, ends_at=at + lasts, set_by=by)
        body = {"breaking": made.pk, "page": article.pk if article else None, "sha256": digest.sha256_hex(f"{made.text}\n{made.link}".encode())}
        until = {"minutes": int(lasts.total_seconds() // 60), "by": by.pk if by else None}
        book.append(Fact(ANNOUNCED, {**body, **until}, log=logs.EDITORIAL), at=at)
        rebuild.outdate([TAG], at=at)
        log(instance=made, action=SET, user=by, data={"headline": str(made), "minutes": until["minutes"]})
    return made


def end(*, by: User | None, at: datetime) -> None:
    """Take the banner down at once. Doing it twice changes nothing."""
    with transaction.atomic():
        _end(Breaking.objects.filter(ended_at__isnull=True), reason="by hand", by=by, at=at)


def end_due(*, at: datetime) -> None:
    """Take down what has had its time; pages do not show it any more anyway, stored ones are rendered anew."""
    with transaction.atomic():
        _end(Breaking.objects.filter(ended_at__isnull=True, ends_at__lte=at), reason="time", by=None, at=at)


def is_due(*, at: datetime) -> bool:
    """Whether :func:`end_due` would have anything to do; a cheap look."""
    return Breaking.objects.filter(ended_at__isnull=True, ends_at__lte=at).exists()


def now(*, at: datetime) -> Breaking | None:
    """Return the banner in force; none whose article is not live any more. Notes the tags that a page showing it depends on."""
    tags.use(TAG)
    found = Breaking.objects.filter(ended_at__isnull=True, ends_at__gt=at).select_related("article").first()
    tags.until(found.ends_at if found else None)
    if found is None or found.article is None:
        return found
    tags.use(f"article:{found.article.pk}")
    return found if found.article.live else None


def _wait_for_others() -> None:
    """Let one banner be set at a time. Before the first there is no row of ours to lock; the root of all pages is always there."""
    list(Page.objects.select_for_update(no_key=True).filter(depth=1).order_by("pk"))


def _end(rows: models.QuerySet[Breaking], *, reason: str, by: User | None, at: datetime) -> None:
    for row in rows.select_for_update():
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        book.append(Fact(ENDED, {"breaking": row.pk, "reason": reason, "by": by.pk if by else None}, log=logs.EDITORIAL), at=at)
        rebuild.outdate([TAG], at=at)
        log(instance=row, action=TAKEN_DOWN, user=by, data={"headline": str(row), "reason": reason})
