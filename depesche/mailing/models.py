"""Campaigns and their deliveries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from depesche.audience.models import Grant, Purpose, Subscriber
from depesche.brand.models import Offer
from depesche.mailing.claim_rows import CampaignClaim, CampaignCorrection, CorrectionMailed
from depesche.mailing.digest_rows import Digest, DigestDay
from depesche.mailing.greeting_rows import Greeting, GreetingArticle
from depesche.mailing.range_rows import DeliveryRange, SendingLease
from depesche.newsroom.models import ArticlePage, Correction

__all__ = [
    "Campaign",
    "CampaignClaim",
    "CampaignCorrection",
    "CampaignOffer",
    "CorrectionMailed",
    "Delivery",
    "DeliveryRange",
    "Digest",
    "DigestDay",
    "Greeting",
    "GreetingArticle",
    "SendingLease",
    "Teaser",
]
INTRO_FEATURES = ["bold", "italic", "link", "ul", "ol", "blockquote"]


class Campaign(ClusterableModel):
    """One mail to everybody who agreed to one purpose (L-04). Approval binds the content digest."""

    class Kind(models.TextChoices):
        """What a campaign brings; templates may look different by it, rules never do."""

        EDITORIAL = "editorial", _("newsletter")
        BREAKING = "breaking", _("breaking news")
        DIGEST = "digest", _("digest")
        OFFER = "offer", _("offers")
        CORRECTION = "correction", _("retraction")

    class State(models.TextChoices):
        """Where a campaign stands."""

        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waiting for approval")
        APPROVED = "approved", _("approved")
        SENDING = "sending", _("sending")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    class Route(models.TextChoices):
        """Where an approval was given."""

        DESK = "desk", _("at the desk")
        SHELL = "shell", _("from the shell")
        DIGEST = "digest", _("in advance, when the digest was switched on")
        BREAKING = "breaking", _("as breaking news, confirmed a second time")

    class DomainVerdict(models.TextChoices):
        """What was found when the first large campaign started (S-20)."""

        FIT = "fit", _("fit")
        DESPITE = "despite", _("not fit, sent despite that")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.EDITORIAL, editable=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("purpose"))
    subject = models.CharField(_("subject"), max_length=200)
    preheader = models.CharField(_("preheader"), max_length=200, blank=True, help_text=_("The line that mail programs show beside the subject."))
    intro = RichTextField(_("introduction"), blank=True, features=INTRO_FEATURES)
    correction = models.ForeignKey(
        Correction,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="campaigns",
        help_text="the retraction that this mail brings to just those whom it concerns",
    )
    breaking_of = models.ForeignKey(
        ArticlePage,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="breaking_mails",
        help_text="the article that this mail brings as breaking news; once, whatever becomes of the mail",
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    slug = models.SlugField(max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="campaigns_written")
    last_edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="campaigns_edited")
    last_edited_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="campaigns_approved")
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    approved_route = models.CharField(max_length=8, choices=Route.choices, blank=True)
    approved_note = models.CharField(max_length=255, blank=True)
    html_sent = models.TextField(blank=True)
    text_sent = models.TextField(blank=True)
    sender_sent = models.CharField(max_length=400, blank=True)
    reply_to_sent = models.CharField(max_length=400, blank=True)
    send_at = models.DateTimeField(_("to be sent"), null=True, blank=True, editable=False, help_text="when sending begins by itself")
    sent_at = models.DateTimeField(_("sent"), null=True)
    finished_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=500, blank=True)
    trouble = models.CharField(max_length=500, blank=True, help_text="why sending waits, as the mail server or the network said it")
    troubles = models.PositiveIntegerField(default=0, help_text="how often in a row the mail server could not be reached")
    retry_at = models.DateTimeField(null=True)
    domain_verdict = models.CharField(
        max_length=8,
        choices=DomainVerdict.choices,
        blank=True,
        editable=False,
        help_text="what the look at the sending domain said, if this campaign was the first large one",
    )
    domain_despite = models.CharField(max_length=100, blank=True, editable=False, help_text="the sides of the sending domain that may be red")
    domain_reason = models.CharField(max_length=500, blank=True, editable=False, help_text="why they may")
    domain_reason_by = models.CharField(max_length=255, blank=True, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("approve_campaign", "Can approve a campaign that somebody else wrote"),
            ("send_campaign", "Can send an approved campaign"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "sending", "paused", "done"])
                | (models.Q(approved_at__isnull=False) & ~models.Q(approved_digest="")),
                name="mailing_campaign_approved",
            ),
            models.UniqueConstraint(fields=["breaking_of"], name="mailing_campaign_breaking_once"),
        ]

    def __str__(self) -> str:
        return self.subject


class Teaser(Orderable):
    """An article shown in a campaign."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="teasers")
    article = models.ForeignKey(ArticlePage, on_delete=models.PROTECT, related_name="teasers", verbose_name=_("article"))

    class Meta(Orderable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["campaign", "article"], name="mailing_teaser_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.article_id}"


class CampaignOffer(Orderable):
    """An offer of the publisher's shop in a campaign, labelled as advertising."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="offers")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+", verbose_name=_("offer"))

    class Meta(Orderable.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [models.UniqueConstraint(fields=["campaign", "offer"], name="mailing_offer_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.offer_id}"


class Delivery(models.Model):
    """One recipient of one campaign (M-01). A trigger refuses ``handing_over`` without a live consent."""

    class State(models.TextChoices):
        """The states of INTERFACES.md; they always add up to the candidates (M-15)."""

        QUEUED = "queued", _("queued")
        HANDING_OVER = "handing_over", _("handing over")
        ACCEPTED = "accepted", _("accepted")
        DEFERRED = "deferred", _("deferred")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("suppressed")
        WITHOUT_CONSENT = "without_consent", _("without consent")
        CANCELLED = "cancelled", _("cancelled")
        UNKNOWN = "unknown", _("unknown")

    # Neither index nor foreign key: a million rows are frozen at once. Guards keep campaigns and grants from being deleted.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="deliveries", db_index=False, db_constraint=False)
    address = models.ForeignKey(Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="deliveries", db_index=False, db_constraint=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "address"], name="mailing_delivery_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.pk}"
