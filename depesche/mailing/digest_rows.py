"""Digests: newsletters that make themselves from new articles, and the days on which each was due."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from depesche.audience.models import Purpose
from depesche.newsroom.models import SectionPage

INTRO_FEATURES = ["bold", "italic", "link"]
MOST = 20  # articles; a mail with more grows past its 60 kB
USUAL = 10


class Digest(models.Model):
    """A newsletter that makes itself. It is on while ``switched_on_at`` is set; every change of what it sends switches it off."""

    class Rhythm(models.TextChoices):
        """How often it is due."""

        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    class Weekday(models.IntegerChoices):
        """As Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("For the desk, and for the subject where it names it."))
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="digests", verbose_name=_("purpose"))
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, default=Weekday.MONDAY)
    time = models.TimeField(_("time"))
    sections = models.ManyToManyField(
        SectionPage, blank=True, related_name="+", verbose_name=_("sections"), help_text=_("None ticked: articles of all sections.")
    )
    most = models.PositiveSmallIntegerField(
        _("articles at most"),
        default=USUAL,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=_("The newest; how many more there are is said in the mail."),
    )
    subject = models.CharField(
        _("subject"),
        max_length=150,
        default="{name}: {headline}",
        help_text=_("Filled in by itself: {name}, {headline} of the first article, {number} of articles, {date}, {week} of the year."),
    )
    intro = RichTextField(_("introduction"), blank=True, features=INTRO_FEATURES, help_text=_("Stands above the articles, in every issue alike."))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("responsible"),
        help_text=_("Gets a mail when an issue waits for a person."),
    )
    created_at = models.DateTimeField(editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    last_edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    last_edited_at = models.DateTimeField(editable=False)
    switched_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    switched_on_at = models.DateTimeField(null=True, editable=False)
    switched_on_digest = models.CharField(max_length=64, blank=True, editable=False, help_text="SHA-256 over what was agreed to be sent by itself")

    class Meta:
        app_label = "mailing"
        ordering = ["name"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(switched_on_at__isnull=True) | (models.Q(switched_on_by__isnull=False) & ~models.Q(switched_on_digest="")),
                name="mailing_digest_on_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DigestDay(models.Model):
    """One day of the site's calendar on which a digest was due, taken once over all schedulers; without a campaign nothing was new."""

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    due_at = models.DateTimeField()
    begins_at = models.DateTimeField(help_text="articles published after this moment")
    until = models.DateTimeField(help_text="and not after this one: when the issue was made")
    campaign = models.OneToOneField("mailing.Campaign", on_delete=models.PROTECT, null=True, related_name="digest_day")

    class Meta:
        app_label = "mailing"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["digest", "day"], name="mailing_digest_day_once")]

    def __str__(self) -> str:
        return f"{self.digest_id} {self.day}"
