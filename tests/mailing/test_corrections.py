"""Anna read a mistake in her mail: her next issue begins with the correction, once. Nobody else gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from depesche.audience import erasure
from depesche.audience.models import Consent, Subscriber
from depesche.brand.models import User
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import Phase, Reply
from depesche.kernel import clock
from depesche.kernel.personal_data import Person
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.mailing import approval, archive, rendering, selection, sending, starting
from depesche.mailing.correcting import binding, handing, own_mail, reach, shown, telling
from depesche.mailing.correcting import check as issues_check
from depesche.mailing.models import Campaign, CampaignClaim, CampaignCorrection, CorrectionMailed, Delivery
from depesche.mailing.sending import claiming, letters, permission, recording
from depesche.newsroom import reach as newsroom_reach
from depesche.newsroom.claims import asserting
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import Claim, Correction
from depesche.website.evidence import entries
from tests.mailing.conftest import NOW, Inbox, Place
from tests.newsroom.claims.conftest import claim as make_claim
from tests.newsroom.claims.conftest import marked, source

State = Delivery.State
RIGHT = "Es waren 1.200 Soldaten."
BLOCK = "Korrektur zu unserer Ausgabe vom"


def issue(place: Place, subject: str, **more: Any) -> Campaign:
    campaign = place.sending(subject, **more)
    sending.run(at=clock.now() + timedelta(seconds=1))
    return campaign


def told(inbox: Inbox, subject: str) -> dict[str, bool]:
    """Who got an issue, and whether the correction stood in it."""
    found = {}
    for mail in inbox.mails():
        if mail["Subject"] == subject:
            bodies = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
            has = {BLOCK in body.replace("\n", " ") and RIGHT in body for body in bodies}
            assert len(has) == 1, "HTML and text say the same"
            assert not any("slot" in body or "\x1e" in body for body in bodies)
            found[str(mail["To"]).partition("@")[0]] = has.pop()
    return found


@pytest.mark.rule("N-35")
def test_only_who_got_the_wrong_version_sees_the_correction_and_once(place: Place, inbox: Inbox, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    place.person("ben", place.news)
    correct()

    issue(place, "Zweite")
    issue(place, "Dritte")

    assert told(inbox, "Erste") == {"anna": False}
    assert told(inbox, "Zweite") == {"anna": True, "ben": False}
    assert told(inbox, "Dritte") == {"anna": False, "ben": False}
    assert CorrectionMailed.objects.count() == 1


@pytest.mark.rule("N-37")
@pytest.mark.parametrize(
    "tamper",
    [
        lambda: CampaignClaim.objects.update(version=9),
        lambda: CampaignClaim.objects.all().delete(),
        lambda: CampaignCorrection.objects.all().delete(),
    ],
    ids=["another version", "no claim", "no correction"],
)
def test_a_change_of_what_an_issue_carried_is_named(
    place: Place, inbox: Inbox, correct: Callable[..., Correction], tamper: Callable[[], object]
) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    correct()
    issue(place, "Zweite")
    assert list(issues_check.differences()) == []
    tamper()

    assert any("issue" in one and "carried" in one for one in issues_check.differences())


@pytest.mark.rule("N-35")
def test_who_withdrew_gets_nothing_and_who_left_one_purpose_gets_none_with_another(
    place: Place, inbox: Inbox, correct: Callable[..., Correction]
) -> None:
    clara, otto = place.person("clara", place.news), place.person("otto", place.news, place.offers)
    issue(place, "Erste")
    correct()
    Consent.objects.filter(address__in=[clara, otto], purpose=place.news).delete()

    issue(place, "Zweite")
    issue(place, "Angebote", purpose=place.offers)

    assert told(inbox, "Zweite") == {}
    assert told(inbox, "Angebote") == {"otto": False}
    assert not CorrectionMailed.objects.exists()


def test_a_suppressed_address_gets_nothing_and_is_not_counted(place: Place, inbox: Inbox, correct: Callable[..., Correction], claim: Claim) -> None:
    place.person("anna", place.news)
    dora = place.person("dora", place.news)
    issue(place, "Erste")
    correct()
    assert reach.count([claim.pk]) == newsroom_reach.Reach(1, 2)
    suppression.suppress(dora.lookup, scope=Suppression.EVERYTHING, reason="hard_bounce", at=NOW)

    issue(place, "Zweite")

    assert told(inbox, "Zweite") == {"anna": True}
    assert newsroom_reach.of([claim.pk])["mailing"] == newsroom_reach.Reach(2, 1)


def test_a_correction_of_another_version_concerns_nobody(place: Place, inbox: Inbox, correct: Callable[..., Correction], claim: Claim) -> None:
    place.person("anna", place.news)
    asserting.add(claim, Statement(source=source()), by=None, at=clock.now())
    issue(place, "Erste")
    assert CampaignClaim.objects.get().version == 2
    correct(first=1, last=1)

    issue(place, "Zweite")

    assert told(inbox, "Zweite") == {"anna": False}


@pytest.mark.parametrize("severity", [Severity.CLARIFICATION, Severity.UPDATE])
def test_what_was_no_mistake_is_mailed_to_nobody(place: Place, inbox: Inbox, correct: Callable[..., Correction], severity: Severity) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    correct(severity)

    issue(place, "Zweite")

    assert told(inbox, "Zweite") == {"anna": False}


def test_an_erased_person_leaves_no_row(place: Place, inbox: Inbox, correct: Callable[..., Correction]) -> None:
    emil, anna = place.person("emil", place.news), place.person("anna", place.news)
    issue(place, "Erste")
    correction = correct()
    issue(place, "Zweite")
    assert telling.export(Person(subject=emil.pk, address=emil.mailbox, lookup=emil.lookup)) == [{"correction": RIGHT, "campaign": "Zweite"}]

    erasure.erase(emil, reason="asked", at=clock.now())

    assert [row.subscriber for row in CorrectionMailed.objects.filter(correction=correction)] == [anna]
    assert not Subscriber.objects.filter(pk=emil.pk).exists()


def hand_over(campaign: Campaign, reply: Reply) -> str:
    """Hand the only delivery of a campaign over and let the server say something; return the mail's text."""
    (identifier,) = claiming.claim("me", at=clock.now() + timedelta(days=1))
    delivery = permission.begin(identifier, permission.Moment("me", clock.now() + timedelta(days=1)))
    assert delivery is not None
    text = letters.letter(delivery).text
    recording.record(delivery, recording.Answer(reply, clock.now()))
    claiming.give_back("me")
    return text


