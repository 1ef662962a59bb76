"""A mail says of a claim what the website says at that moment, and its issue is bound to just that version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from depesche.courier.transport import Phase, Reply
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.mailing import rendering, starting
from depesche.mailing.correcting import shown
from depesche.mailing.models import CampaignClaim
from depesche.newsroom.claims import claiming, merging, overriding
from depesche.newsroom.claims.terms import ClaimKind, Stance, Status
from depesche.newsroom.corrections import drafting
from depesche.newsroom.corrections.entries import content_digest
from depesche.newsroom.models import Claim, Correction
from depesche.website.evidence import entries
from tests.mailing.conftest import Place
from tests.mailing.test_corrections import hand_over
from tests.newsroom.claims.conftest import add, source
from tests.newsroom.claims.conftest import claim as make_claim

FIRST, SECOND = "12.000 Soldaten sind in Russland", "1.200 Soldaten sind in Russland"
REASON = "Die Behörde hat ihre Angabe berichtigt."


def reword(claim: Claim, text: str = SECOND, **more: Any) -> None:
    claim.refresh_from_db()
    claiming.edit(claim, claiming.Wanted(text=text, **more), seen=claim.version, by=None, at=clock.now())


def once_after(deed: Callable[..., Any], change: Callable[[], None]) -> Callable[..., Any]:
    """The deed itself, and somebody else who is faster than what follows it."""
    changes = [change]

    def slow(*args: Any, **kwargs: Any) -> Any:
        found = deed(*args, **kwargs)
        if changes:
            changes.pop()()
        return found

    return slow


@pytest.mark.rule("N-35")
def test_a_claim_that_changes_after_the_mail_was_compared_is_bound_as_the_mail_shows_it(
    place: Place, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = place.approved()
    monkeypatch.setattr(rendering, "content", once_after(rendering.content, lambda: reword(claim)))

    starting.start(campaign, at=clock.now())

    assert FIRST in campaign.html_sent
    assert SECOND not in campaign.html_sent
    assert CampaignClaim.objects.get().version == 1
    claim.refresh_from_db()
    assert claim.version == 2


@pytest.mark.rule("N-35")
def test_a_claim_that_changes_before_the_mail_was_compared_voids_the_approval(place: Place, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = place.approved()
    monkeypatch.setattr(shown, "of_campaign", once_after(shown.of_campaign, lambda: reword(claim)))

    with pytest.raises(Refusal) as refused:
        starting.start(campaign, at=clock.now())

    assert refused.value.code == "approval-void"
    assert not CampaignClaim.objects.exists()


def test_an_ended_judgement_is_gone_from_the_mail_and_the_issue_is_bound_to_the_version_after_it(place: Place, claim: Claim) -> None:
    add(claim, source(), Stance.DENIES)
    until = clock.now() + timedelta(days=1)
    overriding.decide(claim, Status.ESTABLISHED, reason=REASON, until=until, seen=claim.version, by=None, at=clock.now())
    assert "[1: allgemein bekannt]" in rendering.content(place.draft()).text
    Claim.objects.filter(pk=claim.pk).update(override_until=clock.now())  # the day is over, and nobody has tidied up yet

    campaign = place.approved()
    starting.start(campaign, at=clock.now())

    assert "allgemein bekannt" not in campaign.html_sent + campaign.text_sent
    assert "[1: dementiert]" in campaign.text_sent
    assert "dementiert von Mark Rutte: 12.000" in " ".join(campaign.text_sent.split())
    claim.refresh_from_db()
    bound = CampaignClaim.objects.get()
    assert (bound.version, bound.status) == (claim.version, "denied") == (4, "denied")


def test_an_english_mail_says_the_claim_in_english(place: Place, claim: Claim) -> None:
    reword(claim, text_en="12,000 soldiers are in Russia")

    with options.using(language="en"):
        text = rendering.content(place.draft()).text

    assert "12,000 soldiers are in Russia" in text
    assert FIRST not in text


@pytest.mark.parametrize(
    ("kind", "stance", "status", "wanted"),
    [
        (ClaimKind.ASSESSMENT, Stance.ASSESSES, "attributed", "zugeschriebene Aussage"),
        (ClaimKind.FACT, Stance.CANNOT_CONFIRM, "not_confirmed", "unbestätigt"),
    ],
)
def test_a_mark_has_the_word_of_the_website(place: Place, claim: Claim, kind: ClaimKind, stance: Stance, status: str, wanted: str) -> None:
    reword(claim, FIRST, kind=kind)
    add(claim, source(), stance)
    (entry,) = entries.of_article(place.article, at=clock.now()).entries

    text = rendering.content(place.draft()).text

    assert (claim.status, entry.told.label.word) == (status, wanted)
    assert f"Gold steigt [1: {wanted}]" in text
    assert f"{entry.told.label.text}: {FIRST}" in " ".join(text.split())


def test_a_merged_claim_is_carried_as_the_one_it_leads_to(place: Place, claim: Claim) -> None:
    other = make_claim(SECOND)
    campaign = place.draft()
    campaign.intro = f'<p><span data-claim="{claim.pk}">12.000 Soldaten</span></p>'
    merging.merge(claim, other, by=None, at=clock.now())

    other.refresh_from_db()
    assert {pk: one.version for pk, one in shown.of_campaign(campaign, at=clock.now()).items()} == {other.pk: other.version}


@pytest.mark.rule("N-35")
def test_anna_whose_mail_carried_a_claim_that_was_merged_afterwards_is_told(place: Place, claim: Claim, client: Client) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    merging.merge(claim, make_claim("Soldaten sind in Russland"), by=None, at=clock.now())
    client.defaults["HTTP_HOST"] = "testserver.localhost"
    client.force_login(place.editor, backend="django.contrib.auth.backends.ModelBackend")

    address = f"{reverse('newsroom-correction-new')}?article={place.article.pk}"
    form = client.get(address).context["form"]
    begun = {field.name: field.value() for field in form if field.value() not in (None, False)}
    client.post(address, {**begun, "wrong": "Es waren 12.000.", "right": "Es waren 1.200.", "why": "Eine Null zu viel."})
    correction = Correction.objects.get()
    drafting.submit(correction)
    client.force_login(place.chief, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("newsroom-correction-release", args=[correction.pk]), {"digest": content_digest(correction)})

    assert "Es waren 1.200." in hand_over(place.sending("Zweite"), Reply(250, "ok", Phase.DOT))
