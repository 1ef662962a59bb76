"""Sources as rows: who says something. A protected source carries here only what readers may know of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.terms import SourceKind


class Source(models.Model):
    """Who says something.

    ``parent`` is the house (one house is one voice), ``party`` the interest it speaks for; ``aliases`` has one name a line. Of a protected source
    ``name`` is the editor's description; the identity stands apart (:class:`Identity`).
    """

    name = models.CharField(_("name"), max_length=160, help_text=_("As readers see it. For a protected source: a description without the name."))
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=SourceKind.choices, default=SourceKind.PERSON)
    role = models.CharField(_("role"), max_length=160, blank=True, help_text=_("For example: Secretary General of NATO."))
    speaks_for = models.CharField(_("speaks for"), max_length=120, blank=True, help_text=_("The organisation or state; empty: for itself."))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("house"))
    party = models.CharField(_("party"), max_length=80, blank=True, help_text=_("Whose interest it shares. Sources of one party are one voice."))
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One a line: as articles call it."))
    wikidata = models.CharField(_("Wikidata number"), max_length=20, blank=True)
    url = models.URLField(_("address on the web"), blank=True)
    is_named = models.BooleanField(_("is known by name"), default=True)
    is_protected = models.BooleanField(_("is protected"), default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", editable=False)
    created_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        app_label = "newsroom"
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def voice(self) -> str:
        """Which voice it is, when what it says has no origin of its own: the party, else the house, else itself. An origin of the party's name is
        the same voice."""
        return " ".join(self.party.casefold().split()) or f"house:{self.parent_id or self.pk}"

    @property
    def all_aliases(self) -> tuple[str, ...]:
        """Every other name under which articles call it."""
        return tuple(name for line in self.aliases.splitlines() if (name := " ".join(line.split())))


class Identity(models.Model):
    """Who a protected source is. Read by its two keepers only; nothing that leaves the desk reads this table (newsroom.md, 3.1)."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="identity")
    sealed = models.BinaryField(help_text="name and notes, encrypted with a key of the key ring")
    keepers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        app_label = "newsroom"
        default_permissions = ()

    def __str__(self) -> str:
        return f"identity of source {self.source_id}"
