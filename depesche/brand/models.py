"""The publisher's own rows: identity, trust points, menus, legal texts, callback requests. People and pictures have files of their own."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page

from depesche.brand import accent as accent_colour
from depesche.brand import colours
from depesche.brand.accent_panel import AccentPanel
from depesche.brand.account_models import Invitation, PasswordRequest, Security
from depesche.brand.gauge_rows import Gauge
from depesche.brand.links import LINK_HELP, check_link
from depesche.brand.offers import Offer
from depesche.brand.people import User
from depesche.brand.pictures import Picture, PublishedDocument, Rendition

__all__ = [
    "CallbackRequest",
    "Gauge",
    "Invitation",
    "LegalText",
    "LegalVersion",
    "MenuItem",
    "Menus",
    "Offer",
    "PasswordRequest",
    "Picture",
    "PublishedDocument",
    "Publisher",
    "Rendition",
    "Security",
    "TrustPoint",
    "User",
]


@register_setting(icon="home", order=100)
class Publisher(ClusterableModel, BaseSiteSetting):
    """Who publishes: shown in the frame of every page and mail, and named as controller in every consent text."""

    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("As readers know you."))
    claim = models.CharField(_("motto"), max_length=160, blank=True, help_text=_("One line beside the name."))
    logo = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Also used in mails; without it the name stands there."),
    )
    accent = models.CharField(_("accent colour"), max_length=7, blank=True, validators=[accent_colour.check], help_text=accent_colour.HELP)
    legal_name = models.CharField(
        _("legal name"), max_length=160, blank=True, help_text=_("With the legal form. Named as controller in every consent text.")
    )
    postal_address = models.TextField(
        _("postal address"), blank=True, help_text=_("Street, postcode, town, country; each on its own line. Stands in every mail.")
    )
    register_entry = models.CharField(
        _("register entry"), max_length=160, blank=True, help_text=_("Court and number, for example: Amtsgericht Köln, HRB 12345.")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Public, in the imprint."))
    privacy_email = models.EmailField(_("address for data protection"), blank=True, help_text=_("Empty: the public address."))
    newsletter_sender = models.EmailField(
        _("sender of newsletters"), blank=True, help_text=_("Answers to newsletters arrive here. Empty: the public address.")
    )
    callback_email = models.EmailField(
        _("address for call-backs"), blank=True, help_text=_("Told when somebody wants to be called, without name or number. Empty: nobody is told.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("claim"), FieldPanel("logo"), AccentPanel("accent")], heading=_("What readers see")),
        InlinePanel(
            "trust_points",
            heading=_("Trust points"),
            label=_("trust point"),
            max_num=6,
            help_text=_("The strip at the top of every page. Four are a good number."),
        ),
        MultiFieldPanel(
            [FieldPanel("legal_name"), FieldPanel("postal_address"), FieldPanel("register_entry"), FieldPanel("phone"), FieldPanel("opening_hours")],
            heading=_("Imprint"),
        ),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("privacy_email"), FieldPanel("newsletter_sender"), FieldPanel("callback_email")],
            heading=_("E-mail addresses"),
        ),
    ]

    class Meta:
        verbose_name = _("publisher")

    def clean(self) -> None:
        """Store a colour in one form, however it was typed."""
        super().clean()
        if self.accent:
            with suppress(colours.NoColour):  # the validator says it
                self.accent = colours.parse(self.accent)


class TrustPoint(Orderable):
    """One reason to trust the publisher, in the strip at the top of every page."""

    class Icon(models.TextChoices):
        """The icons that the frame knows."""

        PHONE = "phone", _("phone")
        PEOPLE = "people", _("people")
        TRUCK = "truck", _("truck")
        SHIELD = "shield", _("shield")
        CLOCK = "clock", _("clock")
        STAR = "star", _("star")

    publisher = ParentalKey(Publisher, on_delete=models.CASCADE, related_name="trust_points")
    icon = models.CharField(_("icon"), max_length=12, choices=Icon.choices, default=Icon.SHIELD)
    text = models.CharField(_("text"), max_length=80)
    link = models.CharField(_("link"), max_length=255, blank=True, validators=[check_link], help_text=LINK_HELP)
    note = models.CharField(_("note"), max_length=80, blank=True, help_text=_("For example opening hours."))
    as_of = models.CharField(_("as of"), max_length=40, blank=True, help_text=_("When a figure was true."))

    panels = [FieldPanel("icon"), FieldPanel("text"), FieldPanel("link"), FieldPanel("note"), FieldPanel("as_of")]

    class Meta(Orderable.Meta):
        verbose_name = _("trust point")
        verbose_name_plural = _("trust points")

    def __str__(self) -> str:
        return self.text


@register_setting(icon="list-ul", order=110)
class Menus(ClusterableModel, BaseSiteSetting):
    """The menus of the frame."""

    panels = [InlinePanel("items", heading=_("Menu items"), label=_("menu item"), help_text=_("Main menu and footer menu, in this order."))]

    class Meta:
        verbose_name = _("menus")


class MenuItem(Orderable):
    """One line of a menu: a page of the site or an address."""

    class Place(models.TextChoices):
        """Which menu."""

        MAIN = "main", _("main menu")
        FOOTER = "footer", _("footer menu")

    menus = ParentalKey(Menus, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(_("menu"), max_length=8, choices=Place.choices, default=Place.MAIN)
    label = models.CharField(_("label"), max_length=60)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page"))
    link = models.CharField(_("address"), max_length=255, blank=True, validators=[check_link], help_text=LINK_HELP)

    panels = [FieldPanel("place"), FieldPanel("label"), FieldPanel("page"), FieldPanel("link")]

    class Meta(Orderable.Meta):
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse an item that leads nowhere or to two places."""
        super().clean()
        if bool(self.page_id) == bool(self.link):
            raise ValidationError(_("Please choose either a page or an address."))


