"""What a restored database has to learn before it may be served: who left and was erased since, that it was restored, that nothing may leave (L-37).

Needs Django, on the restored database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from depesche.audience import erasure, restriction, withdrawal
from depesche.audience.importing import stating, undoing
from depesche.audience.models import Consent, ImportRun, ImportStatement, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import locking, suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock, keyring
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, checkpoints, growth, logs, verification
from depesche.mailing import stopping
from depesche.mailing.models import Campaign
from depesche.operations.backup.newer import Leaving, Newer

REASON = "erased-after-backup"
NOT_LEFT = frozenset({Suppression.Reason.HARD_BOUNCE, Suppression.Reason.UNREACHABLE})  # an address that fails ends no consent (L-32)
PAUSED = "restored from a backup: some of its mails may have left since"


@dataclass
class Replayed:
    """What was done; counts of people or rows."""

    withdrawn: int = 0
    suppressed: int = 0
    erased: int = 0
    restricted: int = 0
    taken_back: int = 0
    paused: int = 0
    given_up: int = 0
    lost: tuple[str, ...] = ()


def check_ledger() -> None:
    """Check the whole restored ledger against its signatures.

    :raises Refusal: code ``ledger-broken``
    """
    report = verification.verify()
    if not report.ok:
        first = report.deviations[0] if report.deviations else report.guards[0]
        raise Refusal(code="ledger-broken", message=f"The ledger in the backup does not verify: {first}.", help="Restore an older backup.")


def replay(newer: Newer, *, made_at: datetime, at: datetime) -> Replayed:
    """Lock sending, stop what was under way, and write into each log that it was restored; carry over who left and what was taken back since.

    One transaction.
    """
    done = Replayed()
    with transaction.atomic():
        locking.lock(locking.RESTORED, at=at)
        done.given_up = locking.give_up_waiting(at=at)
        for campaign in Campaign.objects.filter(state=Campaign.State.SENDING):
            stopping.pause(campaign, reason=PAUSED)
            done.paused += 1
        done.lost = _continue_logs(newer, made_at=made_at, at=at)
        for leaving in sorted(newer.leavings, key=lambda one: one.at):
            _leave(leaving, done, at=at)
        done.taken_back = _take_back(newer, at=at)
        _end_what_is_not_live(newer, done, at=at)
        _restrict(newer, done, at=at)
        _erase(newer, done, at=at)
    return done


def _continue_logs(newer: Newer, *, made_at: datetime, at: datetime) -> tuple[str, ...]:
    """Retire each log's key and begin under a new one with an entry that says why; return the logs of which signed entries are lost.

    So no key ever signs two different trees, whatever was published after the backup (docs/decisions/backup-and-restore.md).
    """
    lost = []
    for log in logs.PATHS:
        size = growth.lock(log)
        known, root = newer.signed.get(log, (0, ""))
        if not size and not known:
            continue
        last = checkpoints.newest(log)
        body = {"backup_made_at": clock.to_milliseconds(made_at), "size": size, "signed_size": last.size if last else 0}
        keyring.ring().rotate(f"log:{log}")
        book.append(book.Fact("restored_from_backup", {**body, "known_size": known, "known_root": root}, log=log), at=at)
        if known > size:
            lost.append(log)
    return tuple(lost)


def _leave(leaving: Leaving, done: Replayed, *, at: datetime) -> None:
    """Bring one suppression over, and end what it ended; a consent that is newer than the leaving stays."""
    if leaving.until is not None and leaving.until <= at:
        return
    person = Subscriber.objects.filter(lookup=leaving.lookup).first()
    of_scope = Q() if leaving.scope == Suppression.EVERYTHING else Q(purpose__key=leaving.scope)
    live = Consent.objects.filter(of_scope, address__lookup=leaving.lookup)
    if live.filter(since__gt=leaving.at).exists():
        return
    ends = leaving.reason not in NOT_LEFT and leaving.scope != Suppression.SIGN_UP
    if person is not None and ends and live.exists():
        withdrawal.withdraw(person, purposes=list(live.values_list("purpose__key", flat=True)), at=at, route=Route.RESTORE)
        done.withdrawn += 1
    suppression.suppress(leaving.lookup, scope=leaving.scope, reason=leaving.reason, at=leaving.at, until=leaving.until)
    done.suppressed += 1


def _end_what_is_not_live(newer: Newer, done: Replayed, *, at: datetime) -> None:
    """End consents that the old database did not hold any more."""
    if newer.live is None:
        return
    for consent in Consent.objects.select_related("address", "purpose"):
        if (consent.address.lookup, consent.purpose.key) not in newer.live:
            done.withdrawn += bool(withdrawal.withdraw(consent.address, purposes=[consent.purpose.key], at=at, route=Route.RESTORE).purposes)


def _take_back(newer: Newer, *, at: datetime) -> int:
    """Take back again the statements and imports that were taken back since; return how many."""
    wanted = {number for number, _moment in newer.taken_back}
    statements = [one for one in ImportStatement.objects.filter(run__in=wanted) if (one.run_id, _written(one.signed_at)) in newer.taken_back]
    ended = [one for one in statements if stating.take_back(one, by=Route.RESTORE.value, at=at)]
    stating.work_off(now=lambda: at)
    wanted = {number for number, _moment in newer.undone}
    runs = [one for one in ImportRun.objects.filter(pk__in=wanted) if (one.pk, _written(one.created_at)) in newer.undone]
    return len(ended) + sum(_undo(run, at=at) for run in runs)


def _undo(run: ImportRun, *, at: datetime) -> bool:
    if run.state == ImportRun.State.UNDONE:
        return False
    if run.state in {ImportRun.State.UPLOADED, ImportRun.State.CHECKED, ImportRun.State.WAITING}:  # nothing was taken in yet, and nothing will be
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDONE, finished_at=at)
        return True
    # Whether it may be undone was decided then: what was mailed since has nothing to say.
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDOING, touched_at=at)
    undoing.go_on(run, now=lambda: at)
    return True


def _written(moment: datetime) -> str:
    return clock.to_milliseconds(moment)


def _restrict(newer: Newer, done: Replayed, *, at: datetime) -> None:
    """Restrict whom the journal calls restricted last; who lifted it later says so again, which errs on the side of silence."""
    for person in Subscriber.objects.filter(lookup__in=[lookup for lookup, is_on in newer.restricted.items() if is_on]):
        done.restricted += restriction.restrict(person, at=at, route=Route.RESTORE)


def _erase(newer: Newer, done: Replayed, *, at: datetime) -> None:
    for person in Subscriber.objects.order_by("pk"):
        erased_at = newer.erased.get(person.lookup)
        is_gone = newer.present is not None and person.lookup not in newer.present
        if is_gone or (erased_at is not None and person.created_at <= erased_at):
            erasure.erase(person, reason=REASON, at=at)
            done.erased += 1
