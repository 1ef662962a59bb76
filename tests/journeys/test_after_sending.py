"""While and after a newsletter is sent: the desk shows how it goes, stops it, says what came back and why; a reader leaves by a button."""

from __future__ import annotations

import json
import re
import smtplib  # noqa: TID251 - the mail server's side
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.courier.bouncing import built
from tests.journeys.conftest import Site, free_port, running_demo
from tests.journeys.test_newsroom_to_inbox import confirm, depesche, report, sign_up

SUBJECT = "Silber: was danach kam"
SLOW = "Gold: an viele"
IMPORTED = '"2026-03-16 14:40:47",192.0.2.7,"2026-03-16 14:42:01",192.0.2.7'
MANY = 80
ANNA, DORA = "anna.after@example.net", "dora.after@example.net"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Site]:
    ways = {"DEPESCHE_BOUNCE_URL": f"lmtp://127.0.0.1:{port}", "DEPESCHE_BOUNCE_DOMAIN": "bounces.localhost", "DEPESCHE_SEND_RATE": "2"}
    with running_demo(tmp_path_factory.mktemp("after") / "demo", **ways) as started:
        yield started


@pytest.fixture(scope="module")
def campaign(site: Site) -> str:
    """A sent newsletter."""
    made = depesche(
        site, "campaign", "create", "--purpose", "financial-news", "--subject", SUBJECT, "--intro", "Guten Tag.", "--author", "editor@example.org"
    )
    number = made.stdout.strip()
    assert number.isdigit(), made.stderr
    return number


def mail_to(site: Site, person: str) -> Any:
    return message_from_bytes(site.source(site.mail_to(person, SUBJECT)), policy=policy.default)


def comes_in(port: int, sender: str, recipient: str, content: bytes) -> None:
    """Hand a mail over as the mail server does."""
    with smtplib.LMTP("127.0.0.1", port) as server:
        server.sendmail(sender, [recipient], content.replace(b"\n", b"\r\n"))


