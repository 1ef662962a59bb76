"""The world of the demo article as sources, claims and an article that carries them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from depesche.kernel import clock
from depesche.newsroom.claims import asserting, claiming, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import ClaimKind, Comparator, Precision, SourceKind, Stance
from depesche.newsroom.models import ArticlePage, Assertion, Claim, Question, SectionPage, Source
from tests.website.conftest import text, write

SUNDAY = datetime(2024, 10, 20, 18, tzinfo=UTC)
SOURCES: dict[str, dict[str, Any]] = {
    "yoon": {"name": "Yoon Suk Yeol", "speaks_for": "Südkorea", "party": "Südkorea", "role": "Präsident Südkoreas"},
    "rok": {"name": "Südkorea, ohne genannte Stelle", "kind": SourceKind.STATE_BODY, "party": "Südkorea"},
    "yonhap": {"name": "Yonhap", "kind": SourceKind.AGENCY},
    "rutte": {"name": "Mark Rutte", "speaks_for": "NATO", "party": "NATO", "role": "Generalsekretär der NATO"},
    "usa": {"name": "USA, ohne genannte Stelle", "kind": SourceKind.STATE_BODY, "party": "USA"},
    "russia": {"name": "Russland, ohne genannte Stelle", "kind": SourceKind.STATE_BODY, "party": "Russland"},
    "zelensky": {"name": "Wolodymyr Selenskyj", "speaks_for": "Ukraine", "party": "Ukraine"},
    "reports": {"name": "Berichte, ohne genannte Quelle", "kind": SourceKind.UNNAMED, "is_named": False},
    "own": {"name": "Beispiel Edelmetalle", "kind": SourceKind.OWN_NEWSROOM},
}


class World:
    """Makes what a test asks for, each source and question once."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.claims: dict[str, Claim] = {}

    def source(self, key: str) -> Source:
        if key not in self.sources:
            self.sources[key] = sourcing.enter(Known(**SOURCES[key]), by=None, at=clock.now())
        return self.sources[key]

    def claim(self, key: str, told: str, *, question: str = "", **more: Any) -> Claim:
        asked = Question.objects.get_or_create(text=question)[0] if question else None
        self.claims[key] = claiming.create(Wanted(text=told, question=asked, **more), by=None, at=clock.now())
        return self.claims[key]

    def say(self, key: str, speaker: str, stance: Stance, **more: Any) -> Assertion:
        return asserting.add(self.claims[key], Statement(source=self.source(speaker), stance=stance, **more), by=None, at=clock.now())

    def number(self, key: str, speaker: str, measure: str, low: int, comparator: Comparator = Comparator.ABOUT, **more: Any) -> Assertion:
        unit = more.pop("unit", "Soldaten")
        return self.say(key, speaker, more.pop("stance", Stance.ASSERTS), figure=Figure(measure, unit, comparator, Decimal(low)), **more)

    def mark(self, key: str, words: str) -> str:
        return f'<span data-claim="{self.claims[key].pk}">{words}</span>'


def filled() -> World:
    """Return the part of the demo's claims on which the ten questions of readers turn."""
    found, many = World(), "Wie viele Soldaten aus Nordkorea?"
    found.claim("C01", "Truppen aus Nordkorea sind bereits in Russland.")
    found.say("C01", "yoon", Stance.ASSERTS, precision=Precision.BEFORE_ARTICLE, basis="Erkenntnisse der Geheimdienste seines Landes")
    found.say("C01", "usa", Stance.NO_STATEMENT)
    found.claim("C02", "Mehr als 1.000 Soldaten sind in Russland.", kind=ClaimKind.FIGURE, question=many)
    found.number("C02", "reports", "in Russland", 1000, Comparator.MORE, stance=Stance.REPORTS)
    found.claim("C05", "Soldaten aus Nordkorea nehmen aktiv an den Kämpfen teil.")
    place = {"occasion": "nach dem Treffen der Verteidigungsminister", "place": "Brüssel"}
    found.say("C05", "rutte", Stance.CANNOT_CONFIRM, **place)
    found.say("C05", "usa", Stance.NO_STATEMENT)
    found.say("C05", "russia", Stance.DENIES, precision=Precision.BEFORE_ARTICLE)
    found.say("C05", "reports", Stance.REPORTS)
    found.claim("C07", "Nordkorea hat beschlossen, etwa 12.000 Soldaten zu entsenden.", kind=ClaimKind.PLAN, question=many)
    found.number("C07", "rok", "insgesamt beschlossen", 12000, hedge="soll")
    found.claim("C08", "Die Soldaten gehören zu vier Brigaden.", kind=ClaimKind.FIGURE, question=many)
    found.number("C08", "yonhap", "insgesamt beschlossen", 4, Comparator.EXACT, unit="Brigaden", wording="vier Brigaden", is_verbatim=True)
    found.claim("C09", "10.000 Soldaten werden ausgebildet.", kind=ClaimKind.FIGURE, question=many)
    found.number(
        "C09", "zelensky", "in Ausbildung", 10000, Comparator.EXACT, evidence=[Proof("https://example.org/rede", "Rede in Brüssel", "Minute 4")]
    )
    found.claim("C10", "Seoul hat den russischen Botschafter einbestellt.", kind=ClaimKind.EVENT)
    found.claim("C12", "Die Zusammenarbeit ist eine neue Stufe der Eskalation.", kind=ClaimKind.ASSESSMENT)
    found.say("C12", "zelensky", Stance.ASSESSES, said_on=SUNDAY, precision=Precision.DAY, occasion="Videobotschaft")
    return found


def publish(world: World, section: SectionPage, title: str = "Nordkoreas Soldaten", **fields: Any) -> ArticlePage:
    """Publish an article that carries every claim of a world, one to a paragraph."""
    return write(section, title, blocks=[text(f"Es heißt, {world.mark(key, f'Worte zu {key}')}, sagt man.") for key in world.claims], **fields)
