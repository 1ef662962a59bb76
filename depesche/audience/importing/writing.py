"""Writing a batch of plans: few statements for many rows, ledger first, all inside the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from depesche.audience import figures, withdrawal
from depesche.audience.importing import planning, rows
from depesche.audience.importing.ground import MARK
from depesche.audience.importing.planning import REASONS, Outcome, Plan
from depesche.audience.importing.said import Evidence
from depesche.audience.importing.wordings import Wordings
from depesche.audience.models import FormVersion, Grant, ImportedRow, ImportRun, Purpose, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.kernel import clock, options
from depesche.ledger import book

SUBSCRIBER = ("id", "mailbox", "lookup", "domain", "language", "is_restricted", "created_at")
GRANT = ("subject", "purpose", "form", "granted_at", "entry_index")
IMPORTED = ("run", "file", "line", "lookup", "subject", "outcome", "grade", "entry_index")
MAKE_LIVE = """
INSERT INTO audience_consent (address_id, purpose_id, grant_id, since)
SELECT subject, purpose_id, id, %s FROM audience_grant WHERE id > %s
"""


@dataclass
class Writer:
    """Writes what an import takes in."""

    run: ImportRun
    wordings: Wordings

    def __post_init__(self) -> None:
        """Read what every batch needs."""
        self._purposes = {purpose.key: purpose.pk for purpose in Purpose.objects.all()}
        self._language = options.current().language
        self._digests = [str(file["sha256"]) for file in self.run.files]

    def leavers(self, plans: Sequence[Plan], *, at: datetime) -> None:
        """Suppress people, end what is live of them, and keep the keyed digest only."""
        telling = [plan for plan in plans if plan.outcome == Outcome.SUPPRESSED]
        ending = {plan.known.subject: plan for plan in telling if plan.ends}
        for subscriber in Subscriber.objects.filter(pk__in=list(ending)).order_by("pk"):
            note = f"{MARK}{self.run.pk}: {self.run.source}"[:500]
            withdrawal.withdraw(subscriber, purposes=ending[subscriber.pk].ends, at=at, route=Route.IMPORT, note=note)
        # After the withdrawals: what they suppress is the person's own, and an undo leaves it alone.
        entries = [(plan.row.lookup, scope, REASONS[plan.row.status].value) for plan in telling for scope in plan.scopes]
        suppression.suppress_all(entries, at=at, note=f"{MARK}{self.run.pk}")
        noting = [plan for plan in telling if plan.scopes]
        receipts = book.append_all([self._suppressed(plan) for plan in noting], at=at)
        indices = {id(plan): receipt.index for plan, receipt in zip(noting, receipts, strict=True)}
        self._keep([(plan, indices.get(id(plan))) for plan in telling])

    def people(self, plans: Sequence[Plan], *, at: datetime) -> list[Plan]:
        """Make subscribers, grants and live consents; return the plans as they were carried out."""
        bound = [self._bound(plan, at=at) for plan in plans]
        taken = [(plan, form) for plan, form in bound if plan.outcome in {Outcome.MAILABLE, Outcome.UNPROVEN}]
        rows.insert(Subscriber, SUBSCRIBER, [self._subscriber(plan, at=at) for plan, _form in taken if plan.is_new])
        receipts = book.append_all([self._imported(plan, form, at=at) for plan, form in taken], at=at)
        indices = [receipt.index for receipt in receipts]
        grants = [
            (plan.known.subject, self._purposes[key], form.pk, plan.row.evidence.confirmed_at, index)
            for (plan, form), index in zip(taken, indices, strict=True)
            if form is not None
            for key in plan.purposes
        ]
        grant(grants, at=at)
        granted = Counter(key for plan, form in taken if form is not None for key in plan.purposes)
        figures.gained(granted, source=f"{figures.IMPORT}{self.run.pk}", at=at)
        self._keep([(plan, index) for (plan, _form), index in zip(taken, indices, strict=True)])
        return [plan for plan, _form in bound]

    def _bound(self, plan: Plan, *, at: datetime) -> tuple[Plan, FormVersion | None]:
        if plan.outcome != Outcome.MAILABLE:
            return plan, None
        form = self.wordings.bind(plan.wording, at=at)
        return (plan, form) if form is not None else (planning.without_wording(plan), None)

    def _subscriber(self, plan: Plan, *, at: datetime) -> tuple[object, ...]:
        mailbox = plan.row.mailbox
        return (plan.known.subject, mailbox, plan.row.lookup, mailbox.rpartition("@")[2], self._language, False, at)

    def _imported(self, plan: Plan, form: FormVersion | None, *, at: datetime) -> book.Fact:
        row = plan.row
        body: dict[str, object] = {
            **self._place(plan),
            "address": row.mailbox,
            "typed": row.typed,
            "grade": row.grade.value,
            "status": row.status.value,
            "purposes": sorted(plan.purposes),
            "preset": self.run.preset,
            "source": self.run.source,
            "imported_at": clock.to_milliseconds(at),
            **_shown(row.evidence),
        }
        if form is not None:
            body["form"] = {"slug": form.slug, "number": form.number}
            body["text"] = {"name": form.text.name, "number": form.text.number, "sha256": form.text.sha256}
        return book.Fact("imported", body, plan.known.subject)

    def _suppressed(self, plan: Plan) -> book.Fact:
        row = plan.row
        body = {
            **self._place(plan),
            "lookup": row.lookup,
            "scopes": sorted(plan.scopes),
            "reason": REASONS[row.status].value,
            "left_at": clock.to_milliseconds(row.left_at) if row.left_at else "",
        }
        return book.Fact("suppression_added", body, plan.known.subject)

    def _place(self, plan: Plan) -> dict[str, object]:
        return {"import": self.run.pk, "file_sha256": self._digests[plan.row.file], "line": plan.row.line}

    def _keep(self, plans: Sequence[tuple[Plan, int | None]]) -> None:
        run = self.run.pk
        kept = [(run, plan.row.file, plan.row.line, plan.row.lookup, plan.known.subject, plan.outcome, _grade(plan), index) for plan, index in plans]
        rows.insert(ImportedRow, IMPORTED, kept)


def grant(grants: Sequence[tuple[object, ...]], *, at: datetime) -> None:
    """Store grants and make them live; whoever else grants waits for the log, which is locked since the entries were appended.

    :param grants: values of :data:`GRANT`
    """
    if not grants:
        return
    before = Grant.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows.insert(Grant, GRANT, grants)
    with connection.cursor() as cursor:
        cursor.execute(MAKE_LIVE, [connection.ops.adapt_datetimefield_value(at), before])


def _grade(plan: Plan) -> str:
    return "" if plan.row.status.is_leaving else plan.row.grade.value


def _shown(evidence: Evidence) -> dict[str, object]:
    return {
        "opted_in_at": clock.to_milliseconds(evidence.opted_in_at) if evidence.opted_in_at else "",
        "opted_in_ip": evidence.opted_in_ip,
        "confirmed_at": clock.to_milliseconds(evidence.confirmed_at) if evidence.confirmed_at else "",
        "confirmed_ip": evidence.confirmed_ip,
        "source_url": evidence.source_url,
    }
