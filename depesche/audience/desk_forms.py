"""The forms at the desk with which consent texts and sign-up forms are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms as fields
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from depesche.audience import consent_linter, consent_texts, founding, studio
from depesche.audience import forms as signup_forms
from depesche.audience.consent_linter import Draft, Finding
from depesche.audience.models import ConsentText, FormVersion, Purpose
from depesche.brand import identity
from depesche.kernel import options


class Writing(fields.Form):
    """What a text consists of; controller and privacy notice come from the publisher's entries."""

    purposes = fields.ModelMultipleChoiceField(
        Purpose.objects.filter(is_offered=True),
        label=_("Purposes"),
        widget=fields.CheckboxSelectMultiple,
        help_text=_("Each becomes a box that readers may tick; none is ever ticked for them."),
    )
    wording = fields.CharField(
        label=_("Consent text"), widget=fields.Textarea(attrs={"rows": 12}), help_text=_("HTML: paragraphs, lists, emphasis, links.")
    )
    language = fields.ChoiceField(label=_("Language"), choices=[("de", _("German")), ("en", _("English"))])

    def __init__(self, *args: Any, name: str = signup_forms.DEFAULT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean(self) -> dict[str, Any]:
        """Let the linter read it: each finding becomes a sentence beside the text (L-02)."""
        cleaned = super().clean() or {}
        if not self.errors:
            for finding in list(self.findings()):  # an error takes the field out of the cleaned data
                self.add_error("wording", finding.message)
        return cleaned

    def findings(self) -> Iterator[Finding]:
        """Return what the linter says."""
        yield from consent_linter.findings(consent_texts.as_shown(self.draft()))
        for label in self.buttons():
            yield from consent_linter.button_findings(self.cleaned_data["wording"], language=self.cleaned_data["language"], label=label)

    def buttons(self) -> list[str]:
        """Return the labels of the buttons below which the text will stand."""
        return []

    def draft(self) -> Draft:
        """Return what was written as a draft."""
        chosen = self.cleaned_data["purposes"]
        return Draft(
            name=self.name,
            language=self.cleaned_data["language"],
            wording=self.cleaned_data["wording"],
            purposes=tuple((purpose.key, purpose.title) for purpose in chosen),
            controller=founding.controller(identity.publisher()),
            privacy_notice=founding.privacy_notice(),
        )


class NextVersion(Writing):
    """The next version of the site's own text and form, in one step."""

    button_label = fields.CharField(label=_("Button"), max_length=60)

    def buttons(self) -> list[str]:
        """Return the label that was written."""
        return [self.cleaned_data["button_label"]]

    def publish(self, *, at: datetime) -> FormVersion:
        """Publish text and form as the next versions.

        :raises Refusal: code ``consent-text-incomplete``
        """
        with transaction.atomic():
            text = consent_texts.publish(self.draft(), at=at)
            return signup_forms.publish(signup_forms.DEFAULT, text=text, button_label=self.cleaned_data["button_label"], at=at)


class NextText(Writing):
    """The next version of a text, and the forms that show it from now on."""

    forms = fields.MultipleChoiceField(
        label=_("Forms"),
        required=False,
        widget=fields.CheckboxSelectMultiple,
        help_text=_("These forms show the new version at once; all others keep the version that they have."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown = {form.newest.slug: form.newest for form in studio.all_forms()}
        choices = self.fields["forms"]
        choices.choices = [(slug, slug) for slug in self._shown]  # type: ignore[attr-defined]
        if not self._shown:
            del self.fields["forms"]

    def buttons(self) -> list[str]:
        """Return the labels of the chosen forms."""
        return [self._shown[slug].button_label for slug in self.cleaned_data.get("forms", ())]

    def publish(self, *, at: datetime) -> ConsentText:
        """Publish the text, and a next version of each chosen form.

        :raises Refusal: code ``consent-text-incomplete``
        """
        with transaction.atomic():
            text = consent_texts.publish(self.draft(), at=at)
            for slug in self.cleaned_data.get("forms", ()):
                signup_forms.publish(slug, text=text, button_label=self._shown[slug].button_label, at=at)
        return text


class NewText(NextText):
    """A text of a new name."""

    text_name = fields.SlugField(label=_("Name"), max_length=60, help_text=_("Small letters, digits and hyphens; the log names it for ever."))
    field_order = ("text_name", "purposes", "wording", "language", "forms")

    def clean_text_name(self) -> str:
        """Refuse a name that is taken: the next version of a text is written on its own page."""
        name = str(self.cleaned_data["text_name"])
        if name in signup_forms.RESERVED or studio.newest_text(name):
            raise fields.ValidationError(_now("There is a text “%(name)s” already.") % {"name": name})
        self.name = name
        return name


class NextForm(fields.Form):
    """The next version of a form: which text it shows, and what its button says."""

    text = fields.ChoiceField(label=_("Consent text"), help_text=_("The form shows the newest version; its language is the form's."))
    button_label = fields.CharField(label=_("Button"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["text"]
        choices.choices = [(text.name, str(text.newest.text)) for text in studio.texts()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Let the linter compare text and button (L-03)."""
        cleaned = super().clean() or {}
        if not self.errors:
            text = self.chosen()
            for finding in consent_linter.button_findings(text.wording, language=text.language, label=cleaned["button_label"]):
                self.add_error("button_label", finding.message)
        return cleaned

    def chosen(self) -> ConsentText:
        """Return the newest version of the chosen text."""
        text = studio.newest_text(self.cleaned_data["text"])
        assert text is not None, "the field offers only what exists"
        return text

    def publish(self, slug: str, *, at: datetime) -> FormVersion:
        """Publish the form's next version."""
        return signup_forms.publish(slug, text=self.chosen(), button_label=self.cleaned_data["button_label"], at=at)


class NewForm(NextForm):
    """A new form with an address of its own."""

    slug = fields.SlugField(
        label=_("Address"), max_length=60, help_text=_("Small letters, digits and hyphens: the last part of /newsletter/forms/…/, for ever.")
    )
    field_order = ("slug", "text", "button_label")

    def found(self, *, at: datetime) -> FormVersion:
        """Publish the first version.

        :raises Refusal: code ``slug-taken``
        """
        return signup_forms.found(self.cleaned_data["slug"], text=self.chosen(), button_label=self.cleaned_data["button_label"], at=at)


def text_filling(text: ConsentText) -> dict[str, Any]:
    """Return a version to write on from, and the forms that show this text now."""
    keys = [purpose["key"] for purpose in text.purposes]
    forms = [form.newest.slug for form in studio.all_forms() if form.newest.text.name == text.name]
    return {"purposes": list(Purpose.objects.filter(key__in=keys)), "wording": text.wording, "language": text.language, "forms": forms}


def first_filling() -> dict[str, Any]:
    """Return the newest version to write on from, or the founding text."""
    present = signup_forms.newest()
    if present is not None:
        keys = [purpose["key"] for purpose in present.text.purposes]
        chosen = list(Purpose.objects.filter(key__in=keys))
        return {"purposes": chosen, "wording": present.text.wording, "language": present.language, "button_label": present.button_label}
    language = options.current().language
    draft = founding.draft(identity.publisher(), language=language)
    return {
        "purposes": list(Purpose.objects.all()),
        "wording": draft.wording,
        "language": language,
        "button_label": founding.LANGUAGES[language].button,
    }
