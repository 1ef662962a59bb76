"""The first large campaign is refused while the sending domain is not fit, on every way of starting; a reason lets it go and stands in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from depesche.courier import signing_keys
from depesche.courier.sending_domain import looking
from depesche.courier.sending_domain.names import Names
from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.mailing import chores, first_bulk, header_coverage, scheduling, starting
from depesche.mailing.first_bulk import Permit, Reason
from depesche.mailing.models import Campaign, Delivery
from depesche.operations import cli
from tests.courier.name_server import NameServer, serving, silence
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_desk import at_desk

pytestmark = pytest.mark.rule("S-20")
REASON = "Unser Relay signiert, siehe Testmail vom Montag"
LARGE = first_bulk.LARGE


@pytest.fixture(autouse=True)
def _large_is_two(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(first_bulk, "LARGE", 1)
    looking.forget()
    yield
    looking.forget()


@pytest.fixture
def names(tmp_path: Path) -> Iterator[NameServer]:
    """A public site that hands mail to its own Postfix and signs it; the DNS is in order."""
    signing_keys.make(tmp_path)
    (tmp_path / keyring.FILE_NAME).write_bytes((options.current().home / keyring.FILE_NAME).read_bytes())
    public = {"site_url": "https://zeitung.example", "smtp_url": "smtp://127.0.0.1:25", "bounce_domain": "bounce.example.org"}
    with serving() as server, options.using(home=tmp_path, dkim_selector="news", dkim_domain="example.org", **public):
        server.records = {key.place: key.record for key in signing_keys.current()}
        server.records |= {"bounce.example.org": "v=spf1 mx -all", "_dmarc.example.org": "v=DMARC1; p=none"}
        yield server


@pytest.fixture
def large(place: Place, names: NameServer) -> Campaign:
    place.person("anna", place.news)
    place.person("bea", place.news)
    return place.approved()


def state(campaign: Campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).state


def refused(campaign: Campaign) -> Refusal:
    with pytest.raises(Refusal) as found:
        starting.start(campaign, at=NOW)
    return found.value


def test_a_domain_that_is_in_order_lets_it_go(large: Campaign, names: NameServer) -> None:
    assert first_bulk.findings(large, at=NOW) == []
    assert starting.start(large, at=NOW) == 2
    assert (large.domain_verdict, large.domain_reason) == ("fit", "")


def test_what_is_red_is_said_one_sentence_each_in_both_languages(large: Campaign, names: NameServer) -> None:
    names.records = {}
    with translation.override("en"):
        refusal = refused(large)
        for said in ("no SPF record at bounce.example.org", "no TXT record at news._domainkey.example.org", "no DMARC record for example.org"):
            assert said in refusal.message
    assert refusal.code == "sending-domain"
    asked = len(names.asked)
    with translation.override("de"):
        said = str(refused(large))
        assert len(names.asked) == asked
        assert "Unter bounce.example.org gibt es keinen SPF-Eintrag." in said
        assert "Für example.org gibt es keinen DMARC-Eintrag" in said
        assert "--despite-domain" in said
    assert (state(large), Delivery.objects.count()) == ("approved", 0)


def test_a_small_one_a_later_one_and_one_into_the_catcher_ask_no_name_server(place: Place, large: Campaign, names: NameServer) -> None:
    small = place.approved("Klein", place.offers)
    starting.start(large, at=NOW)
    looking.forget()
    names.records, names.asked = {}, []

    assert starting.start(small, at=NOW) == 0
    assert starting.start(place.approved("Die zweite große"), at=NOW) == 2
    assert names.asked == []


@pytest.mark.parametrize("changes", [{"smtp_url": "catcher://"}, {"smtp_url": "file:///tmp/mails"}, {"site_url": "http://127.0.0.1:8000"}])
def test_trials_go_and_do_not_count_as_the_first(place: Place, names: NameServer, changes: dict[str, str]) -> None:
    names.records = {}
    place.person("anna", place.news)
    place.person("bea", place.news)
    with options.using(**changes):
        assert starting.start(place.approved(), at=NOW) == 2
    assert refused(place.approved("Die erste echte")).code == "sending-domain"


def test_a_name_server_that_is_silent_is_not_green(large: Campaign, names: NameServer) -> None:
    with silence(), translation.override("de"):
        refusal = refused(large)
    assert (refusal.code, state(large)) == ("sending-domain", "approved")
    assert refusal.message.count("unbekannt: Das DNS hat zu") == 4


def test_the_chief_lets_it_go_at_the_desk_for_a_reason(large: Campaign, place: Place, names: NameServer) -> None:
    del names.records["bounce.example.org"]
    chief, here = at_desk(place.chief), f"/desk/campaigns/{large.pk}/"

    page = chief.get(here).content.decode()
    assert "Unter bounce.example.org gibt es keinen SPF-Eintrag." in page
    assert f"{here}give-reason/" in page
    assert f"{here}confirm/" not in page
    chief.post(f"{here}send/")
    assert state(large) == "approved"
    chief.post(f"{here}give-reason/", {"reason": "zu kurz  " + " " * 30})
    assert Campaign.objects.get(pk=large.pk).domain_reason == ""
    assert at_desk(place.editor).post(f"{here}give-reason/", {"reason": REASON}).status_code in {302, 403}
    assert Campaign.objects.get(pk=large.pk).domain_reason == ""

    chief.post(f"{here}give-reason/", {"reason": REASON})
    page = chief.get(here).content.decode()
    assert f"{here}confirm/" in page
    assert REASON in page
    chief.post(f"{here}send/")

    large.refresh_from_db()
    assert (large.state, large.domain_verdict, large.domain_despite, large.domain_reason_by) == ("sending", "despite", "SPF", str(place.chief))
    (event,) = book.of_kind(first_bulk.REASON_GIVEN)
    assert event.body == {"campaign": large.pk, "sides": ["SPF"], "reason": REASON, "by": place.chief.pk, "shell": ""}


def test_a_reason_holds_only_for_what_was_red_then(large: Campaign, place: Place, names: NameServer) -> None:
    del names.records["bounce.example.org"]
    first_bulk.give_reason(large, Reason(REASON, by=place.chief), at=NOW)
    looking.forget()
    del names.records["_dmarc.example.org"]

    refusal = refused(large)

    with translation.override("en"):
        assert "DMARC" in refusal.message
        assert "SPF" not in refusal.message


def test_a_reason_for_nothing_is_not_recorded_and_one_without_approval_refused(large: Campaign, place: Place, names: NameServer) -> None:
    first_bulk.give_reason(large, Reason(REASON, by=place.chief), at=NOW)
    assert list(book.of_kind(first_bulk.REASON_GIVEN)) == []
    names.records = {}
    looking.forget()
    with pytest.raises(Refusal) as found:
        first_bulk.give_reason(place.draft("Entwurf"), Reason(REASON, by=place.chief), at=NOW)
    assert found.value.code == "not-approved"
    assert list(book.of_kind(first_bulk.REASON_GIVEN)) == []


def test_from_the_shell(large: Campaign, names: NameServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "set_up_django", lambda: None)
    monkeypatch.setattr(cli, "_choose_home", lambda home, *, for_help: None)
    del names.records["bounce.example.org"]
    number = str(large.pk)

    assert cli.main(["campaign", "send", number]) == 1
    assert "SPF" in capsys.readouterr().err
    assert cli.main(["campaign", "show", number, "--json"]) == 0
    assert [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["sending-domain-spf"]
    assert cli.main(["campaign", "send", number, "--despite-domain", "darum"]) == 1
    assert cli.main(["campaign", "send", number, "--despite-domain", REASON]) == 0

    large.refresh_from_db()
    assert (large.domain_verdict, large.domain_reason, "(shell)" in large.domain_reason_by) == ("despite", REASON, True)
    assert next(iter(book.of_kind(first_bulk.REASON_GIVEN))).body["shell"]


def test_a_time_set_beforehand_is_refused_when_it_is_set_and_when_it_comes(large: Campaign, names: NameServer) -> None:
    tomorrow = NOW + timedelta(days=1)
    whole = dict(names.records)
    names.records = {}
    with pytest.raises(Refusal) as found:
        scheduling.schedule(large, send_at=tomorrow, at=NOW)
    assert found.value.code == "sending-domain"
    looking.forget()
    names.records = whole
    scheduling.schedule(large, send_at=tomorrow, at=NOW)
    looking.forget()
    names.records = {}

    chores.start(at=tomorrow)

    large.refresh_from_db()
    assert (large.state, large.send_at, Delivery.objects.count()) == ("waiting", None, 0)
    assert "SPF" in large.pause_reason


def test_one_that_is_in_order_begins_at_its_time(large: Campaign, names: NameServer) -> None:
    scheduling.schedule(large, send_at=NOW + timedelta(days=1), at=NOW)
    chores.start(at=NOW + timedelta(days=1))
    large.refresh_from_db()
    assert (large.state, large.domain_verdict) == ("sending", "fit")


def test_the_dns_is_never_asked_under_a_lock(large: Campaign, names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    depth, asked, real = len(connection.savepoint_ids), [], Names.texts

    def texts(self: Names, name: str) -> list[str]:
        asked.append(len(connection.savepoint_ids))
        return real(self, name)

    monkeypatch.setattr(Names, "texts", texts)
    scheduling.schedule(large, send_at=NOW + timedelta(days=1), at=NOW)
    looking.forget()
    chores.start(at=NOW + timedelta(days=1))
    assert state(large) == "sending"
    assert asked
    assert set(asked) == {depth}


def test_one_that_grows_large_between_the_look_and_the_start_is_looked_at_again(place: Place, names: NameServer) -> None:
    place.person("anna", place.news)
    campaign = place.approved()
    permitted = first_bulk.permit(campaign, at=NOW)
    assert permitted == Permit("")
    place.person("bea", place.news)

    with pytest.raises(Refusal) as found:
        starting.start_permitted(campaign, permitted, at=NOW)

    assert found.value.code == "sending-domain-not-asked"
    assert (state(campaign), Delivery.objects.count()) == ("approved", 0)


def test_large_is_more_than_the_limit(place: Place, names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("anna", "bea", "cora"):
        place.person(name, place.news)
    campaign = place.approved()
    assert LARGE == 5_000
    for limit, large in ((2, True), (3, False)):
        monkeypatch.setattr(first_bulk, "LARGE", limit)
        assert first_bulk.concerns(campaign, at=NOW) is large


def test_a_mail_without_a_way_to_leave_would_be_red(large: Campaign, names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert header_coverage.look(large, at=NOW).light == "green"
    monkeypatch.setattr(header_coverage.letters, "_headers", lambda campaign: (("List-Id", "<news.example.org>"),))
    found = header_coverage.look(large, at=NOW)
    assert (found.light, "List-Unsubscribe, List-Unsubscribe-Post" in found.message) == ("red", True)
