from __future__ import annotations

import pytest

from depesche.brand.models import LegalText, Publisher
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, preflight, rendering, starting
from depesche.mailing.models import Campaign
from tests.mailing.conftest import NOW, Place


def refusal(deed: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Refusal) as refused:
        deed(*arguments, **named)  # type: ignore[operator]
    return refused.value.code


def test_the_writer_cannot_approve(place: Place) -> None:
    campaign = place.draft()
    campaign.author = place.chief
    campaign.save()
    approval.submit(campaign, at=NOW)

    assert refusal(approval.approve, campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW) == "own-campaign"


def test_who_edited_last_cannot_approve(place: Place) -> None:
    campaign = place.draft()
    composing.edit(campaign, by=place.chief, at=NOW)
    approval.submit(campaign, at=NOW)

    assert refusal(approval.approve, campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW) == "own-campaign"


def test_an_editor_cannot_approve(place: Place) -> None:
    campaign = place.draft()
    campaign.author = campaign.last_edited_by = place.chief
    campaign.save()
    approval.submit(campaign, at=NOW)

    assert refusal(approval.approve, campaign, by=place.editor, seen=rendering.content(campaign).digest, at=NOW) == "may-not-approve"


def test_a_draft_nobody_submitted_is_not_approved(place: Place) -> None:
    campaign = place.draft()

    assert refusal(approval.approve, campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW) == "not-waiting"


def test_approving_twice_is_approving_once(place: Place) -> None:
    campaign = place.approved()
    approval.approve(campaign, by=place.chief, seen=rendering.content(campaign).digest, at=NOW)

    assert campaign.state == Campaign.State.APPROVED


def test_an_edit_voids_the_approval(place: Place) -> None:
    campaign = place.approved()
    campaign.subject = "Anders"
    composing.edit(campaign, by=place.editor, at=NOW)

    assert campaign.approved_digest == ""
    assert refusal(starting.start, campaign, at=NOW) == "not-approved"


@pytest.mark.parametrize("what", ["article", "imprint", "purpose", "sender"])
def test_whatever_changes_the_mail_voids_the_approval(place: Place, what: str) -> None:
    place.approved()
    if what == "article":
        place.article.title = "Gold fällt"
        place.article.save()
    elif what == "purpose":
        place.news.title = "Neues"
        place.news.save()
    else:
        Publisher.objects.update(**({"postal_address": "Anderswo 2"} if what == "imprint" else {"newsletter_sender": "other@example.org"}))

    assert refusal(starting.start, Campaign.objects.get(), at=NOW) == "approval-void"


def test_approval_binds_what_was_seen(place: Place) -> None:
    campaign = place.draft()
    approval.submit(campaign, at=NOW)
    seen = rendering.content(campaign).digest
    place.article.title = "Gold fällt"
    place.article.save()

    assert refusal(approval.approve, Campaign.objects.get(), by=place.chief, seen=seen, at=NOW) == "content-changed"


def test_a_campaign_being_sent_is_not_edited(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()

    assert refusal(composing.edit, campaign, by=place.editor, at=NOW) == "campaign-closed"


def codes(campaign: Campaign) -> list[str]:
    return [finding.code for finding in preflight.findings(campaign)]


def test_without_a_way_out_the_campaign_may_be_sent_and_waits(place: Place) -> None:
    campaign = place.draft()

    assert codes(campaign) == ["no-way-out"]
    preflight.check(campaign)


@pytest.mark.rule("L-42")
@pytest.mark.parametrize(
    ("emptied", "code"),
    [("legal_name", "no-controller"), ("postal_address", "no-postal-address"), ("email", "no-reply-address")],
)
def test_the_publisher_must_be_named(place: Place, emptied: str, code: str) -> None:
    Publisher.objects.update(**{emptied: ""})

    assert code in codes(place.draft())
    assert refusal(approval.submit, Campaign.objects.get(), at=NOW) == code


@pytest.mark.rule("L-42")
def test_without_an_imprint_nothing_goes(place: Place) -> None:
    LegalText.objects.update(slug="something-else")

    assert "no-imprint" in codes(place.draft())


def test_a_site_without_https_is_refused_off_loopback(place: Place) -> None:
    campaign = place.draft()
    with options.using(site_url="http://news.example.org"):
        assert "site-without-https" in codes(campaign)
    with options.using(site_url="https://news.example.org"):
        assert "site-without-https" not in codes(campaign)


def test_an_empty_campaign_is_refused(place: Place) -> None:
    campaign = composing.create(composing.Draft(place.news, " "), author=place.editor, at=NOW)

    assert {"no-subject", "no-article"} <= set(codes(campaign))


def test_an_article_taken_down_is_noticed(place: Place) -> None:
    campaign = place.draft()
    place.article.unpublish()

    assert "article-not-live" in codes(Campaign.objects.get(pk=campaign.pk))
