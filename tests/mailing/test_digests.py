"""Digests: new articles become an issue at their time, nothing new sends nothing, and what stands against it asks a person."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from depesche.audience import withdrawal
from depesche.audience.withdrawal import Route
from depesche.brand.models import LegalText, Publisher
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, chores, rendering, sending, starting, stopping
from depesche.mailing.digests import choosing, due_days, making, switching, writing
from depesche.mailing.models import Campaign, CampaignClaim, Delivery, Digest, DigestDay
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.cast import mails
from tests.mailing.conftest import Inbox, Place, carried, corrected
from tests.mailing.digesting import Newsroom, days_ago, issues, tick, titles

State = Campaign.State
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = days_ago(0)  # today at five; the tests' clock stands there, whatever the machine's does
ON = DUE - DAY + HOUR


@pytest.fixture
def newsroom(place: Place) -> Newsroom:
    return Newsroom(place)


def test_what_is_new_goes_out_at_its_time_to_who_agreed(newsroom: Newsroom, place: Place, inbox: Inbox) -> None:
    place.person("anna", place.news)
    clara = place.person("clara", place.news)
    place.person("dora", place.offers)
    digest = newsroom.digest(on=ON)
    newsroom.publish("Silber fällt", at=DUE - 5 * HOUR)
    newsroom.publish("Platin steigt", at=DUE - 2 * HOUR)

    assert tick(DUE - timedelta(seconds=1)) == 0
    assert tick(DUE + timedelta(seconds=9)) == 1

    (campaign,) = issues()
    assert (campaign.state, campaign.kind, campaign.purpose) == (State.SENDING, Campaign.Kind.DIGEST, place.news)
    assert titles(campaign) == ["Platin steigt", "Silber fällt"]
    assert campaign.subject == f"{digest.name}: Platin steigt"
    assert (campaign.author, campaign.approved_by, campaign.approved_route) == (place.editor, place.chief, Campaign.Route.DIGEST)
    withdrawal.withdraw(clara, purposes=None, at=clock.now(), route=Route.LINK)
    sending.run(at=clock.now())
    (mail,) = inbox.mails()
    assert mail["To"] == "anna@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Silber fällt" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_nothing_new_sends_nothing_and_says_so(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    digest = newsroom.digest(on=ON)

    with caplog.at_level(logging.INFO, "depesche.mailing"):
        assert tick(DUE) == 0

    assert issues() == []
    assert DigestDay.objects.get(digest=digest).campaign is None
    assert "nothing new" in caplog.text
    newsroom.publish("Zu spät für heute", at=DUE + HOUR)
    assert tick(DUE + 2 * HOUR) == 0
    assert tick(DUE + DAY) == 1
    assert titles(issues()[0]) == ["Zu spät für heute"]


def test_each_article_comes_once_and_never_an_old_one(newsroom: Newsroom) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Uralt", at=ON - DAY - HOUR)
    newsroom.publish("Vor dem Einschalten", at=ON - 2 * HOUR)
    tick(DUE)
    newsroom.publish("Später", at=DUE + HOUR)
    tick(DUE + DAY)
    tick(DUE + DAY)

    assert [titles(campaign) for campaign in issues()] == [["Vor dem Einschalten"], ["Später"]]


def test_what_readers_do_not_see_stays_out(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Gilt", at=DUE - 3 * HOUR)
    hidden = newsroom.publish("Zurückgezogen", at=DUE - 2 * HOUR)
    hidden.unpublish()
    embargo: ArticlePage = place.article.get_parent().add_child(instance=ArticlePage(title="Gesperrt", body=[], live=False))
    ArticlePage.objects.filter(pk=embargo.pk).update(go_live_at=DUE + HOUR)

    tick(DUE)

    assert titles(issues()[0]) == ["Gilt"]


def test_an_article_that_was_retracted_stays_out(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    claim = carried(place)
    ArticlePage.objects.filter(pk=place.article.pk).update(first_published_at=DUE - HOUR)
    newsroom.publish("Gilt", at=DUE - 2 * HOUR)
    corrected(place, claim, Severity.RETRACTION)

    tick(DUE)

    assert titles(issues()[0]) == ["Gilt"]


def test_only_chosen_sections_and_no_more_than_wanted(newsroom: Newsroom, place: Place) -> None:
    sport: SectionPage = place.article.get_parent().get_parent().add_child(instance=SectionPage(title="Sport", slug="sport"))
    newsroom.digest(on=ON, sections=(sport,), most=2, subject="{number} Artikel, {name}")
    newsroom.publish("Märkte", at=DUE - HOUR)
    for hour, title in enumerate(("Drittes", "Zweites", "Erstes"), start=2):
        newsroom.publish(title, at=DUE - (6 - hour) * HOUR, section=sport)

    tick(DUE)

    (campaign,) = issues()
    assert titles(campaign) == ["Erstes", "Zweites"]
    assert campaign.subject.startswith("2 Artikel, Der Tag")
    assert "1 weiterer steht auf" in rendering.whole(campaign.text_sent, at=clock.now())


@pytest.mark.rule("M-11")
def test_one_that_is_more_than_two_hours_late_asks_a_person(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)

    assert tick(DUE + 2 * HOUR + timedelta(seconds=1)) == 1

    (campaign,) = issues()
    assert (campaign.state, Delivery.objects.count()) == (State.WAITING, 0)
    assert "zwei Stunden verspätet" in campaign.pause_reason
    (told,) = mails("editor@example.org", "digest")
    assert told["Subject"].startswith("Eine Ausgabe wartet auf Sie")
    assert "zwei Stunden verspätet" in " ".join(told.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    approval.approve(campaign, by=place.chief, seen=rendering.content(campaign).digest, at=DUE + 3 * HOUR)
    starting.start(campaign, at=DUE + 3 * HOUR)
    assert campaign.state == State.SENDING


def test_a_crash_between_making_and_starting_leaves_nobody_untold(newsroom: Newsroom, place: Place) -> None:
    digest = newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    making.take(digest, due_days.newest(digest, at=DUE), at=DUE)  # here the power goes off

    assert chores.start(at=DUE + 3 * HOUR) is None

    assert [campaign.state for campaign in issues()] == [State.WAITING]
    assert len(mails("editor@example.org", "digest")) == 1
    assert tick(DUE + 3 * HOUR) == 0
    assert len(mails("editor@example.org", "digest")) == 1


def test_days_on_which_the_server_was_off_bring_one_issue_not_many(newsroom: Newsroom) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Montag", at=DUE - HOUR)
    newsroom.publish("Mittwoch", at=DUE + 2 * DAY)

    assert tick(DUE + 3 * DAY + HOUR) == 1
    assert tick(DUE + 3 * DAY + 2 * HOUR) == 0

    assert [titles(campaign) for campaign in issues()] == [["Mittwoch", "Montag"]]


def test_the_next_issue_takes_the_place_of_one_that_still_waits(newsroom: Newsroom) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Gestern", at=DUE - HOUR)
    tick(DUE + 3 * HOUR)
    newsroom.publish("Heute", at=DUE + 20 * HOUR)
    tick(DUE + DAY)

    first, second = issues()
    assert first.state == State.CANCELLED
    assert titles(second) == ["Heute", "Gestern"]
    assert second.state == State.SENDING


def test_what_the_preflight_finds_asks_a_person(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    LegalText.objects.filter(slug="imprint").update(slug="anders")

    tick(DUE)

    (campaign,) = issues()
    assert campaign.state == State.WAITING
    assert "Impressum" in campaign.pause_reason
    assert len(mails("editor@example.org", "digest")) == 1


def test_where_no_mail_can_be_written_the_issue_waits_all_the_same(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    Publisher.objects.update(email="", newsletter_sender="")

    tick(DUE)

    assert [campaign.state for campaign in issues()] == [State.WAITING]
    assert mails("editor@example.org", "digest") == []


def test_who_switched_it_on_and_may_no_longer_approve_does_not_approve(newsroom: Newsroom, place: Place) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    place.chief.is_active = False
    place.chief.save()

    tick(DUE)

    assert [campaign.state for campaign in issues()] == [State.WAITING]


def test_switching_on_takes_a_second_person_who_has_seen_it(newsroom: Newsroom, place: Place) -> None:
    digest = newsroom.digest()
    seen = switching.settings_digest(digest)
    with pytest.raises(Refusal) as not_allowed:
        switching.switch_on(digest, by=place.editor, seen=seen, at=ON)
    assert not_allowed.value.code == "may-not-approve"
    with pytest.raises(Refusal) as unseen:
        switching.switch_on(digest, by=place.chief, seen="", at=ON)
    assert unseen.value.code == "content-changed"
    Digest.objects.filter(pk=digest.pk).update(last_edited_by=place.chief)
    with pytest.raises(Refusal) as own:
        switching.switch_on(digest, by=place.chief, seen=seen, at=ON)
    assert own.value.code == "own-digest"
    digest.refresh_from_db()
    assert digest.switched_on_at is None


def test_a_change_switches_it_off_and_naming_another_person_does_not(newsroom: Newsroom, place: Place) -> None:
    digest = newsroom.digest(on=ON)
    digest.responsible = place.chief
    writing.edit(digest, digest.save, by=place.chief, at=ON)
    assert digest.switched_on_at is not None

    digest.subject = "Neu: {headline}"
    writing.edit(digest, digest.save, by=place.editor, at=ON)

    assert (digest.switched_on_at, digest.switched_on_by) == (None, None)
    newsroom.publish("Neu", at=DUE - HOUR)
    assert tick(DUE) == 0


def test_what_was_changed_past_the_desk_does_not_go_by_itself(newsroom: Newsroom, place: Place) -> None:
    digest = newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    Digest.objects.filter(pk=digest.pk).update(purpose=place.offers)

    tick(DUE)

    assert [campaign.state for campaign in issues()] == [State.WAITING]


def test_it_is_due_for_the_first_time_after_it_was_switched_on(newsroom: Newsroom) -> None:
    newsroom.digest(on=DUE + timedelta(minutes=1))
    newsroom.publish("Neu", at=DUE - HOUR)

    assert tick(DUE + 5 * HOUR) == 0
    assert tick(DUE + DAY) == 1


def test_switched_on_again_at_another_hour_it_sends_no_second_issue_for_the_day(newsroom: Newsroom) -> None:
    digest = newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    tick(DUE)
    digest.time = digest.time.replace(hour=18)
    writing.edit(digest, digest.save, by=newsroom.place.editor, at=DUE)
    newsroom.switch_on(digest, at=DUE + timedelta(minutes=5))
    newsroom.publish("Auch neu", at=DUE + timedelta(minutes=30))

    assert tick(DUE + HOUR) == 0
    assert tick(DUE + DAY + HOUR) == 1


def test_an_issue_that_was_cancelled_before_it_went_out_gives_its_articles_back(newsroom: Newsroom) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)
    tick(DUE + 3 * HOUR)
    stopping.cancel(issues()[0], at=DUE + 4 * HOUR)

    tick(DUE + DAY)

    assert titles(issues()[1]) == ["Neu"]


def test_it_knows_its_claims_and_brings_corrections_as_every_issue(newsroom: Newsroom, place: Place) -> None:
    place.person("anna", place.news)
    claim = carried(place)
    ArticlePage.objects.filter(pk=place.article.pk).update(first_published_at=DUE - HOUR)
    newsroom.digest(on=ON)
    tick(DUE)
    assert CampaignClaim.objects.get(campaign=issues()[0]).claim == claim

    sending.run(at=clock.now())
    corrected(place, claim)
    newsroom.publish("Morgen", at=DUE + HOUR)
    tick(DUE + DAY)

    assert "correction-" in issues()[1].html_sent


def test_the_chore_does_it(newsroom: Newsroom) -> None:
    newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)

    chores.digests(at=DUE)

    assert [campaign.state for campaign in issues()] == [State.SENDING]


def test_a_preview_stores_nothing(newsroom: Newsroom) -> None:
    digest = newsroom.digest(on=ON)
    newsroom.publish("Neu", at=DUE - HOUR)

    chosen = choosing.choose(digest, at=DUE)

    assert [article.title for article in chosen.articles] == ["Neu"]
    assert (issues(), DigestDay.objects.count()) == ([], 0)
