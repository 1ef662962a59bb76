"""What a worker noted outlives it, and whatever cannot be read for sure says that everything had begun (M-02, M-03)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from depesche.courier.transport import Phase, Reply
from depesche.kernel import keyring, options
from depesche.mailing import report
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import claiming, journal, permission, recalling
from depesche.mailing.sending.claiming import Held
from tests.chores.processes import running
from tests.mailing.conftest import NOW, Place

pytestmark = pytest.mark.rule("M-02", "M-03")
TAKEN = Reply(250, "2.0.0 queued as 4711", Phase.DOT)
NO_SUCH = Reply(550, "5.1.1 no such user", Phase.RECIPIENT)
LEASE_OVER = NOW + timedelta(seconds=31)
KILLED = """
import os, signal
from depesche.operations import cli
cli.set_up_django()
from depesche.mailing.sending import journal
kept = journal.open_for({owner!r})
kept.reserve([1, 2])
kept.begins(2)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / keyring.FILE_NAME).write_bytes((options.current().home / keyring.FILE_NAME).read_bytes())
    with options.using(home=tmp_path):
        yield tmp_path


def kept(owner: str) -> journal.Journal:
    found = journal.open_for(owner)
    assert found is not None
    return found


def counts(campaign: Campaign) -> dict[str, int]:
    return {state: number for state, number in report.report(campaign).counts.items() if number}


def test_a_process_that_is_killed_leaves_what_began(home: Path) -> None:
    owner = journal.new_owner()
    with running(KILLED.format(owner=owner), DEPESCHE_HOME=str(home)) as process:
        assert process.wait(60) == -9

    assert recalling.of(owner) == recalling.Noted(frozenset({1}), {})


def test_while_its_worker_lives_a_journal_says_nothing_to_others() -> None:
    owner = journal.new_owner()
    mine = kept(owner)
    mine.reserve([1])

    assert (recalling.of(owner), recalling.alive()) == (recalling.NOTHING, [owner])
    mine.close()

    assert (recalling.of(owner).unbegun, recalling.alive()) == ({1}, [])
    assert not mine.begins(1)


def test_answers_are_kept_and_what_is_settled_is_forgotten() -> None:
    owner = journal.new_owner()
    mine = kept(owner)
    mine.reserve([1, 2, 3, 4])
    for key in (1, 2, 3):
        assert mine.begins(key)
    mine.answered(1, TAKEN)
    mine.answered(2, Reply(450, "4.2.0 " + "ü" * 400, Phase.RECIPIENT))
    mine.settled([4])
    mine.close()

    found = recalling.of(owner)

    assert found.unbegun == frozenset()
    assert found.answers[1] == TAKEN
    assert (found.answers[2].code, found.answers[2].text[:12], 3 in found.answers) == (450, "4.2.0 üüüüüü", False)


def test_a_worker_that_settled_everything_leaves_no_file(home: Path) -> None:
    mine = kept(journal.new_owner())
    mine.reserve([1])
    mine.settled([1])
    mine.close()

    assert list((home / "run").iterdir()) == []


def shorter(content: bytes) -> bytes:
    return content[:-1]


def of_another_run(content: bytes) -> bytes:
    return content.replace(journal.boot().encode(), b"another run of the machine".ljust(36))


def unknown_state(content: bytes) -> bytes:
    last = journal.START + journal.WIDTH * (journal.SLOTS - 1)
    assert content[last] == journal.MARKED
    return content[:last] + b"\x6f" + content[last + 1 :]


def twice(content: bytes) -> bytes:
    slot = content[-journal.WIDTH :]
    return content[: -2 * journal.WIDTH] + slot + slot


def empty(_content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [shorter, of_another_run, unknown_state, twice, empty])
def test_what_cannot_be_read_for_sure_counts_as_begun(home: Path, harm: Callable[[bytes], bytes]) -> None:
    owner = journal.new_owner()
    mine = kept(owner)
    mine.reserve([7])
    mine.close()
    (file,) = (home / "run").iterdir()
    assert recalling.of(owner).unbegun == {7}

    file.write_bytes(harm(file.read_bytes()))

    assert recalling.of(owner).unbegun == frozenset()


