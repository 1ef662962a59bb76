"""A further worker, as on another machine."""

from __future__ import annotations

from depesche.mailing.models import Campaign
from tests.chores.processes import START, eventually, running
from tests.mailing.conftest import Place
from tests.mailing.witness import Witness

WORK = START.replace("threading.Thread(target=lambda: (signal.sigwait([signal.SIGTERM]), stop.set()), daemon=True).start()", "") + (
    "from argparse import Namespace\nfrom depesche.operations.commands import sending\nraise SystemExit(sending.run(Namespace(deed='work')))\n"
)


def test_a_worker_of_its_own_sends_and_ends_when_it_is_asked_to(committed_place: Place) -> None:
    for name in ("anna", "bea"):
        committed_place.person(name, committed_place.news)
    campaign = committed_place.sending()
    with Witness() as server, running(WORK, DEPESCHE_SMTP_URL=server.url) as worker:
        eventually(lambda: Campaign.objects.get(pk=campaign.pk).state == Campaign.State.DONE)
        worker.terminate()

        assert worker.wait(10) == 0
        assert sorted(server.taken) == ["anna@example.org", "bea@example.org"]
