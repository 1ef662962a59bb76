"""Breaking news by mail: one article, at once, to everybody who agreed to one purpose; confirmed a second time, and once for each article.

The person who confirms approves (docs/decisions/breaking-mail.md); with the option ``breaking_by_two`` a second person has to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from depesche.audience.models import Purpose
from depesche.brand.models import User
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, rendering, starting, stopping
from depesche.mailing.composing import Draft
from depesche.mailing.models import Campaign
from depesche.newsroom.models import ArticlePage

SENT = "mailing.breaking_sent"
PERMISSIONS = ("newsroom.add_breaking", approval.PERMISSION, "mailing.send_campaign")
LONGEST = 200  # characters of the preheader
State = Campaign.State


@dataclass(frozen=True)
class Wanted:
    """What a person confirms: the purpose, the subject as typed, and :func:`seen` of the mail that the page showed."""

    purpose: Purpose
    subject: str
    seen: str


def may(person: User) -> bool:
    """Whether this person may send breaking news by mail: who may set the banner, approve and send."""
    return person.is_active and all(person.has_perm(permission) for permission in PERMISSIONS)


def sent(article: Page) -> Campaign | None:
    """Return the breaking mail of an article, if there is one; it stays the only one, whatever became of it."""
    return Campaign.objects.filter(breaking_of_id=article.pk).first() if article.pk else None


def preview(article: ArticlePage, purpose: Purpose, subject: str, *, at: datetime) -> Campaign:
    """Return the mail as it would go now, stored nowhere."""
    return composing.preview(_draft(article, purpose, subject), at=at)


def seen(article: ArticlePage, purpose: Purpose, *, at: datetime) -> str:
    """Return the digest of everything in the mail but its subject, which is typed on the page that shows the mail.

    :raises Refusal: ``no-sender`` or ``mail-too-large``
    """
    return rendering.content(preview(article, purpose, "", at=at)).digest


def send(article: ArticlePage, wanted: Wanted, *, by: User, at: datetime) -> Campaign:
    """Make the mail, approve it and start it. Asked twice, the second is refused; what stands against starting is told, and the mail waits.

    Not to be called under a lock: the first large campaign asks the DNS.

    :raises Refusal: ``may-not-send``, ``article-not-live``, ``breaking-mail-exists``, ``content-changed``, a finding of the pre-flight, or what
        ``first_bulk.permit`` finds; after the last one the mail is there and approved
    """
    if not may(by):
        raise Refusal(code="may-not-send", message=_("%(person)s may not send campaigns.") % {"person": by})
    campaign = _made(article, wanted, by=by, at=at)
    if campaign.state == State.APPROVED:
        starting.start(campaign, at=at)
    return campaign


@transaction.atomic
def _made(article: ArticlePage, wanted: Wanted, *, by: User, at: datetime) -> Campaign:
    # One after the other: an article withdrawn or sent meanwhile is seen here.
    starting.hold_article(article.pk)
    present = ArticlePage.objects.get(pk=article.pk)
    require_sendable(present)
    if wanted.seen != seen(present, wanted.purpose, at=at):
        raise Refusal(
            code="content-changed",
            message=_("The content has changed while you were reading."),
            help=_("Please look at the mail once more and confirm again."),
        )
    campaign = composing.create(_draft(present, wanted.purpose, wanted.subject), author=by, at=at)
    if options.current().breaking_by_two:
        approval.submit(campaign, at=at)
    else:
        approval.approve_in_advance(campaign, by=by, route=Campaign.Route.BREAKING, at=at)
    log(instance=present, action=SENT, user=by, data={"subject": campaign.subject, "purpose": wanted.purpose.title, "campaign": campaign.pk})
    return campaign


def require_sendable(article: ArticlePage) -> None:
    """See that an article can go out as breaking news.

    :raises Refusal: ``article-not-live`` or ``breaking-mail-exists``
    """
    before = sent(article)
    if before is not None:
        raise Refusal(
            code="breaking-mail-exists",
            message=_("This article went out as breaking news already, or waits to: “%(subject)s”.") % {"subject": before.subject},
            help=_("There is one such mail for each article. What else there is to say goes into a newsletter or an article of its own."),
        )
    if not article.live:
        raise Refusal(
            code="article-not-live",
            message=_("The article “%(title)s” is not published.") % {"title": article.title},
            help=_("Publish it first; then it can go out."),
        )


def stop(page: Page) -> None:
    """Pause the breaking mail of an article that readers no longer see; what the mail server has stays with it."""
    for campaign in Campaign.objects.filter(breaking_of_id=page.pk, state=State.SENDING):
        stopping.pause(campaign, reason=str(_("The article was withdrawn. Cancel the mail, or publish the article again and go on.")))


def _draft(article: ArticlePage, purpose: Purpose, subject: str) -> Draft:
    return Draft(
        kind=Campaign.Kind.BREAKING,
        purpose=purpose,
        subject=subject,
        preheader=Truncator(article.lead).chars(LONGEST),
        articles=(article,),
        breaking_of=article,
    )
