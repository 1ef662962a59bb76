"""Marks in an article, and the evidence behind them."""

from __future__ import annotations

import re
from typing import Any

import brotli
import pytest
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom.claims import asserting
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.terms import Stance
from depesche.newsroom.models import Claim, HeadClaim, SectionPage
from tests.website.conftest import style, text, write
from tests.website.evidence import world
from tests.website.evidence.world import World

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("publisher")]


def get(client: Client, slug: str = "nordkoreas-soldaten") -> str:
    answer = client.get(f"/maerkte/{slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def entry(html: str, number: int) -> str:
    """Return the words of an entry of the list of evidence."""
    found = re.search(rf'<li id="q{number}" popover>(.*?)</li>\n(?=<li id|</ol>)', html, re.DOTALL)
    assert found, number
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])).strip()


@pytest.mark.rule("N-31")
def test_a_mark_has_a_number_a_shape_and_words_for_who_cannot_see_it(client: Client, markets: SectionPage) -> None:
    world.publish(world.filled(), markets)

    html = get(client)

    assert '<span class="said disputed">Worte zu <span class="tie">C05<button id="m3" class="ref"' in html
    assert 'popovertarget="q3" aria-label="Beleg 3: umstritten, 4 Angaben">3✕</button>' in html
    assert 'popovertarget="q1" aria-label="Beleg 1: unbestätigt, 2 Angaben">1?</button>' in html
    assert html.count("said disputed") == 1, "the wavy line is kept for what is disputed"
    assert "data-claim" not in html


@pytest.mark.rule("N-23", "N-29")
def test_the_entry_of_the_list_is_what_opens(client: Client, markets: SectionPage) -> None:
    world.publish(world.filled(), markets)

    html = get(client)

    targets = set(re.findall(r'<button id="m\d+" class="ref" popovertarget="(q\d+)"', html))
    assert targets == set(re.findall(r'<li id="(q\d+)" popover>', html))
    assert len(targets) == 8
    for number in range(1, 9):
        assert f'href="#m{number}"' in html
        assert html.count(f'id="m{number}"') == 1


def test_an_entry_says_who_says_what_when_where_and_on_what_it_rests(client: Client, markets: SectionPage) -> None:
    world.publish(world.filled(), markets)
    html = get(client)

    disputed, planned, spoken = entry(html, 3), entry(html, 4), entry(html, 6)

    assert "umstritten · niemand sagt es namentlich" in disputed
    assert "Mark Rutte, NATO kann nicht bestätigen · nach dem Treffen der Verteidigungsminister · Brüssel · ohne Datum" in disputed
    assert "Russland, ohne genannte Stelle dementiert es · vor Erscheinen des Artikels" in disputed
    assert "sagt (eingeschränkt: „soll“) · rund 12.000 Soldaten (insgesamt beschlossen)" in planned
    assert "Rede in Brüssel, Minute 4" in spoken
    assert '<a href="https://example.org/rede" rel="nofollow">' in html
    assert "So, 20. Oktober 2024" in entry(html, 8)


def test_the_box_at_the_top_counts_every_status(client: Client, markets: SectionPage) -> None:
    world.publish(world.filled(), markets)

    box = re.search(r'<p class="counts">(.*?)</p>', get(client))

    assert box
    words = re.sub(r"<[^>]+>", "", box[1])
    assert words.startswith("Belege in diesem Artikel: • 3 × eine Quelle, ? 2 × unbestätigt, ")
    assert "✕ 1 × umstritten" in words
    assert "○ 1 × ohne Quelle" in words


@pytest.mark.rule("N-18")
def test_the_figures_stand_with_what_they_count_and_do_not_contradict(client: Client, markets: SectionPage) -> None:
    world.publish(world.filled(), markets)

    html = get(client)

    assert "Die Zahlen nach Quelle: Wie viele Soldaten aus Nordkorea?" in html
    for number, measure in (("mehr als 1.000", "in Russland"), ("rund 12.000", "insgesamt beschlossen"), ("10.000", "in Ausbildung")):
        assert re.search(rf">{number} Soldaten</a></th><td>{measure}", html), number
    assert "idersprüchliche Angaben" not in html


@pytest.mark.rule("N-19")
def test_figures_of_one_measure_that_do_not_meet_contradict(client: Client, markets: SectionPage) -> None:
    made = world.filled()
    made.number("C07", "yoon", "insgesamt beschlossen", 3000)
    world.publish(made, markets)

    assert "Widersprüchliche Angaben:</b> insgesamt beschlossen" in get(client)


def test_a_claim_that_is_marked_again_keeps_its_number(client: Client, markets: SectionPage) -> None:
    made = World()
    made.claim("A", "Eins")
    made.claim("B", "Zwei")
    write(markets, "Zahlen", blocks=[text(f"{made.mark('A', 'eins')} {made.mark('B', 'zwei')} {made.mark('A', 'noch einmal')}")])

    html = get(client, "zahlen")

    assert re.findall(r">(\d)○</button>", html) == ["1", "2", "1"]
    assert html.count('id="m1"') == 1
    assert "2 × ohne Quelle" in html


