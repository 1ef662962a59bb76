"""Two articles with the same words, one of them with a claim behind every sentence."""

# mypy: disable-error-code="no-untyped-call"
# Wagtail's pages carry no types.

from __future__ import annotations

import json
from decimal import Decimal

from depesche.kernel import clock
from depesche.newsroom.claims import asserting, claiming, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import ClaimKind, Comparator, SourceKind, Stance
from depesche.newsroom.models import ArticlePage, Claim, HomePage, Question, SectionPage, Source

SOURCES = 9
FIGURES = 8  # every eighth claim gives one, all to the same question, as in the demo's article
STANCES = (Stance.ASSERTS, Stance.REPORTS, Stance.CONFIRMS, Stance.CANNOT_CONFIRM, Stance.DENIES)
THINGS = ("die Nachfrage aus Asien", "der schwache Dollar", "die Zinsentscheidung", "ein knappes Angebot", "die Lage im Nahen Osten")


def make(marks: int, *, sentence: str, per_paragraph: int) -> tuple[ArticlePage, ArticlePage]:
    """Publish the two articles; return the one without marks first.

    :param sentence: with the place ``{words}`` for what is marked
    """
    section = HomePage.objects.get().add_child(instance=SectionPage(title="Märkte", slug="maerkte"))
    sources = [_source(number) for number in range(SOURCES)]
    claims = [_claim(number, sources) for number in range(marks)]
    said = [f"{THINGS[number % len(THINGS)]} im Jahr {1980 + number}" for number in range(marks)]
    plain = [sentence.format(words=words) for words in said]
    marked = [sentence.format(words=f'<span data-claim="{claim.pk}">{words}</span>') for claim, words in zip(claims, said, strict=True)]
    return _write(section, "Ohne Belege", plain, per_paragraph), _write(section, "Mit Belegen", marked, per_paragraph)


def _write(section: SectionPage, title: str, sentences: list[str], per_paragraph: int) -> ArticlePage:  # noqa: PLR0917 - a line of a table
    paragraphs = [" ".join(sentences[first : first + per_paragraph]) for first in range(0, len(sentences), per_paragraph)]
    body = json.dumps([{"type": "text", "value": f"<p>{paragraph}</p>"} for paragraph in paragraphs])
    made: ArticlePage = section.add_child(instance=ArticlePage(title=title, lead="Was den Preis treibt.", body=body))
    return made


def _source(number: int) -> Source:
    kind = (SourceKind.PERSON, SourceKind.STATE_BODY, SourceKind.AGENCY)[number % 3]
    known = Known(name=f"Quelle {chr(65 + number)}", kind=kind, speaks_for=f"Verband {number}", role="Sprecherin", party=f"Partei {number // 2}")
    return sourcing.enter(known, by=None, at=clock.now())


def _claim(number: int, sources: list[Source]) -> Claim:
    kind = ClaimKind.FIGURE if number % FIGURES == 0 else ClaimKind.FACT
    text = f"{THINGS[number % len(THINGS)].capitalize()} hat im Jahr {1980 + number} den Preis um {number + 3} Prozent bewegt."
    asked = Question.objects.get_or_create(text="Um wie viel stieg der Preis?")[0] if kind == ClaimKind.FIGURE else None
    made = claiming.create(Wanted(text=text, kind=kind, question=asked), by=None, at=clock.now())
    for place in range(1 + number % 3):
        asserting.add(made, _statement(number, place, sources), by=None, at=clock.now())
    return made


def _statement(number: int, place: int, sources: list[Source]) -> Statement:
    chosen = number * 2 + place
    return Statement(
        source=sources[chosen % len(sources)],
        stance=STANCES[chosen % len(STANCES)],
        occasion=f"auf der Konferenz Nummer {chosen}",
        place=("Frankfurt", "London", "Zürich")[chosen % 3],
        basis="eigene Zählung" if chosen % 2 else "",
        hedge="soll" if chosen % 5 == 0 else "",
        figure=Figure("Anstieg", "Prozent", Comparator.ABOUT, Decimal(number + 3)) if number % FIGURES == 0 else None,
        via=[sources[(chosen + 1) % len(sources)]] if chosen % 4 == 0 else (),
        evidence=[Proof(url=f"https://example.org/bericht/{chosen}", title=f"Bericht {chosen}")] if chosen % 3 == 0 else (),
    )
