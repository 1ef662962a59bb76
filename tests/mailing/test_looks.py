"""What a campaign brings decides how its mail is laid out: an issue, breaking news, a digest, offers, a retraction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from depesche.brand.letterhead import Amends, Day, Headline, Look, Offer, Teaser
from depesche.brand.models import Offer as Product
from depesche.courier.transport import Phase, Reply
from depesche.mailing import composing, rendering, starting
from depesche.mailing.correcting import own_mail
from depesche.mailing.models import Campaign, CampaignOffer
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import Correction
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_corrections import hand_over

Kind = Campaign.Kind


def of_kind(place: Place, kind: Kind) -> Campaign:
    campaign = place.draft()
    campaign.kind = kind
    campaign.save()
    return campaign


def test_an_issue_leads_with_its_first_article(place: Place) -> None:
    sheet = rendering.sheet(of_kind(place, Kind.EDITORIAL))

    (story,) = (block for block in sheet.blocks if isinstance(block, Teaser))
    assert (sheet.look, story.is_lead, sheet.edition, sheet.label) == (Look.ISSUE, True, "Nachrichten", "")


def test_breaking_news_is_one_headline_under_its_word(place: Place) -> None:
    sheet = rendering.sheet(of_kind(place, Kind.BREAKING))

    (headline,) = (block for block in sheet.blocks if isinstance(block, Headline))
    assert (sheet.look, sheet.label) == (Look.BREAKING, "Eilmeldung")
    assert (headline.text, headline.lead) == ("Gold steigt", "Der Kurs zieht an.")
    assert headline.url == f"http://testserver.localhost{place.article.get_url()}"
    assert not [block for block in sheet.blocks if isinstance(block, Teaser)]


def test_a_digest_begins_with_its_day_and_names_sections(place: Place) -> None:
    campaign = of_kind(place, Kind.DIGEST)

    sheet = rendering.sheet(campaign)

    (day,) = (block for block in sheet.blocks if isinstance(block, Day))
    (story,) = (block for block in sheet.blocks if isinstance(block, Teaser))
    assert (sheet.look, day.said, day.number) == (Look.DIGEST, "1 neuer Artikel", str(NOW.day))
    assert (story.kicker, story.is_lead) == ("Märkte", False)  # the section, and not once more the kicker that says the same


def test_offers_without_articles_are_advertising_from_the_first_word_on(place: Place) -> None:
    campaign = composing.create(composing.Draft(place.offers, "Silber", "Nur heute"), author=place.editor, at=NOW)
    for number, name in enumerate(("Barren", "Münze")):
        offer = Product.objects.create(name=name, link="/shop/", price=20)
        CampaignOffer.objects.create(campaign=campaign, offer=offer, sort_order=number)

    sheet = rendering.sheet(campaign)

    assert (sheet.look, sheet.label, sheet.preheader) == (Look.OFFER, "Anzeige", "Anzeige: Nur heute")
    assert [block.is_lead for block in sheet.blocks if isinstance(block, Offer)] == [True, False]


def test_a_retraction_says_what_was_wrong_and_what_is_right(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    campaign = own_mail.create(correct(Severity.RETRACTION), place.news, by=place.editor, at=NOW)

    sheet = rendering.sheet(campaign)

    (amends,) = (block for block in sheet.blocks if isinstance(block, Amends))
    assert (sheet.look, sheet.label) == (Look.CORRECTION, "Widerruf")
    assert [(line.is_wrong, line.is_right) for line in amends.lines][:2] == [(True, False), (False, True)]


def test_the_day_is_that_of_sending_and_no_midnight_voids_an_approval(place: Place) -> None:
    approved = place.approved()
    assert rendering.DATE in rendering.content(approved).html

    starting.start(approved, at=NOW + timedelta(days=3))

    approved.refresh_from_db()
    said = rendering.long_date(NOW + timedelta(days=3))
    assert said.endswith(str(NOW.year))
    assert said in approved.html_sent
    assert said in approved.text_sent
    assert rendering.DATE not in approved.html_sent + approved.text_sent