def test_headline_and_lead_carry_claims_too_and_come_first(client: Client, markets: SectionPage) -> None:
    made = World()
    for key in "ABC":
        made.claim(key, f"Aussage {key}")
    article = write(markets, "Nato warnt", lead="Ein Vorspann.", blocks=[text(made.mark("C", "hier"))])
    article.head_claims.add(HeadClaim(place="lead", claim=made.claims["B"]), HeadClaim(place="title", claim=made.claims["A"]))
    article.save_revision().publish()

    html = get(client, "nato-warnt")

    assert re.search(r'<h1[^>]*>Nato warnt</h1>\s*<p class="head-marks meta">Zur Überschrift: .*popovertarget="q1"', html)
    assert re.search(r'<p class="lead">Ein Vorspann\.<button id="m2" class="ref" popovertarget="q2"', html)
    assert 'id="m3" class="ref" popovertarget="q3"' in html


def test_a_mark_within_a_link_puts_its_button_behind_the_link(client: Client, markets: SectionPage) -> None:
    made = World()
    made.claim("A", "Eins")
    write(markets, "Verweis", blocks=[text(f'<a href="https://example.org/">so {made.mark("A", "heißt <b>es</b>")} dort</a>, und weiter')])

    html = get(client, "verweis")

    assert re.search(r'<a href="https://example.org/">so <span class="said">heißt <b>es</b></span> dort</a><button id="m1"', html)


@pytest.mark.parametrize("mark", ['<span data-claim="999999">nichts</span>', '<span data-claim="x">nichts</span>', "<span>nichts</span>"])
def test_a_span_that_names_no_claim_is_plain_text(client: Client, markets: SectionPage, mark: str) -> None:
    made = World()
    made.claim("A", "Eins")
    write(markets, "Spannen", blocks=[text(f"{mark} {made.mark('A', 'eins')}")])

    assert "<p>nichts <span" in get(client, "spannen")


def test_words_of_editors_cannot_become_markup(client: Client, markets: SectionPage) -> None:
    made = World()
    made.claim("A", "Eins <script>alert(1)</script>")
    made.say("A", "rok", Stance.ASSERTS, occasion="<img src=x>", wording="\"'><b>")
    write(markets, "Böse", blocks=[text(made.mark("A", "eins"))])

    html = get(client, "boese")

    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_an_editor_s_preview_counts_what_is_still_a_draft(markets: SectionPage) -> None:
    made = World()
    about = made.claim("A", "Eins")
    draft = asserting.draft(about, Statement(source=made.source("yoon")), by=None, at=clock.now())
    article = write(markets, "Entwurf")
    article.body = [("text", f'<p><span data-claim="{about.pk}" data-assertion="{draft.pk}">da</span></p>')]

    html = article.make_preview_request().content.decode()

    assert "Beleg 1: eine Quelle, 1 Angabe" in html
    assert Claim.objects.get(pk=about.pk).public_since is None


@pytest.mark.rule("N-12")
def test_a_protected_source_is_described_and_leads_nowhere(client: Client, markets: SectionPage) -> None:
    made = World()
    hidden = made.source("rutte")
    hidden.is_protected, hidden.name, hidden.url = True, "eine Person aus dem Bündnis", "https://verraten.example/"
    hidden.save()
    made.claim("A", "Eins")
    made.say("A", "rutte", Stance.ASSERTS)
    write(markets, "Geschützt", blocks=[text(made.mark("A", "eins"))])

    html = get(client, "geschuetzt")

    assert "eine Person aus dem Bündnis" in html
    for secret in ("Generalsekretär", "verraten", "mark-rutte", "NATO"):
        assert secret not in html, secret


def many(markets: SectionPage, count: int) -> None:
    """Publish an article with so many marks, of different claims with two statements each, and the same one without."""
    made = World()
    for number in range(count):
        made.claim(str(number), f"Im Jahr {1980 + number} stieg der Preis um {number + 3} Prozent gegenüber dem Vorjahr.")
        made.say(str(number), ("yonhap", "usa", "rok")[number % 3], Stance.REPORTS, occasion=f"auf der Konferenz {number}", place="Frankfurt")
        if number % 2:
            made.say(str(number), "russia", Stance.DENIES, basis=f"Zählung Nummer {number}")
    words = [f"Satz {number} über den Preis von Gold: Er stieg im Jahr {1980 + number} deutlich" for number in range(count)]
    marked = [text(f"{made.mark(str(number), said)} an der Börse.") for number, said in enumerate(words)]
    write(markets, "Mit Belegen", lead="Was sagen die Zahlen?", blocks=marked)
    write(markets, "Ohne Belege", lead="Was sagen die Zahlen?", blocks=[text(f"{said} an der Börse.") for said in words])


def size(html: str) -> int:
    return len(brotli.compress(html.encode()))


def test_eighteen_marks_stay_within_the_budget(client: Client, markets: SectionPage) -> None:
    """14 kB of HTML and CSS with all evidence, 250 bytes for a mark, no script that is needed (newsroom.md, section 4)."""
    many(markets, 20)
    marked, plain = get(client, "mit-belegen"), get(client, "ohne-belege")

    assert size(marked) + style(marked) <= 14_000
    assert (size(marked) - size(plain)) / 20 <= 250
    assert re.findall(r"<script src=[^>]*", marked) == re.findall(r"<script src=[^>]*", plain)


def test_forty_marks_ask_no_more_of_the_database_than_one(client: Client, markets: SectionPage, django_assert_max_num_queries: Any) -> None:
    many(markets, 40)
    get(client, "mit-belegen")

    with django_assert_max_num_queries(33) as asked:
        get(client, "mit-belegen")
    with django_assert_max_num_queries(len(asked)) as plain:
        get(client, "ohne-belege")

    assert len(asked) - len(plain) <= 7