def test_a_mail_that_was_put_off_keeps_its_correction_and_one_that_failed_leaves_it_to_the_next(
    place: Place, correct: Callable[..., Correction]
) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    correct()
    second = place.sending("Zweite")

    texts = [hand_over(second, Reply(code, "so", Phase.DOT)) for code in (451, 550)]
    third = hand_over(place.sending("Dritte"), Reply(250, "ok", Phase.DOT))
    fourth = hand_over(place.sending("Vierte"), Reply(250, "ok", Phase.DOT))

    assert [BLOCK in text for text in (*texts, third, fourth)] == [True, True, True, False]
    assert CorrectionMailed.objects.get().campaign.subject == "Dritte"


def test_what_can_be_put_in_is_what_was_approved(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    approved = place.approved("Zweite")
    assert starting.is_approval_valid(approved)

    correct()

    with pytest.raises(Refusal) as refused:
        starting.start(approved, at=clock.now())
    assert refused.value.code == "approval-void"
    assert RIGHT in rendering.whole(rendering.content(approved).html, at=NOW)
    assert RIGHT not in rendering.without_person(rendering.content(approved).html)


def test_the_link_of_a_correction_leads_to_it_however_many_follow(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    correction = correct()
    html = rendering.whole(rendering.content(place.approved("Zweite")).html, at=NOW)
    (path,) = set(re.findall(rf'href="[^"]*?(/corrections/[^"#]*)#correction-{correction.pk}"', html))

    for _number in range(50):
        correct(Severity.CLARIFICATION)

    client = Client(headers={"host": "testserver.localhost"})
    assert f'id="correction-{correction.pk}"' in client.get(path).content.decode()
    assert f'id="correction-{correction.pk}"' not in client.get("/corrections/").content.decode(), "there, newer ones took its place"


def test_who_leaves_voids_no_approval(place: Place, correct: Callable[..., Correction]) -> None:
    anna = place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    correct()
    campaign = place.approved("Zweite")

    Consent.objects.filter(address=anna).delete()

    assert starting.is_approval_valid(campaign)


def test_the_public_archive_shows_nobodys_correction(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    correct()
    campaign = place.sending("Zweite")

    shown = archive.issue(campaign.slug)

    assert shown is not None
    assert RIGHT not in shown.html + shown.text
    assert "slot" not in shown.html + shown.text


@pytest.mark.parametrize(("language", "said"), [("de", "Korrektur vom "), ("en", "Correction of ")])
def test_an_issue_in_the_archive_tells_of_what_was_corrected_since_if_it_carried_the_mistake(
    place: Place, correct: Callable[..., Correction], settings: Any, language: str, said: str
) -> None:
    settings.LANGUAGE_CODE = language
    wrong = place.sending("Falsche Zahl")
    client = Client(headers={"host": "testserver.localhost"})

    def page(campaign: Campaign) -> str:
        return client.get(f"/newsletter/archive/{campaign.slug}/").content.decode()

    assert "depesche-later" not in page(wrong)
    correct(Severity.CLARIFICATION)
    assert "depesche-later" not in page(wrong), "that was no mistake"
    correction = correct(first=1, last=1)
    right = place.sending("Richtige Zahl")

    html = page(wrong)

    day = localtime(correction.published_at)
    month = f"/corrections/{day.year}/{day.month}/"
    assert f'<a href="{month}#correction-{correction.pk}">{said}' in html
    assert html.index("depesche-later") < html.index("Gold steigt", html.index("<body"))
    assert f'id="correction-{correction.pk}"' in client.get(month).content.decode()
    assert "depesche-later" not in page(right), "it carried the right version"


@pytest.mark.rule("N-35")
def test_a_retraction_gets_a_mail_of_its_own_that_a_second_person_approves(place: Place, inbox: Inbox, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    place.person("ben", place.news)
    correction = correct(Severity.RETRACTION)

    own = own_mail.create(correction, place.news, by=place.chief, at=clock.now())
    approval.submit(own, at=NOW)
    with pytest.raises(Refusal) as refused:
        approval.approve(own, by=place.chief, seen=rendering.content(own).digest, at=NOW)
    assert refused.value.code == "own-campaign"
    approval.approve(own, by=User.objects.get(email="lena@example.org"), seen=rendering.content(own).digest, at=NOW)
    assert selection.expected(own, at=clock.now()) == 1
    assert starting.start(own, at=clock.now()) == 1
    sending.run(at=clock.now() + timedelta(seconds=1))
    issue(place, "Zweite")

    (mail,) = [mail for mail in inbox.mails() if mail["Subject"].startswith("Widerruf zu unserer Ausgabe vom ")]
    assert mail["To"] == "anna@example.org"
    assert RIGHT in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert told(inbox, "Zweite") == {"anna": False, "ben": False}


def test_only_a_retraction_gets_one_and_only_one(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), Reply(250, "ok", Phase.DOT))
    plain, retraction = correct(), correct(Severity.RETRACTION)
    own_mail.create(retraction, place.news, by=None, at=clock.now())

    for correction, purpose, code in (
        (plain, place.news, "no-retraction"),
        (retraction, place.offers, "nobody-got-it"),
        (retraction, place.news, "own-mail-exists"),
    ):
        with pytest.raises(Refusal) as refused:
            own_mail.create(correction, purpose, by=None, at=clock.now())
        assert refused.value.code == code


def test_whom_the_next_issue_told_gets_no_mail_of_its_own(place: Place, inbox: Inbox, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    correction = correct(Severity.RETRACTION)
    second = place.sending("Zweite")
    own = own_mail.create(correction, place.news, by=place.editor, at=clock.now())
    approval.submit(own, at=NOW)
    approval.approve(own, by=place.chief, seen=rendering.content(own).digest, at=NOW)
    starting.start(own, at=clock.now())

    sending.run(at=clock.now() + timedelta(seconds=1))

    assert Delivery.objects.get(campaign=second).state == State.ACCEPTED
    assert Delivery.objects.get(campaign=own).state == State.CANCELLED


def test_the_editorial_log_knows_what_an_issue_carried_and_how_many_were_told(
    place: Place, inbox: Inbox, correct: Callable[..., Correction], claim: Claim
) -> None:
    place.person("anna", place.news)
    first = issue(place, "Erste")
    correction = correct()
    second = issue(place, "Zweite")

    sent, again = book.of_kind("issue_sent", log=logs.EDITORIAL)
    assert sent.body == {"campaign": first.pk, "claims": [[claim.pk, 1]], "corrections": []}
    assert again.body == {"campaign": second.pk, "claims": [[claim.pk, 2]], "corrections": [correction.pk]}
    (mailed,) = book.of_kind("correction_mailed", log=logs.EDITORIAL)
    assert mailed.body == {"campaign": second.pk, "correction": correction.pk, "recipients": 1}


def test_a_mail_marks_headline_lead_and_what_stands_in_them_word_for_word(place: Place, claim: Claim) -> None:
    denied, elsewhere = make_claim("Der Kurs zieht an"), make_claim("Davon steht in der Mail nichts")
    words = (marked(claim, "Gold"), marked(denied, "der Kurs zieht an"), marked(elsewhere, "sonst nichts"), marked(elsewhere, "an"))
    place.article.body = [("text", f"<p>{'. '.join(words)}</p>")]
    place.article.save()
    campaign = place.draft()
    assert entries.of_article(place.article, at=clock.now()).by_claim[denied.pk].anchor == "q2"

    made = rendering.content(campaign)

    address = f"http://testserver.localhost{place.article.get_url()}"
    assert re.search(rf'<a [^>]*href="{address}#q1"[^>]*>\[1\]</a>(&nbsp;|\xa0)ohne Quelle</span>', made.html)
    assert "Gold steigt [1: ohne Quelle]" in made.text
    assert "Der Kurs zieht an. [2: ohne Quelle]" in made.text
    assert "Belege: Gold steigt" in made.text
    assert elsewhere.text not in made.html + made.text
    starting_rows = {one.claim_id for one in _frozen(campaign)}
    assert starting_rows == {claim.pk, denied.pk}


def _frozen(campaign: Campaign) -> list[CampaignClaim]:
    binding.freeze(campaign, shown.of_campaign(campaign, at=clock.now()), at=clock.now())
    return list(CampaignClaim.objects.filter(campaign=campaign))


def test_several_corrections_of_one_issue_reach_each_their_own(place: Place, inbox: Inbox, correct: Callable[..., Correction], claim: Claim) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    correct()
    place.person("ben", place.news)
    issue(place, "Zweite")  # tells Anna; carries the second version
    claim.refresh_from_db()
    second = correct(first=2, last=2)

    third = issue(place, "Dritte")

    assert told(inbox, "Dritte") == {"anna": True, "ben": True}
    assert set(CorrectionMailed.objects.filter(campaign=third).values_list("correction", flat=True)) == {second.pk}


def test_the_desk_says_who_is_still_to_be_told_and_writes_the_mail_of_a_retraction(
    place: Place, inbox: Inbox, correct: Callable[..., Correction], client: Client
) -> None:
    place.person("anna", place.news)
    issue(place, "Erste")
    correction = correct(Severity.RETRACTION)
    second = place.draft("Zweite")
    client.force_login(place.editor, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_HOST"] = "testserver.localhost"

    board = client.get(reverse("campaigns:corrections"))
    assert [(line.purpose, line.waiting, line.told) for line in board.context["lines"]] == [(place.news, 1, 0)]
    assert client.get(reverse("campaigns:show", args=[second.pk])).context["corrections"] == [(correction, 1)]
    assert reverse("campaigns:corrections") in client.get(reverse("campaigns:index")).content.decode()
    client.post(reverse("campaigns:correction-mail", args=[correction.pk, place.news.pk]))

    own = Campaign.objects.get(correction=correction)
    assert (own.state, own.author) == ("draft", place.editor)
    assert "nur an die, die der Widerruf betrifft" in client.get(reverse("campaigns:show", args=[own.pk])).content.decode()


def test_nothing_is_asked_for_a_campaign_without_corrections(place: Place, django_assert_num_queries: Any) -> None:
    anna: Subscriber = place.person("anna", place.news)
    campaign = place.sending("Erste")

    with django_assert_num_queries(0):
        handing.note(campaign, [anna.pk], handing.Known())
        handing.stands_against(campaign, anna.pk, handing.Known())


@pytest.mark.parametrize("others", [1, 5])
def test_which_issues_were_wrong_is_looked_up_once_however_many_get_the_mail(
    place: Place, inbox: Inbox, correct: Callable[..., Correction], others: int
) -> None:
    names = [f"leser{number}" for number in range(others)]
    for name in names:
        place.person(name, place.news)
    issue(place, "Erste")
    correct()
    place.sending("Zweite")

    with CaptureQueriesContext(connection) as asked:
        sending.run(at=clock.now() + timedelta(seconds=1))

    assert told(inbox, "Zweite") == dict.fromkeys(names, True)
    assert sum("newsroom_correctedclaim" in query["sql"] for query in asked) == 1