class LegalText(models.Model):
    """Imprint, privacy notice, policies of the newsroom and other legal texts; what readers see are its versions."""

    class Kind(models.TextChoices):
        """A policy that machines are told the address of; every other text has none."""

        ETHICS = "ethics", _("ethics")
        VERIFICATION = "verification", _("how facts are checked")
        UNNAMED_SOURCES = "unnamed_sources", _("unnamed sources")
        OWNERSHIP = "ownership", _("ownership and funding")

    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("The text stands at /legal/…/. Use “imprint” and “privacy” for these two.")
    )
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(
        _("policy"),
        max_length=16,
        choices=Kind.choices,
        blank=True,
        help_text=_("Search engines are told where these policies stand. Empty for every other text."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=~models.Q(kind=""),
                name="brand_legal_kind",
                violation_error_message=_("There is a text for this policy already."),
            )
        ]
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class LegalVersion(models.Model):
    """One published version of a legal text; never changed."""

    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    body = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="brand_legal_version")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.text_id} v{self.number}"


class CallbackRequest(models.Model):
    """Somebody wants to be called; deleted after a set number of days, whatever became of it."""

    class State(models.TextChoices):
        """What became of it; each may follow each, for people press the wrong button."""

        NEW = "new", pgettext_lazy("request to be called back", "new")
        CALLED = "called", pgettext_lazy("request to be called back", "called")
        DONE = "done", pgettext_lazy("request to be called back", "dealt with")
        SPAM = "spam", pgettext_lazy("request to be called back", "spam")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40)
    best_time = models.CharField(_("best time"), max_length=120, blank=True)
    message = models.TextField(_("message"), blank=True)
    requested_at = models.DateTimeField(_("requested"), db_index=True)
    delete_at = models.DateTimeField(_("deleted on"), db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NEW, db_index=True)
    note = models.TextField(_("remark"), blank=True, max_length=2000, help_text=_("For colleagues; deleted together with the request."))
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("request to be called back")
        verbose_name_plural = _("requests to be called back")
        ordering = ["-requested_at"]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=["new", "called", "done", "spam"]), name="brand_callback_state")]

    def __str__(self) -> str:
        """Name the moment, never the person: this line stands in the history, which outlives the request."""
        return gettext("Request of %(moment)s") % {"moment": date_format(localtime(self.requested_at), "DATETIME_FORMAT")}
