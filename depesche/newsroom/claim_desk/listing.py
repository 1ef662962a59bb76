"""The list of claims, and which of them somebody asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Status
from depesche.newsroom.models import Claim, Topic

SOON = timedelta(days=14)
DUE = (("", _("any")), ("over", _("overdue")), ("soon", _("within two weeks")))
WHERE = (("", _("any")), ("none", _("in no article")), ("some", _("in articles")))
LIVE_MARK = Q(marks__until__isnull=True, marks__isnull=False)


class Wanted(forms.Form):
    """What the list is narrowed to; what cannot be read narrows nothing."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("any")), *Status.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("any")), *ClaimKind.choices], required=False)
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"), empty_label=_("any"), required=False)
    due = forms.ChoiceField(label=_("Next look"), choices=DUE, required=False)
    where = forms.ChoiceField(label=_("Where"), choices=WHERE, required=False)

    def said(self) -> dict[str, Any]:
        """Return what was asked for and could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def claims(said: dict[str, Any], *, today: date) -> QuerySet[Claim]:
    """Return the claims that fit, the newest change first, each with its number of published articles and of statements that count."""
    found = Claim.objects.filter(merged_into__isnull=True).filter(_narrowed(said, today=today))
    found = found.annotate(
        articles=Count("marks__article", filter=LIVE_MARK, distinct=True),
        voices=Count("assertions", filter=Q(assertions__state=AssertionState.LIVE), distinct=True),
    )
    if "where" in said:
        found = found.filter(articles=0) if said["where"] == "none" else found.filter(articles__gt=0)
    return found.order_by("-changed_at", "-pk")


def overdue(*, today: date) -> QuerySet[Claim]:
    """Return the claims that somebody should have looked at, the longest overdue first."""
    return Claim.objects.filter(merged_into__isnull=True, review_by__lt=today).order_by("review_by", "pk")


def _narrowed(said: dict[str, Any], *, today: date) -> Q:
    wanted = Q()
    if "q" in said:
        wanted &= Q(text__icontains=said["q"]) | Q(text_en__icontains=said["q"])
    if "status" in said:
        wanted &= Q(status=said["status"])
    if "kind" in said:
        wanted &= Q(kind=said["kind"])
    if "topic" in said:
        wanted &= Q(topics=said["topic"])
    if "due" in said:
        wanted &= Q(review_by__lt=today) if said["due"] == "over" else Q(review_by__range=(today, today + SOON))
    return wanted
