"""Claims are marked while an article is written: by keyboard, in at most three actions each, and the marks stay where they were set."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.conftest import ARTEFACTS, Tab
from tests.journeys.test_readers_pages import AXE

WITHIN = 15_000
SELECT = """(words) => {
  const holds = (root) => root.innerText.includes(words);
  const root = [...document.querySelectorAll(".public-DraftEditor-content")].find(holds);
  root.focus();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const text = nodes.map((node) => node.data).join("");
  const at = (place) => {
    let passed = 0;
    for (const node of nodes) {
      if (place <= passed + node.data.length) return [node, place - passed];
      passed += node.data.length;
    }
  };
  const start = text.indexOf(words);
  const [[first, from], [last, to]] = [at(start + 0.5), at(start + words.length)];
  getSelection().setBaseAndExtent(first, Math.floor(from), last, to);
}"""
# What the article says in own words, and the words of each that are marked.
TEXT = (
    ("Südkoreas Präsident Yoon Suk Yeol sagt, nordkoreanische Truppen seien schon in Russland.", "nordkoreanische Truppen seien schon in Russland"),
    ("Von mehr als 1.000 Soldaten ist die Rede.", "mehr als 1.000 Soldaten"),
    ("Seoul spricht von etwa 1.500 Mann, die Schiffe nach Wladiwostok gebracht haben sollen.", "etwa 1.500 Mann"),
    ("Beschlossen sei die Entsendung von rund 12.000 Soldaten.", "rund 12.000 Soldaten"),
    ("Die Agentur Yonhap nennt vier Brigaden.", "vier Brigaden"),
    ("Wolodymyr Selenskyj erklärte in Brüssel, 10.000 würden ausgebildet.", "10.000 würden ausgebildet"),
    ("Er nannte das am Sonntag eine neue Stufe der Eskalation.", "eine neue Stufe der Eskalation"),
    ("Man müsse darauf antworten, forderte er.", "Man müsse darauf antworten"),
    ("Schweigen verlängere den Krieg nur, warnte Selenskyj.", "Schweigen verlängere den Krieg nur"),
    ("Mark Rutte kann einen Einsatz im Kampf nicht bestätigen.", "einen Einsatz im Kampf"),
    ("Rutte warnte vor einem gefährlichen Schritt.", "vor einem gefährlichen Schritt"),
    ("Moskau dementiert, Truppen aus Nordkorea einzusetzen.", "Truppen aus Nordkorea einzusetzen"),
)
LIST = (("Fachleute sehen nordkoreanische Raketen in der Ukraine.", "nordkoreanische Raketen in der Ukraine"),)
FACTS = (
    ("Das Weiße Haus äußert sich zu den Berichten nicht.", "zu den Berichten nicht"),
    ("Pjöngjang bestreitet Lieferungen von Raketen.", "Lieferungen von Raketen"),
    ("Satellitenbilder zeigen laut Yonhap eine Kaserne.", "eine Kaserne"),
)
OF_THE_DEMO = 28  # claims that the newsroom knows before
HEADINGS = (("Russland weist den Bericht zurück", "weist den Bericht zurück"), ("Seoul bestellt den Botschafter ein", "bestellt den Botschafter ein"))
WORDS = [words for part in (TEXT, LIST, FACTS, HEADINGS) for _sentence, words in part]


@dataclass
class Writing:
    """An editor who writes; the seconds that each claim took."""

    tab: Tab
    took: list[float] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.tab.page

    def select(self, words: str) -> None:
        self.page.evaluate(SELECT, words)
        self.page.wait_for_function("words => getSelection().toString() === words", arg=words, timeout=WITHIN)
        self.page.wait_for_timeout(50)  # Draft.js hears of a selection one turn later

    def ask(self) -> Any:
        self.page.keyboard.press("Control+Shift+Q")
        panel = self.page.locator(".claims-panel[data-ready]")
        panel.wait_for(timeout=WITHIN)
        return panel

    def enter(self) -> None:
        self.page.keyboard.press("Enter")
        self.page.locator(".claims-panel").wait_for(state="detached", timeout=WITHIN)

    def mark(self, words: str) -> None:
        """Three actions: select, shortcut, Enter."""
        self.select(words)
        begun = time.monotonic()
        self.ask()
        self.enter()
        expect(self.marks(words).first).to_be_visible(timeout=WITHIN)
        self.took.append(time.monotonic() - begun)

    def marks(self, words: str = "") -> Any:
        marks = self.page.locator(".claims-mark")
        return marks.filter(has_text=re.compile(f"^{re.escape(words)}$")) if words else marks

    def told(self) -> list[str]:
        return [str(text) for text in self.marks().all_inner_texts()]

    def stored(self) -> list[dict[str, Any]]:
        """Return the marks as the form would send them, in reading order: their words, claim, assertion."""
        self.page.wait_for_timeout(400)  # Draftail writes into the form a quarter of a second after a change
        found = []
        for value in self.page.locator("input[type=hidden][name^=body-]").evaluate_all("all => all.map(one => one.value)"):
            state = json.loads(value) if value.startswith('{"blocks"') else {"blocks": []}
            for block in state["blocks"]:
                letters = block["text"].encode("utf-16-le")
                for part in block["entityRanges"]:
                    entity = state["entityMap"][str(part["key"])]
                    if entity["type"] == "CLAIM":
                        words = letters[2 * part["offset"] : 2 * (part["offset"] + part["length"])].decode("utf-16-le")
                        found.append({"words": words, **entity["data"]})
        return found

    def claim(self, number: int) -> dict[str, Any]:
        told: dict[str, Any] = self.page.request.get(f"/desk/marking/claims/{number}/").json()
        return told


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, Any]]:
    """What was measured; kept as an artefact."""
    found: dict[str, Any] = {}
    yield found
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / "claims-timing.json").write_text(json.dumps(found, indent=2))


@pytest.fixture
def writing(log_in: Callable[..., Tab]) -> Writing:
    return Writing(log_in("editor@example.org"))


def begin(writing: Writing, headline: str, text: str) -> None:
    desk.begin_article(writing.page, "Politik", headline)
    desk.write_text(writing.page, text)


def last_editor(writing: Writing) -> None:
    writing.page.locator(".public-DraftEditor-content").last.click()


def type_text(writing: Writing, text: str) -> None:
    last_editor(writing)
    writing.page.keyboard.type(text)


@pytest.mark.rule("N-1", "N-5")
def test_eighteen_marks_set_by_keyboard_stand_on_the_same_words_after_reopening(writing: Writing, picture_of: Any, figures: dict[str, Any]) -> None:
    page = writing.page
    begin(writing, "Achtzehn Aussagen", " ".join(sentence for sentence, _words in TEXT))
    for sentence, _words in LIST:
        desk.add_block(page, "Liste")
        type_text(writing, sentence)
    for sentence, _words in HEADINGS:
        desk.add_block(page, "Zwischenüberschrift")
        type_text(writing, sentence)
        page.keyboard.press("Enter")
    box = desk.add_block(page, "Faktenkasten")
    page.fill(f"[name=body-{box}-value-heading]", "Auf einen Blick")
    type_text(writing, " ".join(sentence for sentence, _words in FACTS))
    for words in WORDS:
        writing.mark(words)
    assert sorted(writing.told()) == sorted(WORDS)
    before = writing.stored()

    desk.save_draft(page)
    page.goto(page.url)
    expect(writing.marks()).to_have_count(18, timeout=WITHIN)

    assert sorted(writing.told()) == sorted(WORDS), "18 of 18"
    assert writing.stored() == before
    assert len({mark["claim"] for mark in before}) == 18
    again = [mark for mark in before if not mark.get("assertion")]
    assert all(int(mark["claim"]) <= OF_THE_DEMO for mark in again), "each first chip became a draft, unless the demo's newsroom knew the claim"
    picture_of(page, "desk-claims-marked")
    assert [error for error in writing.tab.errors if "status of 400" not in error] == []
    took = sorted(writing.took)
    figures["seconds per claim"] = {"median": round(took[len(took) // 2], 2), "slowest": round(took[-1], 2), "claims": len(took)}
    assert took[len(took) // 2] < 20, "an editor's twenty seconds are not spent by the machine"


@pytest.mark.rule("N-2", "N-3")
def test_the_panel_is_filled_stands_at_the_words_and_is_left_by_escape(writing: Writing, picture_of: Any) -> None:
    page = writing.page
    begin(writing, "Das Feld", "Mark Rutte sagte, er könne die Zahl von rund 34.000 Zivilisten nicht bestätigen.")
    writing.select("rund 34.000 Zivilisten nicht bestätigen")

    panel = writing.ask()

    assert 1 <= panel.locator("[name=source]:not([value=other], [value=nobody])").count() <= 3
    expect(panel.locator(".claims-who")).to_contain_text("Mark Rutte")
    expect(panel.locator("blockquote")).to_have_text("rund 34.000 Zivilisten nicht bestätigen")
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('.claims-panel', {resultTypes: ['violations']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    picture_of(page, "desk-claims-panel")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), "the focus stays in the panel"

    page.keyboard.press("Escape")
    panel.wait_for(state="detached")

    page.wait_for_function("document.activeElement.classList.contains('public-DraftEditor-content')", timeout=WITHIN)
    assert writing.stored() == []
    writing.mark("rund 34.000 Zivilisten nicht bestätigen")
    told = writing.claim(writing.stored()[0]["claim"])
    assert [(line["source"], line["figure"], line["is_draft"]) for line in told["lines"]] == [("Mark Rutte", "rund 34.000 Zivilisten", True)]


@pytest.mark.rule("N-6")
def test_a_link_inside_the_words_becomes_the_evidence_and_the_panel_says_so(writing: Writing) -> None:
    page = writing.page
    begin(writing, "Ein Link", "Seoul meldet, wie hier steht, einen neuen Vorfall.")
    page.evaluate(
        """() => {
          const input = document.querySelector("[name=body-0-value]");
          const state = JSON.parse(input.value);
          state.entityMap = { 0: { type: "LINK", mutability: "MUTABLE", data: { url: "https://example.org/meldung" } } };
          state.blocks[0].entityRanges = [{ key: 0, offset: state.blocks[0].text.indexOf("hier"), length: 4 }];
          input.draftailEditor.onChange(window.Draftail.createEditorStateFromRaw(state));
        }"""
    )
    expect(page.locator(".TooltipEntity")).to_have_count(1)
    writing.select("wie hier steht, einen neuen Vorfall")

    panel = writing.ask()

    expect(panel.locator("[name=evidence]")).to_have_value("https://example.org/meldung")
    expect(panel.locator(".claims-moved")).to_be_visible()
    writing.enter()
    assert [mark["words"] for mark in writing.stored()] == ["wie hier steht, einen neuen Vorfall"]
    assert "example.org" not in json.dumps(json.loads(page.locator("[name=body-0-value]").input_value())["entityMap"])
    page.keyboard.press("Control+z")
    expect(page.locator(".TooltipEntity")).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    writing.marks().first.click()
    page.locator(".claims-popover").get_by_role("button", name="Ändern").click()
    panel.wait_for()
    expect(panel.locator("[name=evidence]")).to_have_value("https://example.org/meldung")


@pytest.mark.rule("N-7")
def test_the_same_claim_takes_three_actions_in_a_second_article(writing: Writing, figures: dict[str, Any]) -> None:
    begin(writing, "Das erste Mal", "Beobachter zählen genau 777 verschwundene Container im Hafen.")
    writing.mark("777 verschwundene Container im Hafen")
    first = writing.stored()[0]
    desk.save_draft(writing.page)
    begin(writing, "Das zweite Mal", "Im Hafen fehlen 777 Container, heißt es.")

    writing.select("fehlen 777 Container")
    begun = time.monotonic()
    panel = writing.ask()
    expect(panel.locator("[name=claim]:checked")).to_have_value(str(first["claim"]))
    writing.enter()

    figures["seconds for a known claim"] = round(time.monotonic() - begun, 2)
    assert writing.stored() == [{**first, "words": "fehlen 777 Container"}]


def test_what_the_server_refuses_stays_in_the_panel(writing: Writing) -> None:
    begin(writing, "Abgelehnt", "Der Sprecher nannte eine Zahl.")
    writing.select("nannte eine Zahl")
    panel = writing.ask()
    panel.locator("[name=name]").fill("Eine neue Sprecherin")
    panel.locator("[name=low]").fill("sehr viele")

    panel.locator("[name=low]").press("Enter")

    expect(panel.get_by_role("alert")).to_contain_text("keine Zahl")
    expect(panel.locator("[name=name]")).to_have_value("Eine neue Sprecherin")
    panel.locator("[name=low]").fill("12")
    panel.locator("[name=kind]").select_option("organisation")
    writing.page.locator("[name=low]").focus()
    writing.enter()
    told = writing.claim(writing.stored()[0]["claim"])
    assert [(line["source"], line["figure"]) for line in told["lines"]] == [("Eine neue Sprecherin", "12")]


def test_marks_follow_undo_paste_splitting_and_merging(writing: Writing) -> None:
    page = writing.page
    begin(writing, "Umgestellt", "Erst der Anfang, dann die wichtige Aussage, dann der Schluss.")
    writing.mark("die wichtige Aussage")
    mark = writing.stored()[0]

    page.keyboard.press("Control+z")
    expect(writing.marks()).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(writing.marks()).to_have_count(1)
    said = page.locator(".public-DraftEditor-content").inner_text()
    page.keyboard.press("Control+z")
    expect(writing.marks()).to_have_count(0)
    for _time in range(2):  # the second finds nothing left, and pastes nothing
        page.keyboard.press("Control+y")
        expect(writing.marks()).to_have_count(1)
        assert (writing.stored(), page.locator(".public-DraftEditor-content").inner_text()) == ([mark], said)

    writing.select("dann die wichtige Aussage, dann")
    page.keyboard.press("Control+c")
    desk.add_block(page, "Text")
    last_editor(writing)
    page.keyboard.press("Control+v")
    expect(writing.marks()).to_have_count(2)
    assert writing.stored() == [mark, mark], "between blocks"

    writing.select("Aussage, dann der Schluss")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert [one["words"] for one in writing.stored()][:2] == ["die wichtige ", "Aussage"]
    page.keyboard.press("Backspace")
    assert writing.stored() == [mark, mark], "split and merged"

    desk.save_draft(page)
    page.goto(page.url)
    expect(writing.marks()).to_have_count(2, timeout=WITHIN)
    assert writing.stored() == [mark, mark]


def test_a_mark_tells_about_itself_and_is_removed(writing: Writing, picture_of: Any) -> None:
    page = writing.page
    begin(writing, "Angeklickt", "Mark Rutte warnt vor einer neuen Lage am Fluss.")
    writing.mark("vor einer neuen Lage am Fluss")

    writing.marks().first.click()

    popover = page.locator(".claims-popover")
    expect(popover).to_contain_text("Mark Rutte: warnt (Entwurf)")
    picture_of(page, "desk-claims-popover")
    popover.get_by_role("button", name="Markierung entfernen").click()
    expect(writing.marks()).to_have_count(0)
    assert writing.stored() == []

    page.keyboard.press("Control+z")
    expect(writing.marks()).to_have_count(1)
    writing.marks().first.click()
    page.keyboard.press("Escape")
    panel = writing.ask()
    panel.locator("[name=stance]").select_option("denies")
    panel.locator("[name=low]").focus()
    writing.enter()
    told = writing.claim(writing.stored()[0]["claim"])
    assert [(line["stance"], line["is_draft"]) for line in told["lines"]] == [("dementiert es", True)], "the draft was changed, not doubled"
