"""A site of any size for ``depesche bench publish``: articles of realistic length, made by a few statements, as publishing would have left them.

The words are made up, but their frequencies are those of a language (Zipf): what search and related articles cost depends on that.
"""

from __future__ import annotations

import json
import random  # noqa: TID251 - the same texts in every run
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.db import connection, transaction

from depesche.kernel import clock
from depesche.operations.bench import many_articles_sql as sql

SECTIONS, TOPICS, AUTHORS, PICTURES = 10, 200, 30, 8
VOCABULARY = 60_000
LITTLE = ("der", "die", "und", "in", "den", "von", "zu", "das", "mit", "sich", "des", "auf", "für", "ist", "im", "dem", "nicht", "ein", "eine", "als")
SYLLABLES = tuple(f"{first}{vowel}{last}" for first in "bdfgklmnprstvwz" for vowel in "aeiou" for last in ("l", "n", "r", "t", "k"))
PARTS = 2000  # articles per statement


@dataclass
class Vocabulary:
    """Made-up words with their terms, the most frequent first."""

    words: list[str]
    terms: list[str]
    frequencies: list[float]

    def __post_init__(self) -> None:
        self.articles: Counter[int] = Counter()

    def draw(self, rolled: random.Random, count: int) -> list[int]:
        """Return the places of words of a text."""
        return rolled.choices(range(len(self.words)), cum_weights=self.frequencies, k=count)


def vocabulary(size: int = VOCABULARY) -> Vocabulary:
    """Make words of three syllables, written like nouns, each with a term of its own."""
    from depesche.newsroom import words

    rolled, found = random.Random(5), dict[str, str]()  # noqa: S311
    while len(found) < size:
        word = "".join(rolled.choices(SYLLABLES, k=3)).capitalize()
        term = words.term(word)
        if words.is_counted(term):
            found.setdefault(term, word)
    weights = [1.0 / (place + 10) for place in range(size)]
    return Vocabulary(list(found.values()), list(found), list(accumulate(weights)))


@dataclass(frozen=True)
class Text:
    """A made-up article: its texts, the places of its words, and those of its key terms."""

    headline: str
    lead: str
    paragraphs: tuple[str, ...]
    drawn: frozenset[int]
    key: tuple[int, ...]
    lengths: tuple[int, int]
    places: tuple[int, ...]


def text(known: Vocabulary, number: int) -> Text:
    """Make the text of an article, always the same for the same number: 220 to 620 words."""
    rolled = random.Random(number)  # noqa: S311
    places = tuple(known.draw(rolled, rolled.randint(120, 320)))
    said = [known.words[place] for place in places]
    first, second = 6, 22
    paragraphs = tuple(_sentences(rolled, said[start : start + 40]) for start in range(second, len(said), 40))
    drawn = frozenset(places)
    headline, lead = " ".join(said[:first]), _sentences(rolled, said[first:second])
    return Text(headline, lead, paragraphs, drawn, tuple(sorted(drawn, reverse=True)[:80]), (first, second), places)


def _sentences(rolled: random.Random, said: list[str]) -> str:
    return (
        " ".join(
            f"{rolled.choice(LITTLE).capitalize() if not place % 9 else rolled.choice(LITTLE)} {word}{'' if (place + 1) % 9 else '.'}"
            for place, word in enumerate(said)
        )
        + "."
    )


def prepare() -> Vocabulary:
    """Make sections, topics, authors, pictures and the vocabulary; once per home."""
    from depesche.newsroom.models import Author, HomePage, SectionPage, Topic
    from depesche.newsroom.search_entry import Term

    known = vocabulary()
    home = HomePage.objects.get()
    for number in range(SECTIONS):
        home.add_child(instance=SectionPage(title=f"Ressort {number}", slug=f"ressort-{number}"))  # type: ignore[no-untyped-call]
    Topic.objects.bulk_create(Topic(title=f"Thema {number}", slug=f"thema-{number}") for number in range(TOPICS))
    Author.objects.bulk_create(Author(name=f"Autorin {number}", slug=f"autorin-{number}") for number in range(AUTHORS))
    for number in range(PICTURES):
        _paint(number)
    Term.objects.bulk_create((Term(term=term).write(word) for term, word in zip(known.terms, known.words, strict=True)), batch_size=2000)
    return known


def _paint(number: int) -> None:
    import io

    from django.core.files.base import ContentFile
    from PIL import Image

    from depesche.brand.models import Picture

    painted = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1067)).convert("RGB").rotate(number * 7).save(painted, "JPEG")
    rights = {"credit": "Nina Größler", "licence": "CC BY 4.0", "description": "Ein Verlauf"}
    Picture.objects.create(title=f"Bild {number}", file=ContentFile(painted.getvalue(), name=f"bild-{number}.jpg"), **rights)


def grow(known: Vocabulary, *, start: int, to: int) -> None:
    """Add the articles with these numbers; 0 is the newest, each an hour older than the one before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.staging(connection.vendor))
        for first in range(start, to, PARTS):
            cursor.executemany(sql.stage(), list(_rows(known, first, min(first + PARTS, to))))
        for statement, values in sql.statements(connection.vendor, like=_pattern(), start=start, to=to):
            cursor.execute(statement, values)
        cursor.executemany(
            "UPDATE newsroom_term SET articles = %s WHERE term = %s", [(count, known.terms[place]) for place, count in known.articles.items()]
        )
        cursor.execute("DROP TABLE bench_article")
    if connection.vendor == "postgresql":  # does it by itself after a while; SQLite never
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pattern() -> int:
    """Publish one article the ordinary way, which all others are like; return its id."""
    from depesche.newsroom.models import ArticlePage, SectionPage

    found = ArticlePage.objects.filter(slug="muster").first()
    if found is None:
        body = json.dumps([{"type": "text", "value": "<p>Ein Muster.</p>"}])
        section = SectionPage.objects.get(slug="ressort-0")
        found = section.add_child(instance=ArticlePage(title="Muster", slug="muster", body=body, dated=clock.now() - timedelta(days=9999)))  # type: ignore[no-untyped-call]
    return int(found.pk)


def _rows(known: Vocabulary, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    from depesche.newsroom import words

    now, steps = clock.now(), list(range(TOPICS))
    chances = list(accumulate(1.0 / (place + 1) for place in steps))
    for number in range(first, last):
        made = text(known, number)
        rolled = random.Random(-number)  # noqa: S311
        known.articles.update(made.drawn)
        title, lead = made.lengths
        terms = [known.terms[place] for place in made.places]
        body = json.dumps([{"type": "text", "value": "".join(f"<p>{part}</p>" for part in made.paragraphs), "id": f"{number:036d}"}])
        rarest = [known.terms[place] for place in made.key]
        yield (
            number,
            number % SECTIONS,
            made.headline[:160],
            made.lead,
            body,
            connection.ops.adapt_datetimefield_value(now - timedelta(hours=number + 1)),
            words.edition(),
            " ".join(terms[:title]),
            " ".join(terms[title:lead]),
            " ".join(terms[lead:]),
            json.dumps(rarest),
            json.dumps(sorted({topic + 1 for topic in rolled.choices(steps, cum_weights=chances, k=2)})),
        )
