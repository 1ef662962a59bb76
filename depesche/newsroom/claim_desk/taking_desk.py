"""Published words are taken down for a legal reason: first what would be gone and what it touches, then the deed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import old_words
from depesche.newsroom.claim_desk import confirming, screens
from depesche.newsroom.claim_desk.confirming import Step
from depesche.newsroom.claim_desk.fields import Seen, lines
from depesche.newsroom.claims import deriving, entries, taking_down
from depesche.newsroom.claims.claim_rows import SHORTEST_REASON
from depesche.newsroom.claims.taking_along import Along
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import AssertionState, Ground
from depesche.newsroom.models import Assertion, Claim, ClaimVersion

EDITED = ["GET", "HEAD", "POST"]


class OrderForm(Seen):
    """Why something is taken down."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Ground.choices, help_text=gettext_lazy("Readers see it in the history."))
    reason = lines(
        gettext_lazy("Reason"),
        400,
        gettext_lazy("Who demands it, and why; at least 20 characters. Only the newsroom reads it. Please do not repeat what must not be read."),
        required=True,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].widget.attrs["minlength"] = SHORTEST_REASON

    def order(self) -> Order:
        """Return what was written; the form is valid."""
        return Order(Ground(self.cleaned_data["ground"]), self.cleaned_data["reason"])


class ClaimOrderForm(OrderForm):
    """Why words of a claim are taken down, and which go from the past of its articles, too."""

    words = forms.CharField(
        label=gettext_lazy("Words that go from the past of the articles, too"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Such as the name. Marked words, old states of articles that carried the claim, and reasons of past judgements go if they have them; "
            "you see how many before you confirm. Empty: they stay."
        ),
    )


@permission_required(screens.TAKE_DOWN)
@require_http_methods(EDITED)
def statement(request: HttpRequest, claim_id: int, assertion_id: int) -> HttpResponse:
    """Take down the words of a statement, with its evidence and our copies."""
    claim = screens.claim(claim_id)
    said = Assertion.objects.filter(claim=claim, pk=assertion_id).exclude(state=AssertionState.DRAFT).select_related("source").first()
    if said is None:
        raise Http404
    return _run(
        request,
        claim,
        gate=lambda: taking_down.gate_statement(said),
        deed=lambda order, along, seen: taking_down.statement(said, order, along=along, seen=seen, by=logged_in(request), at=clock.now()),
        context={"texts": list(taking_down.texts(said)), "about": f"{said.source}: {said.get_stance_display()}"},
    )


@permission_required(screens.TAKE_DOWN)
@require_http_methods(EDITED)
def words(request: HttpRequest, claim_id: int, number: int) -> HttpResponse:
    """Take down the words of a version of a claim."""
    claim = screens.claim(claim_id)
    version = get_object_or_404(ClaimVersion, claim=claim, number=number)
    return _run(
        request,
        claim,
        gate=lambda: taking_down.gate_words(claim, version),
        deed=lambda order, along, seen: taking_down.words(version, order, along=along, seen=seen, by=logged_in(request), at=clock.now()),
        context={"texts": list(_words(claim, version)), "about": _("Version %(number)s of the claim") % {"number": number}},
        may_be_merged=True,
    )


def _run(
    request: HttpRequest,
    claim: Claim,
    *,
    gate: Callable[[], None],
    deed: Callable[[Order, Along, int], object],
    context: dict[str, Any],
    may_be_merged: bool = False,
) -> HttpResponse:
    form = ClaimOrderForm(request.POST if request.method == "POST" else None, initial={"seen": claim.version, "ground": Ground.PERSONAL_DATA})
    shown = {**context, "hindrance": _hindrance(gate)}
    step = Step(
        claim=claim,
        form=form,
        deed=lambda sent: _take(deed, claim, sent),
        foresee=lambda sent: shown.update(old=_foresee(gate, claim, sent)),
        title=_("Take words down for a legal reason"),
        done=_("The words are gone. The history says when and on what ground; their digest stays in the log."),
        template="newsroom/claims/take_down.html",
        context=shown,
        may_be_merged=may_be_merged,
    )
    return confirming.run(request, step)


def _foresee(gate: Callable[[], None], claim: Claim, sent: ClaimOrderForm) -> old_words.Found:
    """Refuse before anybody confirms, and say what goes along; a status never changes by it."""
    taking_down.gate_reason(sent.order())
    gate()
    return old_words.find(claim, sent.cleaned_data["words"])


def _take(deed: Callable[[Order, Along, int], object], claim: Claim, sent: ClaimOrderForm) -> None:
    with transaction.atomic():
        deriving.queue([claim.pk])
        deed(sent.order(), old_words.find(claim, sent.cleaned_data["words"]).along, sent.cleaned_data["seen"])


def _hindrance(gate: Callable[[], None]) -> Refusal | None:
    try:
        gate()
    except Refusal as refusal:
        return refusal
    return None


def _words(claim: Claim, version: ClaimVersion) -> list[tuple[str, str]]:
    """Return the words, the versions that have them, and the address if it is made of them."""
    same = claim.versions.filter(text=version.text, text_en=version.text_en).order_by("number").values_list("number", flat=True)
    found = [(_("What is claimed"), version.text), (_("Statement in English"), version.text_en), (_("In the versions"), ", ".join(map(str, same)))]
    if entries.words_digest(version) != entries.words_digest(claim) and taking_down.is_address_of(claim, version):
        found.append((_("Address, as it is made of these words"), f"/claims/{claim.slug}/"))
    return [(name, text) for name, text in found if text]
