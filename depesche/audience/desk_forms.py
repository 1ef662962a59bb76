"""The form at the desk with which the next version of consent text and sign-up form is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms as fields
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.audience import consent_linter, consent_texts, founding
from depesche.audience import forms as signup_forms
from depesche.audience.consent_linter import Draft
from depesche.audience.models import FormVersion, Purpose
from depesche.brand import identity
from depesche.kernel import options


class NextVersion(fields.Form):
    """What can be written; controller and privacy notice come from the publisher's entries."""

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
    button_label = fields.CharField(label=_("Button"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """Let the linter read it: each finding becomes a sentence beside the text (L-02)."""
        cleaned = super().clean() or {}
        if not self.errors:
            for finding in consent_linter.findings(consent_texts.as_shown(self.draft())):
                self.add_error("wording", finding.message)
        return cleaned

    def draft(self) -> Draft:
        """Return what was written as a draft."""
        chosen = self.cleaned_data["purposes"]
        return Draft(
            name=signup_forms.DEFAULT,
            language=self.cleaned_data["language"],
            wording=self.cleaned_data["wording"],
            purposes=tuple((purpose.key, purpose.title) for purpose in chosen),
            controller=founding.controller(identity.publisher()),
            privacy_notice=founding.privacy_notice(),
        )

    def publish(self, *, at: datetime) -> FormVersion:
        """Publish text and form as the next versions.

        :raises Refusal: code ``consent-text-incomplete``
        """
        with transaction.atomic():
            text = consent_texts.publish(self.draft(), at=at)
            return signup_forms.publish(signup_forms.DEFAULT, text=text, button_label=self.cleaned_data["button_label"], at=at)


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
