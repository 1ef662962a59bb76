"""A signed statement for people whose consent an import does not prove (L-28)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from depesche.audience import figures, folding, moving, permission, proof, restriction, timeline, withdrawal
from depesche.audience.importing import stating, undoing
from depesche.audience.importing.stating import Said
from depesche.audience.models import DailyFigure, FormVersion, Grant, ImportedRow, ImportRun, ImportStatement, Purpose, Subscriber
from depesche.audience.signup import lookup_of
from depesche.audience.withdrawal import Route
from depesche.brand.people import Role
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, verification
from tests.audience.exports import WORDING, is_known, live, row, table, take_in, write
from tests.audience.test_desk import login
from tests.cast import MONDAY_8AM, confirm, sign_up

pytestmark = pytest.mark.django_db
NOTHING = ",,,"
LATER = MONDAY_8AM + timedelta(hours=1)
AGREED = datetime.fromisoformat("2022-05-04T22:00:00+00:00")
WHO = "Nina Beispiel (nina@example.org)"


def said(*purposes: str, shown_by: str = "Anmeldebogen der Messe, Ordner 7", wording: str = WORDING, agreed_at: datetime = AGREED) -> Said:
    return Said(purposes=purposes or ("product-news",), agreed_at=agreed_at, shown_by=shown_by, wording=wording)


@pytest.fixture
def run(signup_form: FormVersion, tmp_path: Path) -> ImportRun:
    names = ("fritz", "greta", "hugo", "ida", "jan")
    rows = [row(f"{name}@example.org", evidence=NOTHING) for name in names]
    return take_in(write(tmp_path, "old.csv", table(*rows, row("karl@example.org"), row("lea@example.org", "", status="left"))))


def signed(run: ImportRun, *, at: datetime = LATER) -> ImportStatement:
    statement = stating.sign(run, said(), by=WHO, at=at)
    stating.work_off(now=lambda: at)
    statement.refresh_from_db()
    return statement


@pytest.mark.rule("L-28")
def test_only_a_signed_statement_makes_the_unproven_mailable(run: ImportRun) -> None:
    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    assert not permission.allows(fritz, "product-news", at=LATER)

    statement = signed(run)

    assert statement.state == "stands"
    assert statement.count == 5
    assert permission.allows(fritz, "product-news", at=LATER)
    (entry,) = book.of_kind("statement_signed")
    assert entry.index == statement.entry_index
    assert entry.body["sentence"] == statement.sentence
    assert WHO in statement.sentence
    assert "Anmeldebogen der Messe, Ordner 7" in statement.sentence
    assert "05.05.2022" in statement.sentence
    stated = book.events(fritz.id)[-1]
    assert (stated.kind, stated.body["grade"], stated.body["statement"]) == ("stated", "operator-statement", entry.index)
    assert stated.body["sentence"] == statement.sentence  # the proof of one person stands by itself
    assert Grant.objects.get(subject=fritz.id).form.text.wording == f"<p>{WORDING}</p>"
    assert folding.compare() == []
    assert verification.verify(log="consent").ok
    assert proof.build(fritz, at=LATER)
    assert timeline.of(fritz)[0].what.startswith("Anschreibbar durch eine unterzeichnete Erklärung")


@pytest.mark.rule("L-28", "I-7")
def test_whoever_left_or_bounced_or_is_restricted_stays_as_they_are(run: ImportRun) -> None:
    suppression.suppress(lookup_of("fritz@example.org"), scope=Suppression.EVERYTHING, reason=Suppression.Reason.COMPLAINT, at=MONDAY_8AM)
    suppression.suppress(lookup_of("greta@example.org"), scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=MONDAY_8AM)
    suppression.suppress(lookup_of("hugo@example.org"), scope="product-news", reason=Suppression.Reason.WITHDRAWN, at=MONDAY_8AM)
    restriction.restrict(Subscriber.objects.get(mailbox="ida@example.org"), at=MONDAY_8AM, route=Route.DESK)

    statement = signed(run)

    assert statement.count == 1
    assert live("jan@example.org") == {"product-news"}
    for name in ("fritz", "greta", "hugo", "ida", "lea"):
        assert live(f"{name}@example.org") == set(), name
    assert folding.compare() == []


@pytest.mark.rule("L-28")
def test_taking_it_back_ends_what_it_gave_and_nothing_else(run: ImportRun) -> None:
    statement = signed(run)
    greta = Subscriber.objects.get(mailbox="greta@example.org")
    withdrawal.withdraw(greta, purposes=None, at=LATER, route=Route.LINK)
    with pytest.raises(Refusal) as refused:
        undoing.undo(run, now=lambda: LATER)
    assert refused.value.code == "statement-stands"

    assert stating.take_back(statement, by="nina@example.org", at=LATER)
    assert not stating.take_back(statement, by="nina@example.org", at=LATER)
    stating.work_off(now=lambda: LATER)

    statement.refresh_from_db()
    assert (statement.state, statement.ended_by) == ("taken_back", "nina@example.org")
    assert live("fritz@example.org") == set()
    assert live("karl@example.org") == {"product-news"}  # proven by the import itself
    assert book.events(Subscriber.objects.get(mailbox="fritz@example.org").pk)[-1].kind == "statement_undone"
    assert not ImportedRow.objects.filter(outcome="stated").exists()
    assert folding.compare() == []
    kept = set(DailyFigure.objects.values_list("deed", "purpose", "detail", "count"))
    assert ("lost", "product-news", "statement-taken-back", 4) in kept
    figures.rebuild()
    assert set(DailyFigure.objects.values_list("deed", "purpose", "detail", "count")) == kept

    undoing.undo(run, now=lambda: LATER)
    assert not is_known("fritz@example.org")
    assert is_known("greta@example.org")  # she left by her own deed, which stays on record


@pytest.mark.rule("L-28")
@pytest.mark.parametrize("hops", [("example.net", "example.com"), ("example.net", "example.org")])
def test_what_somebody_took_along_to_another_address_ends_too(run: ImportRun, hops: tuple[str, str]) -> None:
    later = LATER + timedelta(days=3)
    statement = signed(run)
    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    for domain in hops:
        moving.ask(fritz.pk, f"fritz@{domain}", asked_at=LATER, at=LATER)
        fritz = confirm(f"fritz@{domain}", at=LATER)
    sign_up(fritz.mailbox, "financial-news", at=later)
    confirm(fritz.mailbox, at=later)

    stating.take_back(statement, by="nina@example.org", at=later)
    stating.work_off(now=lambda: later)

    assert live(fritz.mailbox) == {"financial-news"}  # by an own act
    assert proof.build(fritz, at=later)
    assert folding.compare() == []


def test_who_left_after_a_statement_is_not_revived_by_the_next(run: ImportRun) -> None:
    statement = signed(run)
    withdrawal.withdraw(Subscriber.objects.get(mailbox="greta@example.org"), purposes=None, at=LATER, route=Route.LINK)
    stating.take_back(statement, by="nina@example.org", at=LATER)
    stating.work_off(now=lambda: LATER)

    again = signed(run, at=LATER + timedelta(hours=1))

    assert again.count == 4
    assert live("greta@example.org") == set()


def test_an_interrupted_statement_goes_on_where_it_was(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stating, "AT_ONCE", 2)
    statement = stating.sign(run, said(), by=WHO, at=LATER)
    with monkeypatch.context() as stopped:
        stopped.setattr(stating.stopping, "asked", lambda: True)
        stating.work_off(now=lambda: LATER)
    statement.refresh_from_db()
    assert (statement.state, statement.count) == ("at_work", 2)
    assert stating.is_waiting(at=LATER)

    stating.work_off(now=lambda: LATER)

    statement.refresh_from_db()
    assert (statement.state, statement.count) == ("stands", 5)
    assert not stating.is_waiting(at=LATER)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (said("special-offers"), "statement-incomplete"),
        (said(shown_by=" "), "statement-incomplete"),
        (said(wording=""), "statement-incomplete"),
        (said(agreed_at=LATER + timedelta(days=1)), "statement-incomplete"),
    ],
)
def test_half_a_statement_is_none(run: ImportRun, told: Said, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        stating.sign(run, told, by=WHO, at=LATER)

    assert refused.value.code == code
    assert not ImportStatement.objects.exists()


def test_one_statement_at_a_time_and_none_for_nobody(run: ImportRun, tmp_path: Path) -> None:
    signed(run)
    with pytest.raises(Refusal):
        stating.sign(run, said(), by=WHO, at=LATER)
    proven = take_in(write(tmp_path, "proven.csv", table(row("max@example.org"))))
    with pytest.raises(Refusal) as refused:
        stating.sign(proven, said(), by=WHO, at=LATER)

    assert refused.value.code == "not-statable"


def test_only_who_has_the_right_signs_at_the_desk(run: ImportRun) -> None:
    web = Client()
    user = login(web, Role.AUDIENCE_OFFICER)
    page, address = reverse("audience-imports:show", args=[run.pk]), reverse("audience-imports:state", args=[run.pk])
    told = {
        "purposes": [str(Purpose.objects.get(key="product-news").pk)],
        "agreed_on": "2022-05-05",
        "shown_by": "Ordner 7",
        "wording": WORDING,
        "is_meant": "on",
    }
    assert address not in web.get(page).content.decode()
    assert web.post(address, told).status_code in {302, 403}
    assert not ImportStatement.objects.exists()

    user.user_permissions.add(Permission.objects.get(codename="sign_statement"))
    assert address in web.get(page).content.decode()
    assert "5 Personen" in web.get(address).content.decode()
    assert web.post(address, {**told, "is_meant": ""}).status_code == 200
    assert not ImportStatement.objects.exists()
    assert web.post(address, told).status_code == 302
    stating.work_off()

    shown = web.get(page).content.decode()
    assert "audience-officer@example.org" in shown
    assert ImportStatement.objects.get().count == 5
    web.post(reverse("audience-imports:state-end", args=[run.pk]))
    stating.work_off()
    assert live("fritz@example.org") == set()
