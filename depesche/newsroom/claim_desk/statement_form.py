"""The form in which a source's statement is written down, as a new one or in the place of another."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claim_desk.fields import Hour, Number, Seen, day, line, lines
from depesche.newsroom.claims import proving
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import AssertionState, Comparator, Independence, Precision, Stance, Visibility
from depesche.newsroom.models import Assertion, Claim, Source

FEWEST_PROOFS = 3  # lines for evidence; a statement that takes the place of another has one for each of its own, and a free one
# fmt: off
PLAIN = (
    "occasion", "place", "wording", "wording_original", "is_verbatim", "hedge", "basis", "origin", "derived_from", "is_competent", "competent_reason",
    "figure_as_of",
)
# fmt: on


class Known(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's is no generic
    """Chooses among the sources, each with what it is."""

    def label_from_instance(self, obj: Source) -> str:
        """Name a source."""
        return f"{obj.name} ({obj.role or obj.get_kind_display()})"


class StatementForm(Seen):
    """What a source says to a claim."""

    source = Known(Source.objects.filter(merged_into__isnull=True), label=_("Who says it"))
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices, initial=Stance.ASSERTS)
    is_competent = forms.BooleanField(
        label=_("Is the competent authority"), required=False, help_text=_("Its confirmation makes the claim “confirmed”.")
    )
    competent_reason = line(_("Why competent"), 200, _("For example: “runs the satellites that saw it”."))
    said_day = day(_("Said on"))
    said_time = forms.TimeField(label=_("Time of day"), required=False, widget=Hour())
    is_earlier = forms.BooleanField(label=_("Before the article, day not known"), required=False)
    occasion = line(_("Occasion"), 200, _("For example: after the meeting of the ministers."))
    place = line(_("Place"), 120)
    wording = lines(_("Wording"), 1000, _("In the language of the site."))
    wording_original = lines(_("Original wording"), 1000)
    is_verbatim = forms.BooleanField(label=_("Verbatim"), required=False)
    hedge = line(_("Hedge"), 80, _("For example: “soll”, “mutmaßlich”."))
    basis = line(_("Rests on"), 200, _("What the source itself refers to."))
    origin = line(_("Origin"), 80, _("Whose knowledge it is. The same origin is one voice."))
    derived_from = forms.ModelChoiceField(Assertion.objects.none(), label=_("Repeats"), required=False)
    independent = forms.ChoiceField(
        label=_("Independence"), choices=Independence.choices, initial=Independence.UNKNOWN, help_text=_("Only what you know; it is never guessed.")
    )
    via = Known(Source.objects.filter(merged_into__isnull=True), label=_("Came by way of"), required=False, help_text=_("For example an agency."))
    measure = line(_("What is counted"), 120, _("For example: in training, decided in total."))
    comparator = forms.ChoiceField(label=_("Comparator"), choices=[("", "–"), *Comparator.choices], required=False)
    low = Number(label=_("Number"))
    high = Number(label=_("Up to"))
    unit = line(_("Unit"), 60)
    figure_as_of = day(_("As of"))
    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        help_text=_("What only the newsroom sees counts for no status."),
    )

    def __init__(self, *args: Any, claim: Claim, but: Assertion | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        others = claim.assertions.filter(state=AssertionState.LIVE).select_related("source").exclude(pk=but.pk if but else None)
        kept = Assertion.objects.filter(pk=but.derived_from_id if but else None).select_related("source")  # superseded meanwhile, or another claim's
        self.fields["derived_from"].queryset = (others | kept).order_by("pk")  # type: ignore[attr-defined]
        self.before = but
        self.proofs_before = proving.of(but) if but else ()
        self.proof_numbers = range(1, max(FEWEST_PROOFS, len(self.proofs_before) + 1) + 1)
        for number in self.proof_numbers:
            self.fields[f"url_{number}"] = forms.URLField(label=_("Address"), max_length=600, required=False, assume_scheme="https")
            self.fields[f"title_{number}"] = line(_("Title"), 200)
            self.fields[f"locator_{number}"] = line(_("Page or time"), 60)

    def clean(self) -> dict[str, Any]:
        """Refuse a number without a comparator, and the other way round."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("comparator")) != (said.get("low") is not None) and not {"low", "comparator"} & set(self.errors):
            self.add_error("low", ValidationError(_("A figure has a comparator and a number; please give both or none."), code="half-a-figure"))
        if said.get("said_time") and not said.get("said_day") and "said_day" not in self.errors:
            self.add_error("said_time", ValidationError(_("A time needs its day."), code="time-without-day"))
        return said

    def proof_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the fields of each line of evidence."""
        return [(self[f"url_{number}"], self[f"title_{number}"], self[f"locator_{number}"]) for number in self.proof_numbers]

    def statement(self) -> Statement:
        """Return what was written; the form is valid."""
        said = self.cleaned_data
        moment, precision = _moment(said)
        return Statement(
            **{name: said[name] for name in PLAIN},
            source=said["source"],
            stance=Stance(said["stance"]),
            independent=Independence(said["independent"]),
            visibility=Visibility(said["visibility"]),
            said_on=moment,
            precision=precision,
            figure=_figure(said),
            via=self._via(),
            evidence=self._proofs(),
        )

    def _via(self) -> list[Source]:
        """Return the way; of a longer one the further stations stay."""
        chosen = self.cleaned_data["via"]
        stations = [relay.source for relay in self.before.via.select_related("source")] if self.before else []
        return [chosen, *(one for one in stations[1:] if one != chosen)] if chosen else []

    def _proofs(self) -> tuple[Proof, ...]:
        """Return the evidence; what is left as it was keeps its licence and the copy that we hold."""
        said = self.cleaned_data
        typed = [Proof(said[f"url_{number}"], said[f"title_{number}"], said[f"locator_{number}"]) for number in self.proof_numbers]
        carried = proving.carried_over(typed, self.proofs_before)
        return tuple(one for one in carried if one.url or one.title or one.locator)


def initial(assertion: Assertion) -> dict[str, Any]:
    """Return what the form begins with when a statement takes the place of this one."""
    said = {
        name: getattr(assertion, name) for name in (*PLAIN, "stance", "independent", "visibility", "measure", "comparator", "low", "high", "unit")
    }
    local = timezone.localtime(assertion.said_on) if assertion.said_on else None
    lines = {f"{name}_{number}": getattr(one, name) for number, one in enumerate(proving.of(assertion), 1) for name in ("url", "title", "locator")}
    first = assertion.via.select_related("source").first()
    return {
        **said,
        **lines,
        "source": assertion.source_id,
        "via": first.source_id if first else None,
        "said_day": local.date() if local else None,
        "said_time": local.time() if local and assertion.precision == Precision.MINUTE else None,
        "is_earlier": assertion.precision == Precision.BEFORE_ARTICLE,
    }


def _moment(said: dict[str, Any]) -> tuple[datetime | None, Precision]:
    if said["said_day"] is None:
        return None, Precision.BEFORE_ARTICLE if said["is_earlier"] else Precision.UNKNOWN
    moment = timezone.make_aware(datetime.combine(said["said_day"], said["said_time"] or time()))
    return moment, Precision.MINUTE if said["said_time"] else Precision.DAY


def _figure(said: dict[str, Any]) -> Figure | None:
    if not said["comparator"]:
        return None
    high = said["high"] if said["comparator"] == Comparator.RANGE else None
    return Figure(measure=said["measure"], unit=said["unit"], comparator=Comparator(said["comparator"]), low=said["low"], high=high)
