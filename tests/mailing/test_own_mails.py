"""The mail of its own that a retraction gets: one, for a purpose whose readers got the mistake, found by whoever looks before it is approved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from depesche.audience.models import Consent
from depesche.courier.transport import Phase, Reply
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, rendering, starting
from depesche.mailing.correcting import binding, desk, own_mail
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.models import Correction
from tests.mailing.conftest import Place, carried, corrected
from tests.mailing.test_corrections import hand_over

AT_ONCE = 4
RETRACTION = "Widerruf zu unserer Ausgabe"
OK, FULL = Reply(250, "ok", Phase.DOT), Reply(550, "mailbox full", Phase.DOT)
LATER = Reply(451, "later", Phase.DOT)


def test_editors_who_write_it_at_once_make_one(committed_place: Place) -> None:
    place = committed_place
    place.person("anna", place.news)
    claim = carried(place)
    hand_over(place.sending("Erste"), OK)
    retraction = corrected(place, claim, Severity.RETRACTION)
    start = threading.Barrier(AT_ONCE)

    def write(_who: int) -> str:
        try:
            start.wait(10)
            own_mail.create(retraction, place.news, by=None, at=clock.now())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(AT_ONCE) as editors:
        said = sorted(editors.map(write, range(AT_ONCE), timeout=60))

    assert said == [*["own-mail-exists"] * (AT_ONCE - 1), "written"]
    assert Campaign.objects.filter(correction=retraction).count() == 1


def own(place: Place, retraction: Correction) -> Campaign:
    return own_mail.create(retraction, place.news, by=place.editor, at=clock.now())


def refusal(campaign: Campaign) -> Refusal:
    with pytest.raises(Refusal) as refused:
        approval.submit(campaign, at=clock.now())
    return refused.value


def test_a_purpose_whose_readers_never_got_the_mistake_is_found_before_approval(place: Place, correct: Callable[..., Correction]) -> None:
    place.person("anna", place.news, place.offers)
    hand_over(place.sending("Erste"), OK)
    campaign = own(place, correct(Severity.RETRACTION))
    campaign.purpose = place.offers
    composing.edit(campaign, by=place.editor, at=clock.now())

    found = refusal(campaign)

    assert found.code == "nobody-got-it"
    assert "Keine Ausgabe für „Angebote“ enthielt den Fehler" in str(found)
    campaign.purpose = place.news
    composing.edit(campaign, by=place.editor, at=clock.now())
    approval.submit(campaign, at=clock.now())


@pytest.mark.parametrize("how", ["left", "told"])
def test_a_mail_for_whom_nobody_is_left_is_found_before_approval(place: Place, correct: Callable[..., Correction], how: str) -> None:
    anna = place.person("anna", place.news)
    hand_over(place.sending("Erste"), OK)
    campaign = own(place, correct(Severity.RETRACTION))
    if how == "left":
        Consent.objects.filter(address=anna).delete()
    else:
        hand_over(place.sending("Zweite"), OK)

    found = refusal(campaign)

    assert found.code == "nobody-left-to-tell"
    assert "ist niemand mehr zu benachrichtigen" in str(found)


def sending(place: Place, subject: str) -> Campaign:
    """An issue that begins now, after all those before it."""
    campaign = place.approved(subject)
    starting.start(campaign, at=clock.now())
    return campaign


def line(correction: Correction) -> tuple[int, int, int]:
    """What the desk says: still to be told, to whom nothing brings it any more, told."""
    (found,) = (one for one in desk.lines(at=clock.now()) if one.correction == correction)
    return found.waiting, found.missed, found.told


def test_whom_five_issues_did_not_reach_is_not_counted_as_still_to_be_told_until_a_mail_of_its_own_is_written(
    place: Place, correct: Callable[..., Correction], client: Client
) -> None:
    place.person("anna", place.news)
    hand_over(place.sending("Erste"), OK)
    retraction = correct(Severity.RETRACTION)
    assert line(retraction) == (1, 0, 0)
    for number in range(binding.ROUNDS):
        assert line(retraction)[:2] == (1, 0)
        hand_over(sending(place, f"Runde {number}"), FULL)

    assert line(retraction)[:2] == (0, 1)
    client.force_login(place.editor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("campaigns:corrections"), headers={"host": "testserver.localhost"}).content.decode()
    assert "und 1 Person, der keine Ausgabe sie mehr bringt" in page
    assert RETRACTION not in hand_over(sending(place, "Danach"), OK)

    mail = own(place, retraction)
    assert line(retraction)[:2] == (1, 0)
    approval.submit(mail, at=clock.now())
    approval.approve(mail, by=place.chief, seen=rendering.content(mail).digest, at=clock.now())
    starting.start(mail, at=clock.now())
    assert RETRACTION in hand_over(mail, LATER)  # whom the server puts off gets the same mail again: it is not another one that told her
    assert RETRACTION in hand_over(mail, OK)
    assert line(retraction) == (0, 0, 1)
