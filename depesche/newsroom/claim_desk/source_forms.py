"""The forms of a source: what is known of it, who a protected one is, and into which other one it goes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.newsroom.claim_desk.fields import line, lines
from depesche.newsroom.claims.protecting import Person
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import SourceKind
from depesche.newsroom.models import Source

FIELDS = ("name", "name_en", "role", "speaks_for", "parent", "party", "wikidata", "url")
OTHER_NAMES = _("One a line: as articles call it.")
WIKIDATA = RegexValidator(re.compile(r"^Q[1-9][0-9]{0,11}$"), _("A Wikidata number is a Q with digits, such as Q57792."))


class KnownForm(forms.Form):
    """What readers may know of a source. ``seen`` is what its editor began with."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    name = line(_("Name"), 160, _("As readers see it."), required=True)
    name_en = line(_("Name in English"), 160)
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices, initial=SourceKind.PERSON)
    role = line(_("Role"), 160, _("For example: Secretary General of NATO."))
    speaks_for = line(_("Speaks for"), 120, _("The organisation or state; empty: for itself."))
    party = line(_("Party"), 80, _("Whose interest it shares. Sources of one party are one voice."))
    parent = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("House"),
        required=False,
        help_text=_("The house it belongs to, such as a broadcaster's agency. One house is one voice."),
    )
    is_named = forms.BooleanField(label=_("Is known by name"), required=False, initial=True, help_text=_("Off for “experts” or “circles”."))
    aliases = forms.CharField(label=_("Other names"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=OTHER_NAMES)
    wikidata = line(_("Wikidata number"), 20)
    url = forms.URLField(label=_("Address on the web"), required=False, max_length=200, assume_scheme="https")

    def __init__(self, *args: Any, but: Source | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["wikidata"].validators.append(WIKIDATA)
        others = Source.objects.filter(merged_into__isnull=True).exclude(pk=but.pk if but else None)
        self.fields["parent"].queryset = others.order_by("name")  # type: ignore[attr-defined]

    @staticmethod
    def of(source: Source) -> dict[str, Any]:
        """Return what the form begins with."""
        return {name: getattr(source, name) for name in (*FIELDS, "kind", "is_named", "aliases")}

    def known(self) -> Known:
        """Return what was written; the form is valid."""
        said = self.cleaned_data
        aliases = [name for row in said["aliases"].splitlines() if (name := " ".join(row.split()))]
        return Known(**{name: said[name] for name in FIELDS}, kind=SourceKind(said["kind"]), is_named=said["is_named"], aliases=aliases)


class PersonForm(forms.Form):
    """Who a protected source is, and which two people may read that. Browsers are asked to keep nothing."""

    person = line(_("Who it is"), 160, _("Only the two keepers ever read this. It is stored encrypted."), required=True)
    notes = lines(_("Notes for the keepers"), 2000, _("For example how the source is reached."))
    keepers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Keepers"), widget=forms.CheckboxSelectMultiple, help_text=_("Exactly two colleagues.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        writers = get_user_model().objects.filter(is_active=True, groups__name__in=[Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR]).distinct()
        self.fields["keepers"].queryset = writers.order_by("last_name", "first_name", "email")  # type: ignore[attr-defined]
        for name in ("person", "notes"):
            self.fields[name].widget.attrs.update(autocomplete="off", spellcheck="false")

    def who(self) -> Person:
        """Return who it is; the form is valid."""
        return Person(self.cleaned_data["person"], self.cleaned_data["notes"])


class ProtectedForm(PersonForm, KnownForm):
    """Enters a protected source: a description for readers, a name for two keepers."""

    field_order = ("name", "name_en", "kind", "role", "party", "person", "notes", "keepers")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("parent", "wikidata", "url", "aliases", "speaks_for", "is_named"):
            del self.fields[name]
        self.fields["name"].label = _("Description for readers")
        self.fields["name"].help_text = _("Without the name, for example: “an employee of the ministry”.")

    def known(self) -> Known:
        """Return the description; a protected source is none that is known by name."""
        said = self.cleaned_data
        return Known(said["name"], SourceKind(said["kind"]), said["name_en"], said["role"], party=said["party"], is_named=False)


class JoinForm(forms.Form):
    """Into which source this one goes."""

    into = forms.ModelChoiceField(
        Source.objects.none(), label=_("Into which source"), help_text=_("What it said follows. The old address leads there.")
    )

    def __init__(self, *args: Any, source: Source, **more: Any) -> None:
        super().__init__(*args, **more)
        others = Source.objects.filter(merged_into__isnull=True, is_protected=False).exclude(pk=source.pk)
        self.fields["into"].queryset = others.order_by("name")  # type: ignore[attr-defined]
