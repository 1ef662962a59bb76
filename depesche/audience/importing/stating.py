"""A signed statement for people of an import whose consent the files do not prove (L-28): only with it they become mailable.

What is signed stands in the ledger word for word, with name and time. Whoever left, complained, bounced or is restricted stays as they are. The
statement can be taken back at any time; then its consents end, also at an address that somebody moved to meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from depesche.audience import figures, holding, moves, withdrawal
from depesche.audience.importing import ground, writing
from depesche.audience.importing.wordings import Wordings
from depesche.audience.models import Consent, ImportedRow, ImportRun, ImportStatement, Purpose, Subscriber
from depesche.chores import stopping
from depesche.kernel import clock, since_backup
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

AT_ONCE = 2_000
GRADE = "operator-statement"
State, Outcome = ImportStatement.State, ImportedRow.Outcome
STANDING = (State.AT_WORK, State.STANDS, State.ENDING)
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Said:
    """What a person states: for which purposes, until when everybody had agreed, what shows it, and the wording that was agreed to."""

    purposes: tuple[str, ...]
    agreed_at: datetime
    shown_by: str
    wording: str


def sign(run: ImportRun, said: Said, *, by: str, at: datetime) -> ImportStatement:
    """Record a statement; the worker carries it out.

    :param by: name and account of who signs
    :raises Refusal: codes ``not-statable``, ``statement-stands``, ``statement-incomplete``
    """
    _check(run, said, at=at)
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.statements.filter(state__in=STANDING).exists():
            raise Refusal(code="statement-stands", message=_("A statement for this import stands already."), help=_("Take it back first."))
        form = Wordings(said.purposes, source=run.source).bind(said.wording, at=at)
        if form is None:
            raise RuntimeError("one wording is never one too many")
        sentence = sentence_of(run, said, by=by)
        body = {
            "import": run.pk,
            "sentence": sentence,
            "purposes": sorted(said.purposes),
            "agreed_at": clock.to_milliseconds(said.agreed_at),
            "shown_by": said.shown_by,
            "form": {"slug": form.slug, "number": form.number},
            "text": {"name": form.text.name, "number": form.text.number, "sha256": form.text.sha256},
            "signed_by": by,
            "signed_at": clock.to_milliseconds(at),
        }
        entry = book.append(book.Fact("statement_signed", body), at=at)
        return ImportStatement.objects.create(
            run=run,
            form=form,
            purposes=sorted(said.purposes),
            sentence=sentence,
            agreed_at=said.agreed_at,
            shown_by=said.shown_by,
            signed_by=by,
            signed_at=at,
            entry_index=entry.index,
        )


def sentence_of(run: ImportRun, said: Said, *, by: str) -> str:
    """Return the statement word for word, as it is shown before and stored after signing."""
    titles = Purpose.objects.filter(key__in=said.purposes).values_list("title", flat=True)
    return _(
        "I state that the people whom import %(number)s from “%(source)s” keeps as unproven agreed to e-mails about %(purposes)s, "
        "on %(day)s at the latest, with the wording recorded here, as shown by: %(shown_by)s. Signed: %(name)s."
    ) % {
        "number": run.pk,
        "source": run.source,
        "purposes": ", ".join(titles),
        "day": date_format(localtime(said.agreed_at), "SHORT_DATE_FORMAT"),
        "shown_by": said.shown_by,
        "name": by,
    }


def take_back(statement: ImportStatement, *, by: str, at: datetime) -> bool:
    """Begin to end what a statement made mailable; return whether it stood. Mail already sent stays sent. A restored backup learns it (L-37)."""
    with transaction.atomic():
        standing = ImportStatement.objects.filter(pk=statement.pk, state__in=[State.AT_WORK, State.STANDS])
        if not standing.update(state=State.ENDING, ended_by=by, ended_at=at):
            return False
        since_backup.note(since_backup.TAKEN_BACK, str(statement.run_id), clock.to_milliseconds(statement.signed_at), at=at)
        body = {"import": statement.run_id, "statement": statement.entry_index, "by": by, "taken_back_at": clock.to_milliseconds(at)}
        book.append(book.Fact("statement_taken_back", body), at=at)
    return True


def is_waiting(*, at: datetime) -> bool:
    """Whether a statement is to be carried out or taken back."""
    return ImportStatement.objects.filter(state__in=[State.AT_WORK, State.ENDING]).exists()


def work_off(*, now: Now = clock.now) -> None:
    """Carry out and take back what waits, batch after batch, each in a transaction of its own."""
    for pk in ImportStatement.objects.filter(state__in=[State.AT_WORK, State.ENDING]).order_by("pk").values_list("pk", flat=True):
        while _one_batch(pk, at=now()):
            if stopping.asked():
                return


def _one_batch(pk: int, *, at: datetime) -> bool:
    with transaction.atomic():
        statement = ImportStatement.objects.select_for_update(of=("self",)).select_related("form__text").get(pk=pk)
        if statement.state == State.AT_WORK:
            return _carry_out(statement, at=at)
        return statement.state == State.ENDING and _end(statement, at=at)


def _carry_out(statement: ImportStatement, *, at: datetime) -> bool:
    rows = list(ImportedRow.objects.filter(run=statement.run_id, outcome=Outcome.UNPROVEN, pk__gt=statement.position).order_by("pk")[:AT_ONCE])
    if rows:
        statement.count += _make_live(statement, rows, at=at)
        statement.position = rows[-1].pk
    else:
        statement.state = State.STANDS
    statement.save(update_fields=["state", "count", "position"])
    return bool(rows)


def _make_live(statement: ImportStatement, rows: Sequence[ImportedRow], *, at: datetime) -> int:
    known = ground.read({row.lookup for row in rows}, at=at, lock=True)
    restricted = set(Subscriber.objects.filter(pk__in=[row.subject for row in rows], is_restricted=True).values_list("pk", flat=True))
    given: list[tuple[ImportedRow, list[str]]] = []
    for row in rows:
        person = known[row.lookup]
        if row.subject is None or person.subject != row.subject or row.subject in restricted or person.has_left:
            continue
        keys = [key for key in statement.purposes if key not in person.live and not person.blocks(key)]
        person.live.update(keys)
        if keys:
            given.append((row, keys))
    receipts = book.append_all([_fact(statement, row, keys, at=at) for row, keys in given], at=at)
    ids = dict(Purpose.objects.filter(key__in=statement.purposes).values_list("key", "pk"))
    grants = []
    for (row, keys), receipt in zip(given, receipts, strict=True):
        row.outcome, row.stated_index = Outcome.STATED, receipt.index
        grants += [(row.subject, ids[key], statement.form_id, statement.agreed_at, receipt.index) for key in keys]
    writing.grant(grants, at=at)
    ImportedRow.objects.bulk_update([row for row, _keys in given], ["outcome", "stated_index"], batch_size=500)
    figures.gained(Counter(key for _row, keys in given for key in keys), source=f"{figures.STATEMENT}{statement.run_id}", at=at)
    return len(given)


def _fact(statement: ImportStatement, row: ImportedRow, keys: Sequence[str], *, at: datetime) -> book.Fact:
    form = statement.form
    body = {
        "import": statement.run_id,
        "statement": statement.entry_index,
        "grade": GRADE,
        "sentence": statement.sentence,
        "purposes": sorted(keys),
        "form": {"slug": form.slug, "number": form.number},
        "text": {"name": form.text.name, "number": form.text.number, "sha256": form.text.sha256},
        "confirmed_at": clock.to_milliseconds(statement.agreed_at),
        "signed_by": statement.signed_by,
        "stated_at": clock.to_milliseconds(at),
    }
    return book.Fact("stated", body, row.subject)


def _end(statement: ImportStatement, *, at: datetime) -> bool:
    rows = list(ImportedRow.objects.filter(run=statement.run_id, outcome=Outcome.STATED).order_by("pk")[:AT_ONCE])
    if not rows:
        statement.state = State.TAKEN_BACK
        statement.save(update_fields=["state"])
        return False
    given = {row.stated_index for row in rows if row.stated_index is not None}
    subjects = {row.subject for row in rows if row.subject is not None}
    carried = moves.carried(subjects, given)
    people = holding.hold([*subjects, *carried.people])
    mine = Consent.objects.filter(address__in=people, grant__entry_index__in=given | carried.indices)
    ended: dict[UUID, list[str]] = {}
    for subject, key in mine.values_list("address_id", "purpose__key"):
        ended.setdefault(subject, []).append(key)
    mine.delete()
    ending = {"import": statement.run_id, "statement": statement.entry_index, "undone_at": clock.to_milliseconds(at)}
    book.append_all([book.Fact("statement_undone", {**ending, "purposes": sorted(keys)}, subject) for subject, keys in sorted(ended.items())], at=at)
    for subject, keys in ended.items():
        withdrawal.tell(people[subject], keys, at=at)
    figures.lost(Counter(key for keys in ended.values() for key in keys), channel=figures.STATEMENT_UNDONE, at=at)
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).update(outcome=Outcome.UNPROVEN, stated_index=None)
    return True


def _check(run: ImportRun, said: Said, *, at: datetime) -> None:
    if run.state != ImportRun.State.DONE or not run.rows.filter(outcome=Outcome.UNPROVEN).exists():
        raise Refusal(code="not-statable", message=_("Import %(number)s has nobody a statement could be signed for.") % {"number": run.pk})
    is_whole = said.purposes and set(said.purposes) <= set(run.purposes) and said.shown_by.strip() and said.wording.strip()
    if not is_whole or said.agreed_at > at:
        raise Refusal(
            code="statement-incomplete",
            message=_("The statement is incomplete."),
            help=_("It needs purposes of the import, a day that is over, what shows the consent, and the wording."),
        )
