"""The forms of a claim: what it says, an editor's own judgement, another look, joining it and taking it apart."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from depesche.newsroom import claim_uses
from depesche.newsroom.claim_desk.fields import Seen, day, line, lines
from depesche.newsroom.claims.claim_rows import SHORTEST_REASON
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Status
from depesche.newsroom.models import Assertion, Claim, Question, Topic

FIELDS = ("text", "text_en", "kind", "question", "event_on", "is_established", "review_by", "is_legally_sensitive")


class WantedForm(forms.Form):
    """What a claim says, and how it is filed."""

    text = lines(_("What is claimed"), 400, _("One sentence, in own words, without saying who says it."), required=True)
    text_en = lines(_("Statement in English"), 400)
    kind = forms.ChoiceField(label=_("Kind"), choices=ClaimKind.choices, initial=ClaimKind.FACT)
    question = forms.ModelChoiceField(
        Question.objects.all(), label=_("Question"), required=False, help_text=_("What several claims answer together, such as “How many?”.")
    )
    topics = forms.ModelMultipleChoiceField(Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    event_on = day(_("Day of the event"))
    review_by = day(_("Check again by"), _("From the day after, readers see when the claim was last looked at."))
    is_established = forms.BooleanField(
        label=_("Is generally known"),
        required=False,
        help_text=_("Needs no source, such as the date of a summit. Counts only while nobody says anything."),
    )
    is_legally_sensitive = forms.BooleanField(label=_("Legally sensitive"), required=False, help_text=_("Ask the legal adviser before any change."))

    def wanted(self) -> Wanted:
        """Return what was written; the form is valid."""
        said = self.cleaned_data
        return Wanted(**{name: said[name] for name in FIELDS if name != "kind"}, kind=ClaimKind(said["kind"]), topics=list(said["topics"]))


class EditForm(WantedForm, Seen):
    """Changes a claim."""

    @staticmethod
    def of(claim: Claim) -> dict[str, Any]:
        """Return what the form begins with."""
        return {**{name: getattr(claim, name) for name in FIELDS}, "topics": list(claim.topics.all()), "seen": claim.version}


class OverrideForm(Seen):
    """An editor's own judgement, with its reason and its end."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    reason = lines(_("Reason"), 400, _("Readers see it beside the status; at least 20 characters."), required=True)
    until = day(_("Until"), _("The judgement ends by itself at the end of this day; then the rules decide again."), required=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].widget.attrs["minlength"] = SHORTEST_REASON

    def end(self) -> datetime:
        """Return the moment at which the judgement ends; the form is valid."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"] + timedelta(days=1), time()))


class CheckedForm(Seen):
    """Another look at a claim."""

    again_by = day(_("Check again by"), _("Empty: no further look is planned."))


class MergeForm(Seen):
    """Into which claim this one goes."""

    into = forms.ModelChoiceField(
        Claim.objects.none(), label=_("Into which claim"), help_text=_("Statements and articles follow. The old address leads there.")
    )

    def __init__(self, *args: Any, claim: Claim, **more: Any) -> None:
        super().__init__(*args, **more)
        others = Claim.objects.filter(merged_into__isnull=True).exclude(pk=claim.pk)
        self.fields["into"].queryset = others.order_by("text")  # type: ignore[attr-defined]


class SplitForm(Seen):
    """A new claim, and which statements go to it."""

    text = line(_("New statement"), 400, _("What the chosen sources say, as one sentence."), required=True)
    text_en = line(_("New statement in English"), 400)
    moved = forms.ModelMultipleChoiceField(
        Assertion.objects.none(),
        label=_("Statements that go along"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With their figures and evidence. The others stay here, and so does a judgement of the newsroom."),
    )
    followed = forms.TypedMultipleChoiceField(
        coerce=int,
        label=_("Articles whose marks go along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Published ones are published anew, with the same date. Marks of a statement that stays stay, too."),
    )

    def __init__(self, *args: Any, claim: Claim, **more: Any) -> None:
        super().__init__(*args, **more)
        self.claim = claim
        live = claim.assertions.filter(state=AssertionState.LIVE).select_related("source")
        self.fields["moved"].queryset = live.order_by("pk")  # type: ignore[attr-defined]
        used = [
            (use.number, use.name if use.is_live else _("%(title)s (draft)") % {"title": use.name})
            for use in claim_uses.of_claim(claim)
            if use.kind == "article"
        ]
        self.fields["followed"].choices = used  # type: ignore[attr-defined]
        if not used:
            del self.fields["followed"]

    def wanted(self) -> Wanted:
        """Return the new claim: filed like the old one, and as sensitive; the form is valid."""
        said, old = self.cleaned_data, self.claim
        return Wanted(
            text=said["text"],
            kind=ClaimKind(old.kind),
            text_en=said["text_en"],
            question=old.question,
            topics=list(old.topics.all()),
            event_on=old.event_on,
            review_by=old.review_by,
            is_legally_sensitive=old.is_legally_sensitive,
        )

    def articles(self) -> list[int]:
        """Return the articles whose marks go along; the form is valid."""
        return list(self.cleaned_data.get("followed", ()))
