"""Moving in from Mailchimp with a browser: three files, the counts, the start, the people, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.colleagues import violations
from tests.journeys.conftest import Site

HEADING = '"Email Address","First Name",OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID'
PROVEN = '"2021-03-16 14:40:47",192.0.2.7,"2021-03-16 14:42:01",192.0.2.7'
FILES = {
    "subscribed_members.csv": [HEADING, f'umzug@example.org,"Um, Zug",{PROVEN},1,a', 'added@example.org,,,,"2021-03-16 14:40:47",,2,b', "broken"],
    "unsubscribed_members.csv": [
        f"{HEADING},UNSUB_TIME",
        f'gone@example.org,,{PROVEN},3,c,"2022-01-01 10:00:00"',
        f"umzug2@example.org,,{PROVEN},4,d,",
    ],
    "cleaned_members.csv": [f"{HEADING},CLEAN_TIME", f'dead@example.org,,{PROVEN},5,e,"2022-01-01 10:00:00"'],
}
LIST = "/desk/audience-imports/"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("mailchimp")
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    return sorted(folder.iterdir())


def test_somebody_moves_in_and_takes_it_back(site: Site, log_in: Any, picture_of: Any, export: list[Path]) -> None:
    tab = log_in("admin@example.org")
    page = tab.page
    page.goto(LIST)
    page.get_by_role("link", name="Neuer Import").click()
    page.set_input_files("[name=files]", [str(path) for path in export])
    page.get_by_label("Neues zu Produkten").check()
    page.fill("[name=source]", "Mailchimp, Export vom 1. März")
    page.fill("[name=wording]", "Ich willige ein, E-Mails der Beispiel Edelmetalle GmbH zu bekommen.")
    page.get_by_role("button", name="Dateien prüfen").click()

    page.get_by_role("button", name="Import starten").wait_for()
    said = page.locator("main").inner_text()
    assert "6 Zeilen" in said
    assert "Die Zeile hat eine andere Zahl von Spalten als die Kopfzeile." in said
    picture_of(page, "import-counts")
    page.get_by_role("button", name="Import starten").click()
    page.get_by_role("button", name="Import zurücknehmen").wait_for()
    with page.expect_download() as file:
        page.get_by_role("link", name="Den ganzen Bericht herunterladen").click()
    assert "subscribed_members.csv,4,rejected,columns" in Path(file.value.path()).read_text()

    here = page.url
    page.goto("/desk/subscribers/?q=umzug@example.org")
    page.get_by_role("link", name="umzug@example.org").click()
    page.get_by_text("Mailchimp, Export vom 1. März").wait_for()
    assert "imported v" in page.locator("main").inner_text()
    page.goto(here)
    page.get_by_role("button", name="Import zurücknehmen").click()
    page.get_by_text("zurückgenommen", exact=True).wait_for()
    page.goto("/desk/subscribers/?q=umzug@example.org")
    assert page.get_by_role("link", name="umzug@example.org").count() == 0
    assert [error for error in tab.errors if "axe" not in error] == []
    assert tab.foreign == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_imports_are_for_everybody(log_in: Any, picture_of: Any, dark: bool) -> None:
    tab = log_in("admin@example.org", phone=True, dark=dark)
    tab.page.set_viewport_size({"width": 320, "height": 640})
    for name, address in {"list": LIST, "new": f"{LIST}new/", "one": f"{LIST}1/"}.items():
        tab.page.goto(address)
        assert violations(tab.page, "'main'") == [], name
        assert tab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        picture_of(tab.page, f"import-{name}-{'dark' if dark else 'light'}")
