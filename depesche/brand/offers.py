"""Offers of the publisher's shop: written once, shown in articles and newsletters, always labelled as advertising (§ 22 (1) MStV, § 5a (4) UWG)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from depesche.brand.charting import money
from depesche.brand.links import LINK_HELP, check_link
from depesche.brand.pictures import Picture
from depesche.press import rebuild


class Offer(models.Model):
    """One thing that the publisher sells (schema.org Offer)."""

    class Currency(models.TextChoices):
        """ISO 4217."""

        EUR = "EUR", _("euro")
        CHF = "CHF", _("Swiss franc")

    class Availability(models.TextChoices):
        """schema.org ItemAvailability."""

        IN_STOCK = "InStock", _("in stock")
        PRE_ORDER = "PreOrder", _("can be ordered in advance")
        LIMITED = "LimitedAvailability", _("only a few left")
        SOLD_OUT = "SoldOut", _("sold out")

    name = models.CharField(_("name"), max_length=120)
    text = models.CharField(_("text"), max_length=400, blank=True, help_text=_("One or two sentences."))
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.EUR)
    price_note = models.CharField(
        _("note on the price"), max_length=160, blank=True, help_text=_("What the law wants beside a price, for example: incl. VAT, plus shipping.")
    )
    link = models.CharField(_("address"), max_length=255, validators=[check_link], help_text=LINK_HELP)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    availability = models.CharField(_("availability"), max_length=24, choices=Availability.choices, default=Availability.IN_STOCK)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True, help_text=_("From then on it is shown nowhere. Empty: without end."))
    is_over = models.BooleanField(default=False, editable=False)

    class Meta:
        app_label = "brand"
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Want a price beside a note on it, and an address that leads to a page."""
        super().clean()
        if self.price_note and self.price is None:
            raise ValidationError({"price": _("The note on the price needs a price.")})
        if not self.link.startswith(("/", "https://")):
            raise ValidationError({"link": _("An offer leads to a page: a path such as /shop/ or an address beginning with https://.")})

    def save(self, *args: object, **kwargs: object) -> None:
        """Save; an offer that was prolonged is shown again."""
        self.is_over = False
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def is_valid(self, *, at: datetime) -> bool:
        """Whether it may be shown."""
        return self.valid_until is None or self.valid_until > at


def price_text(offer: Offer) -> str:
    """Return the price as readers of the active language write it; empty if there is none."""
    if offer.price is None:
        return ""
    return money.text(offer.price, offer.currency)


def terms(offer: Offer) -> str:
    """Say how many are left unless there are enough, and until when the offer holds; empty if there is nothing to say."""
    left = str(offer.get_availability_display()) if offer.availability != Offer.Availability.IN_STOCK else ""
    until = date_format(localtime(offer.valid_until), "DATETIME_FORMAT") if offer.valid_until else ""
    return " · ".join(part for part in (left, until and _("valid until %(moment)s") % {"moment": until}) if part)


def end_due(*, at: datetime) -> int:
    """Outdate the pages that show an offer whose time is over; return how many offers."""
    with transaction.atomic():
        over = list(_due(at).values_list("pk", flat=True))
        Offer.objects.filter(pk__in=over).update(is_over=True)
        rebuild.outdate((f"offer:{pk}" for pk in over), at=at)
    return len(over)


def is_due(*, at: datetime) -> bool:
    """Whether :func:`end_due` would have anything to do; a cheap look."""
    return bool(_due(at).exists())


def _due(at: datetime) -> models.QuerySet[Offer]:
    return Offer.objects.filter(valid_until__lte=at, is_over=False)
