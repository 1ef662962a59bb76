from __future__ import annotations

import json
from typing import Any

import pytest

from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.mailing.models import Campaign
from depesche.operations import cli
from tests.mailing.conftest import Inbox, Place


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django is set up already, and the options of this process are the test's."""
    monkeypatch.setattr(cli, "set_up_django", lambda: None)
    monkeypatch.setattr(cli, "_choose_home", lambda home, *, for_help: None)


def call(*words: str) -> int:
    return cli.main(["campaign", *words])


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def create(capsys: pytest.CaptureFixture[str], *more: str) -> int:
    assert call("create", "--purpose", "news", "--subject", "Aus der Shell", "--article", "gold-steigt", "--json", *more) == 0
    made = said(capsys)
    assert list(made) == ["id"]
    return int(made["id"])


def test_a_campaign_from_the_shell_to_the_inbox(place: Place, inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    place.person("anna", place.news)
    number = str(create(capsys, "--author", "editor@example.org"))

    with options.using(shell_approval=True):
        assert call("send", number, "--approve-as", "chief@example.org", "--json") == 0

    found = said(capsys)
    assert (found["state"], found["candidates"], found["counts"]["queued"]) == ("sending", 1, 1)
    assert sum(found["counts"].values()) == found["candidates"]
    campaign = Campaign.objects.get()
    assert (campaign.approved_route, campaign.approved_by) == ("shell", place.chief)
    assert campaign.approved_note
    notice = OutboxMessage.objects.get(kind="approval")
    assert notice.recipient == "chief@example.org"


def test_the_shell_may_not_approve_unless_it_is_allowed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    number = str(create(capsys))

    assert call("send", number, "--approve-as", "chief@example.org") == 1
    assert "DEPESCHE_SHELL_APPROVAL" in capsys.readouterr().err
    assert call("send", number) == 1


@pytest.mark.parametrize(
    ("author", "named"), [("chief@example.org", "chief@example.org"), ("chief@example.org", "editor@example.org"), ("", "nobody@example.org")]
)
def test_approving_needs_a_second_person_with_the_right(place: Place, capsys: pytest.CaptureFixture[str], author: str, named: str) -> None:
    number = str(create(capsys, *(["--author", author] if author else [])))

    with options.using(shell_approval=True):
        assert call("send", number, "--approve-as", named) == 1
    assert Campaign.objects.get().state == "draft"
    assert "depesche: " in capsys.readouterr().err


def test_list_show_pause_resume_cancel(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.person("anna", place.news)
    number = str(place.sending().pk)

    for deed, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled"), ("report", "cancelled")):
        assert call(deed, number, "--json") == 0
        assert said(capsys)["state"] == state
    assert call("list", "--json") == 0
    assert [line["id"] for line in said(capsys)] == [int(number)]
    assert call("show", number, "--json") == 0
    assert said(capsys)["approved_by"] == "chief@example.org"
    assert call("report", number) == 0


@pytest.mark.parametrize(
    "words",
    [("show", "99"), ("create", "--purpose", "none", "--subject", "x"), ("create", "--purpose", "news", "--subject", "x", "--article", "none")],
)
def test_what_is_not_there_gets_a_sentence(place: Place, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert call(*words) == 1
    assert capsys.readouterr().err.startswith("depesche: ")