def reload_until(page: Page, said: str) -> None:
    for _ in range(60):
        if page.get_by_text(said).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{said!r} does not come; the page says: {page.inner_text('main')}")


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_1_the_chief_approves_sends_and_sees_the_course(site: Site, campaign: str, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    reader = open_tab(phone=True, javascript=False)
    for person in (ANNA, DORA):
        reader.page.goto("/maerkte/gold-silber-verhaeltnis/")
        sign_up(reader.page, person, "Nachrichten vom Finanzmarkt")
        confirm(site, reader.page, person)
    editor = log_in("editor@example.org")
    editor.page.goto(f"/desk/campaigns/{campaign}/")
    editor.page.get_by_role("button", name="Zur Freigabe vorlegen").click()
    chief = log_in("chief@example.org")
    chief.page.goto(f"/desk/campaigns/{campaign}/")
    chief.page.get_by_role("button", name="Freigeben").click()
    chief.page.get_by_role("link", name=re.compile("Versenden")).first.click()
    chief.page.get_by_role("button", name="Jetzt versenden").click()
    report(site, campaign, within=60)

    chief.page.goto(f"/desk/campaigns/{campaign}/")
    expect(chief.page.locator("svg.chart__drawing")).to_be_visible()
    expect(chief.page.get_by_text("davon zurückgekommen")).to_be_visible()
    expect(chief.page.get_by_role("link", name="Was nicht ankam und warum")).to_have_count(0)


@pytest.mark.rule("M-15")
def test_2_what_came_back_is_counted_beside_and_leads_to_why(site: Site, campaign: str, port: int, log_in: Any, picture_of: Any) -> None:
    sender = str(mail_to(site, DORA)["X-Envelope-From"])
    bounce = built.postfix("5.1.1", "host mx.example.net[192.0.2.25] said: 550 5.1.1 User unknown", to=DORA).replace(
        built.TOKEN.encode(), sender.encode()
    )
    comes_in(port, "", sender, bounce)

    for phone in (False, True):
        tab = log_in("chief@example.org", phone=phone)
        tab.page.goto(f"/desk/campaigns/{campaign}/")
        reload_until(tab.page, "Was nicht ankam und warum")
        expect(tab.page.locator("tr.campaign__inside", has_text="davon zurückgekommen")).to_contain_text("1")
        assert not is_wider_than_the_screen(tab.page)
        picture_of(tab.page, f"campaign-report-{'phone' if phone else 'desktop'}")
        tab.page.get_by_role("link", name="Was nicht ankam und warum").click()
        expect(tab.page.locator("tbody tr")).to_contain_text(["example.net"])
        expect(tab.page.locator("tbody tr")).to_contain_text(["Adresse existiert nicht"])
        assert DORA not in tab.page.content()
        assert not is_wider_than_the_screen(tab.page)
        picture_of(tab.page, f"campaign-failures-{'phone' if phone else 'desktop'}")
        tab.page.get_by_role("link", name="Zum Newsletter", exact=True).click()
        tab.page.wait_for_url(f"**/desk/campaigns/{campaign}/")


@pytest.mark.rule("L-32")
def test_3_annas_mail_program_lets_her_leave_by_a_mail(site: Site, port: int, log_in: Any, picture_of: Any) -> None:
    found = re.search(r"<mailto:([^?>]+)\?subject=unsubscribe>", str(mail_to(site, ANNA)["List-Unsubscribe"]))
    assert found
    content = built.mail(f"Anna <{ANNA}>", "unsubscribe", "This message was automatically generated.").replace(
        built.TOKEN.encode(), found[1].encode()
    )
    comes_in(port, ANNA, found[1], content)

    officer = log_in("admin@example.org")
    officer.page.goto("/desk/came-back/?outcome=left")
    reload_until(officer.page, "automatically generated")
    picture_of(officer.page, "came-back-left")
    people = json.loads(depesche(site, "audience", "export", "--json").stdout)
    told = {person["email"]: (person["state"], person["consents"]) for person in people}
    assert told[ANNA] == ("withdrew", [])
    assert told[DORA][1]


@pytest.fixture(scope="module")
def slow_campaign(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A newsletter that takes about forty seconds, two mails each."""
    folder = tmp_path_factory.mktemp("readers")
    lines = [f"leser{number}@example.net,,{IMPORTED},{number},a{number}" for number in range(MANY)]
    (folder / "subscribed_members.csv").write_text(
        "\n".join(['"Email Address","First Name",OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID', *lines])
    )
    (folder / "wording.txt").write_text("Ich willige ein, E-Mails der Beispiel Edelmetalle GmbH zu bekommen.")
    said = ["--preset", "mailchimp", "--purpose", "product-news", "--source", "Mailchimp", "--text", str(folder / "wording.txt")]
    taken = depesche(site, "audience", "import", *said, str(folder / "subscribed_members.csv"))
    assert taken.returncode == 0, taken.stderr
    made = depesche(
        site, "campaign", "create", "--purpose", "product-news", "--subject", SLOW, "--intro", "Guten Tag.", "--author", "editor@example.org"
    )
    return made.stdout.strip()


def count_of(page: Page, label: str) -> int:
    return int(page.locator("tr", has=page.get_by_role("rowheader", name=label, exact=True)).locator(".campaign__number").inner_text())


@pytest.mark.rule("M-15")
def test_4_the_chief_pauses_goes_on_and_ends_what_is_being_sent(site: Site, slow_campaign: str, log_in: Any, picture_of: Any) -> None:
    def sent() -> int:
        return len([message for message in site.messages() if message["subject"] == SLOW])

    editor = log_in("editor@example.org")
    editor.page.goto(f"/desk/campaigns/{slow_campaign}/")
    editor.page.get_by_role("button", name="Zur Freigabe vorlegen").click()
    page = log_in("chief@example.org").page
    page.goto(f"/desk/campaigns/{slow_campaign}/")
    page.get_by_role("button", name="Freigeben").click()
    page.get_by_role("link", name=re.compile("Versenden")).first.click()
    page.get_by_role("button", name="Jetzt versenden").click()
    page.wait_for_function("document.querySelectorAll('svg.chart__drawing').length > 0", timeout=30_000)  # the page renews itself

    page.get_by_role("button", name="Anhalten").click()
    expect(page.get_by_text("In der Redaktion angehalten von Carl Haupt.")).to_be_visible()
    page.wait_for_timeout(2000)
    stopped = sent()
    page.wait_for_timeout(2000)
    page.reload()
    assert 0 < stopped == sent() < MANY
    assert count_of(page, "angenommen") == stopped

    page.get_by_role("button", name="Fortsetzen").click()
    for _ in range(100):
        if sent() > stopped:
            break
        page.wait_for_timeout(100)
    page.get_by_role("link", name="Kampagne abbrechen").click()
    expect(page.get_by_role("button", name="Nur anhalten")).to_be_visible()
    picture_of(page, "campaign-cancel")
    page.get_by_role("button", name="Endgültig abbrechen").click()
    page.wait_for_timeout(2000)
    page.reload()
    assert stopped < sent() == count_of(page, "angenommen") < MANY
    assert count_of(page, "abgebrochen") + sent() == count_of(page, "Empfänger insgesamt")
    assert page.get_by_role("link", name="Kampagne abbrechen").count() == 0