def test_without_room_there_is_no_journal_and_so_no_mail_waits(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "run").write_text("no folder")

    assert journal.open_for(journal.new_owner()) is None
    assert "smaller groups" in caplog.text


def begun(owner: str) -> tuple[Held, list[int]]:
    held = claiming.take(owner, at=NOW)
    assert held is not None
    campaign = Campaign.objects.select_related("purpose").get(pk=held.campaign)
    group = permission.Group(campaign, held.pk, held.fence, held.waiting)
    return held, [one.pk for one in permission.begin_all(group, permission.Moment(owner, NOW))]


def test_what_a_dead_worker_never_began_is_due_again_and_what_was_answered_is_written_down(place: Place) -> None:
    for name in ("anna", "bea", "clara", "dora"):
        place.person(name, place.news)
    campaign = place.sending()
    owner = journal.new_owner()
    mine = kept(owner)
    _held, (anna, bea, clara, dora) = begun(owner)
    mine.reserve([anna, bea, clara, dora])
    for key in (bea, clara, dora):
        mine.begins(key)
    mine.answered(clara, TAKEN)
    mine.answered(dora, NO_SUCH)
    mine.close()

    claiming.tidy(at=LEASE_OVER)

    assert dict(Delivery.objects.values_list("pk", "state")) == {anna: "deferred", bea: "unknown", clara: "accepted", dora: "failed"}
    assert Delivery.objects.values_list("attempts", "not_before").get(pk=anna) == (0, None)
    assert counts(campaign) == {"deferred": 1, "unknown": 1, "accepted": 1, "failed": 1}
    again = claiming.take("alive", at=LEASE_OVER)
    assert again is not None
    assert again.waiting == [anna]


def test_without_its_journal_everything_that_a_worker_marked_is_unknown(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    begun(journal.new_owner())

    claiming.tidy(at=LEASE_OVER)

    assert counts(campaign) == {"unknown": 1}


def test_a_worker_that_is_only_slow_may_settle_its_mails_itself_for_some_minutes(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    owner = journal.new_owner()
    mine = kept(owner)
    begun(owner)
    mine.reserve(Delivery.objects.values_list("pk", flat=True))

    claiming.tidy(at=LEASE_OVER)
    assert claiming.take("alive", at=LEASE_OVER) is None
    assert counts(campaign) == {"handing_over": 1}

    claiming.tidy(at=LEASE_OVER + claiming.ELSEWHERE)
    assert counts(campaign) == {"unknown": 1}
    mine.close()


def test_another_machine_has_some_minutes_to_settle_what_its_worker_was_handing_over(place: Place) -> None:
    for name in ("anna", "bea"):
        place.person(name, place.news)
    campaign = place.sending()
    elsewhere = "other:12:00000000:11111111"
    held = claiming.take(elsewhere, at=NOW)
    assert held is not None
    DeliveryRange.objects.update(leased_until=NOW)
    waiting = claiming.take("alive", at=NOW + timedelta(seconds=1))
    assert waiting is not None, "what was claimed only waits for nobody"
    DeliveryRange.objects.update(owner="", leased_until=None)
    begun(elsewhere)

    claiming.tidy(at=LEASE_OVER)
    assert counts(campaign) == {"handing_over": 2}

    claiming.tidy(at=LEASE_OVER + claiming.ELSEWHERE)
    assert counts(campaign) == {"unknown": 2}


def test_old_journals_that_nobody_needs_are_removed(home: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    mine = kept(journal.new_owner())
    mine.reserve([1])
    mine.close()
    (home / "run" / f"half made{journal.FRESH}").touch()
    claiming.tidy(at=NOW)
    assert len(list((home / "run").iterdir())) == 2

    monkeypatch.setattr(recalling, "FORGOTTEN_AFTER", -60.0)
    claiming.tidy(at=NOW)

    assert list((home / "run").iterdir()) == []
