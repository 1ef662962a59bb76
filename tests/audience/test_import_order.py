"""Whatever the order of files and rows: leavers win, nobody is revived, the dry run says what happens, and the log says the same as the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.audience import folding, permission, withdrawal
from depesche.audience.importing import batches, looking, ordering
from depesche.audience.importing.losses import Losses
from depesche.audience.models import Consent, FormVersion, Grant, ImportedRow, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier.models import Suppression
from depesche.ledger import verification
from tests.audience.exports import order, row, suppressions, table, take_in, write
from tests.cast import ALL_PURPOSES, MONDAY_8AM, confirm, sign_up

pytestmark = pytest.mark.django_db

NAMES = ("anna@example.org", "clara@example.org", "fritz@example.org", "greta@example.org")
EVIDENCE = ("2024-03-01T10:00:00Z,192.0.2.1,2024-03-01T10:05:00Z,192.0.2.1", "2024-03-01T10:00:00Z,,,", ",,,")
GONE = ("unsubscribed", "bounced", "complaint")
ROWS = st.builds(
    row,
    st.sampled_from(NAMES),
    st.sampled_from(["", "product-news", "product-news;special-offers", "unheard-of"]),
    status=st.sampled_from(["", "", "", "unconfirmed", *GONE]),
    evidence=st.sampled_from(EVIDENCE),
    wording=st.sampled_from(["Ja, bitte.", ""]),
)
FILES = st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=1, max_size=3)


def left(mailbox: str, rows: list[str]) -> bool:
    return any(line.startswith(f"{mailbox},") and line.endswith(GONE) and f"{mailbox},product" not in line for line in rows)


@given(files=FILES, are_together=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_leavers_win_and_imports_revive_nobody(
    signup_form: FormVersion, tmp_path_factory: pytest.TempPathFactory, files: list[list[str]], are_together: bool
) -> None:
    with transaction.atomic():
        _try(tmp_path_factory.mktemp("order"), files, are_together=are_together)
        transaction.set_rollback(True)


def _try(folder: Path, files: list[list[str]], *, are_together: bool) -> None:
    for name in NAMES[:2]:
        sign_up(name, "product-news")
        confirm(name)
    withdrawal.withdraw(Subscriber.objects.get(mailbox=NAMES[1]), purposes=None, at=MONDAY_8AM, route=Route.LINK)
    before = set(Suppression.objects.values_list("lookup", "scope", "reason"))
    paths = [write(folder, f"{number}.csv", table(*rows)) for number, rows in enumerate(files)]
    for group in [paths] if are_together else [[path] for path in paths]:
        expected = _look(group)
        was_known = ordering.earlier(order(*group, purposes=ALL_PURPOSES)) is not None
        run = take_in(*group, purposes=ALL_PURPOSES)
        assert was_known or run.counts == expected

    assert not Consent.objects.filter(address__mailbox=NAMES[1]).exists()
    assert before <= set(Suppression.objects.values_list("lookup", "scope", "reason"))
    everything = [line for rows in files for line in rows]
    for name in NAMES:
        person = Subscriber.objects.filter(mailbox=name).first()
        if left(name, everything):
            assert any(scope == "all" for scope, _reason in suppressions(name)), name
            assert person is None or not any(permission.allows(person, key, at=MONDAY_8AM) for key in ALL_PURPOSES), name
    for granted in Grant.objects.filter(form__slug="imported"):
        assert granted.subject in ImportedRow.objects.filter(outcome="mailable").values_list("subject", flat=True)
    assert folding.compare() == []
    assert verification.verify(log="consent").ok


def _look(paths: list[Path]) -> dict[str, int]:
    wanted = order(*paths, purposes=ALL_PURPOSES)
    files = batches.open_files(wanted.sources, preset="depesche", mapping={}, at=MONDAY_8AM)
    counts = looking.count(files, ordering.terms_of(ALL_PURPOSES, ""), Losses(), at=MONDAY_8AM)
    assert counts is not None
    return dict(counts)
