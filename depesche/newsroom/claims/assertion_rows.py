"""Assertions as rows: a source's stance to a claim, with figure, evidence and the way it came. Live ones are never edited, only superseded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.status import Said
from depesche.newsroom.claims.terms import AssertionState, Comparator, Independence, Precision, SourceKind, Stance, Visibility


class Assertion(models.Model):
    """What a source says to a claim.

    ``origin`` names where the knowledge comes from, when several speakers share it; ``derived_from`` is the assertion it repeats. ``said_on`` counts
    as far as ``precision`` says.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="assertions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assertions", verbose_name=_("source"))
    stance = models.CharField(_("stance"), max_length=16, choices=Stance.choices, default=Stance.ASSERTS)
    said_on = models.DateTimeField(_("said on"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=16, choices=Precision.choices, default=Precision.UNKNOWN)
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    wording = models.TextField(_("wording"), max_length=1000, blank=True, help_text=_("In the language of the site."))
    wording_original = models.TextField(_("original wording"), max_length=1000, blank=True)
    is_verbatim = models.BooleanField(_("verbatim"), default=False)
    hedge = models.CharField(_("hedge"), max_length=80, blank=True, help_text=_("For example: “soll”, “mutmaßlich”."))
    basis = models.CharField(_("rests on"), max_length=200, blank=True)
    origin = models.CharField(_("origin"), max_length=80, blank=True, help_text=_("Whose knowledge it is. The same origin is one voice."))
    derived_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("repeats"))
    independent = models.CharField(_("independence"), max_length=8, choices=Independence.choices, default=Independence.UNKNOWN)
    independent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    is_competent = models.BooleanField(_("is the competent authority"), default=False)
    competent_reason = models.CharField(_("why competent"), max_length=200, blank=True)
    measure = models.CharField(_("what is counted"), max_length=120, blank=True, help_text=_("For example: in training, decided in total."))
    comparator = models.CharField(_("comparator"), max_length=5, choices=Comparator.choices, blank=True)
    low = models.DecimalField(_("number"), max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("up to"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    figure_as_of = models.DateField(_("as of"), null=True, blank=True)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    state = models.CharField(max_length=10, choices=AssertionState.choices, default=AssertionState.DRAFT, editable=False)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)
    live_since = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        app_label = "newsroom"
        verbose_name = _("assertion")
        verbose_name_plural = _("assertions")
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["claim", "state"], name="newsroom_assertion_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comparator="", low__isnull=True) | (~models.Q(comparator="") & models.Q(low__isnull=False)),
                name="newsroom_assertion_figure",
            ),
            models.CheckConstraint(condition=~models.Q(comparator="range") | models.Q(high__gte=models.F("low")), name="newsroom_assertion_range"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_stance_display()}"

    @property
    def figure(self) -> Figure | None:
        """The number it gives, if it gives one."""
        if not self.comparator or self.low is None:
            return None
        return Figure(measure=self.measure, unit=self.unit, comparator=Comparator(self.comparator), low=self.low, high=self.high)

    @property
    def said(self) -> Said:
        """What the rules look at; ``source`` is read with it."""
        return said_by(
            self.source,
            Stance(self.stance),
            origin=self.origin,
            is_competent=self.is_competent,
            has_evidence=any(True for _one in self.evidence.all()),
            independent=Independence(self.independent),
        )


def said_by(source: Source, stance: Stance, *, origin: str, is_competent: bool, has_evidence: bool, independent: Independence) -> Said:
    """Return what the rules look at, of what a source says or would say; the origin of its knowledge is the voice, where it is known."""
    return Said(
        speaker=str(source.pk),
        voice=" ".join(origin.casefold().split()) or source.voice,
        stance=stance,
        is_named=source.is_named,
        is_own=source.kind == SourceKind.OWN_NEWSROOM,
        is_competent=is_competent,
        has_evidence=has_evidence,
        independent=independent,
    )


class Relay(models.Model):
    """One station on the way from a source to us, such as an agency; the first is nearest to the source."""

    assertion = models.ForeignKey(Assertion, on_delete=models.CASCADE, related_name="via")
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        ordering = ["assertion", "position"]
        constraints = [models.UniqueConstraint(fields=["assertion", "position"], name="newsroom_relay_once")]

    def __str__(self) -> str:
        return f"{self.assertion_id}: {self.source}"


class Evidence(models.Model):
    """Where an assertion can be checked. The archived copy is private and never served to readers."""

    assertion = models.ForeignKey(Assertion, on_delete=models.CASCADE, related_name="evidence")
    url = models.URLField(_("address"), max_length=600, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    locator = models.CharField(_("page or time"), max_length=60, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    archive_name = models.CharField(max_length=120, blank=True, editable=False, help_text="file below the home folder's private evidence")

    class Meta:
        app_label = "newsroom"
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.title or self.url
