"""The mail of its own that a retraction gets: one, for a purpose whose readers got the mistake, found by whoever looks before it is approved."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from depesche.courier.transport import Phase, Reply
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing.correcting import own_mail
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.correction_rows import Severity
from tests.mailing.conftest import Place, carried, corrected
from tests.mailing.test_corrections import hand_over

AT_ONCE = 4
OK = Reply(250, "ok", Phase.DOT)


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
