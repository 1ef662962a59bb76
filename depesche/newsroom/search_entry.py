"""What the search finds: one row per live article with the terms of its text, written in the transaction that publishes it.

Each database keeps an index of its own over these rows, by itself: FTS5 by triggers (``guards.py``), PostgreSQL by generated columns. So no row
that vanishes, whatever way, leaves anything behind. :class:`Term` counts in how many articles a word stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import F

from depesche.newsroom import words

LONGEST_TEXT = 300_000  # characters of a body that are searched; PostgreSQL takes no more than a megabyte of terms
_WRITER = 0x5EA2C4  # key of PostgreSQL's lock: counts are changed by one publication after the other
CHUNK = 400


class SearchEntry(models.Model):
    """The terms of a live article. ``key_terms_at`` is how many articles there were when its key terms were chosen."""

    article = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    edition = models.CharField(max_length=12, db_index=True)
    headline = models.TextField()
    lead = models.TextField()
    body = models.TextField()
    key_terms_at = models.PositiveIntegerField(default=0, db_index=True)

    class Meta:
        app_label = "newsroom"

    def __str__(self) -> str:
        return self.headline


class Term(models.Model):
    """A word of the site's vocabulary: as readers know it, and in how many live articles it stands. A word that stands in none is no row.

    ``spelling`` is the written form without case, accents and umlauts, ``backwards`` the same from its end; both indexes begin with the number of
    letters, so that words spelt alike are found by their beginning or by their end (``spelling.py``).
    """

    term = models.CharField(max_length=200, unique=True)
    written = models.CharField(max_length=80)
    articles = models.IntegerField(default=0)
    spelling = models.CharField(max_length=80, default="")
    backwards = models.CharField(max_length=80, default="")
    letters = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "newsroom"
        indexes = [
            models.Index(fields=["letters", "spelling"], name="newsroom_term_spelling"),
            models.Index(fields=["letters", "backwards"], name="newsroom_term_backwards"),
        ]

    def __str__(self) -> str:
        return self.written

    def write(self, written: str) -> Term:
        """Take a written form; return the row, not stored yet."""
        self.written = written[:80]
        self.spelling = words.spelling(self.written)
        self.backwards, self.letters = self.spelling[::-1], len(self.spelling)
        return self


SPELT = ("written", "spelling", "backwards", "letters")


@dataclass(frozen=True)
class Texts:
    """The texts of an article, the most telling first. ``about`` are the names of its topics and its author."""

    headline: str
    lead: tuple[str, ...]
    body: str
    about: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Everything that an editor wrote."""
        return (self.headline, *self.lead, self.body)


def enter(article_id: int, texts: Texts) -> None:
    """Make a live article findable at once, and count its words."""
    with transaction.atomic():
        one_writer()
        before = _counted(SearchEntry.objects.filter(pk=article_id).first())
        fields = {
            "edition": words.edition(),
            "headline": words.terms(texts.headline),
            "lead": words.terms(*texts.lead, *texts.about),
            "body": words.terms(texts.body[:LONGEST_TEXT]),
            "key_terms_at": 0,
        }
        entry, _made = SearchEntry.objects.update_or_create(article_id=article_id, defaults=fields)
        after = _counted(entry)
        _count(before - after, by=-1)
        _learn(after - before, texts)


@dataclass(frozen=True)
class Lead:
    """What an entry's middle part is made of: kicker and lead, and the names of author and topics."""

    lead: tuple[str, ...]
    about: tuple[str, ...]


def rename(leads: Mapping[int, Lead]) -> None:
    """Make articles findable by new names of their author or topics, and count the words that this changed; in few statements for many articles."""
    with transaction.atomic():
        one_writer()
        changed, counts, heard = [], Counter[str](), dict[str, str]()
        for entry in SearchEntry.objects.filter(pk__in=list(leads)):
            new = words.terms(*leads[entry.pk].lead, *leads[entry.pk].about)
            if new != entry.lead:
                before, entry.lead = _counted(entry), new
                after = _counted(entry)
                counts.update(after - before)
                counts.subtract(before - after)
                heard.update(as_written(*leads[entry.pk].about))
                changed.append(entry)
        SearchEntry.objects.bulk_update(changed, ["lead"], batch_size=CHUNK)
        unknown = set(counts) - set(known(counts))
        Term.objects.bulk_create(Term(term=term).write(heard.get(term, term)) for term in sorted(unknown))
        for by in sorted(set(counts.values()) - {0}, reverse=True):
            _count({term for term, count in counts.items() if count == by}, by=by)


def forget(article_id: int) -> None:
    """Take an article that is no longer live out of the search, and its words out of the counts."""
    with transaction.atomic():
        one_writer()
        entry = SearchEntry.objects.filter(pk=article_id).first()
        if entry is not None:
            _count(_counted(entry), by=-1)
            entry.delete()


def articles() -> int:
    """Return how many articles can be found."""
    return SearchEntry.objects.count()


def known(terms: Iterable[str]) -> dict[str, Term]:
    """Return the rows of these terms, as far as the vocabulary has them."""
    wanted = sorted(set(terms))
    parts = (wanted[first : first + CHUNK] for first in range(0, len(wanted), CHUNK))
    return {row.term: row for part in parts for row in Term.objects.filter(term__in=part)}


def recount() -> int:
    """Count all words anew from the entries, and drop those that stand in none; return how many counts were wrong."""
    with transaction.atomic():
        one_writer()
        right: Counter[str] = Counter()
        for entry in SearchEntry.objects.iterator(chunk_size=200):
            right.update(_counted(entry))
        wrong = [row for row in Term.objects.iterator(chunk_size=2000) if row.articles != right[row.term]]
        for row in wrong:
            row.articles = right[row.term]
        Term.objects.bulk_update(wrong, ["articles"], batch_size=CHUNK)
        Term.objects.filter(articles__lte=0).delete()
        return len(wrong)


def one_writer() -> None:
    """Let one publication after the other change the counts: two that lock the same rows in another order would wait for each other for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER])


def _counted(entry: SearchEntry | None) -> set[str]:
    """Return the terms of an entry that are counted: words, no numbers."""
    if entry is None:
        return set()
    found = {*entry.headline.split(), *entry.lead.split(), *entry.body.split()}
    return {term for term in found if words.is_counted(term)}


def _count(terms: set[str], *, by: int) -> None:
    wanted = sorted(terms)
    for first in range(0, len(wanted), CHUNK):
        rows = Term.objects.filter(term__in=wanted[first : first + CHUNK])
        rows.update(articles=F("articles") + by)
        if by < 0:
            rows.filter(articles__lte=0).delete()


def _learn(terms: set[str], texts: Texts) -> None:
    """Count terms once more; those that the vocabulary does not know yet enter it as they are written here."""
    rows = known(terms)
    _count(set(rows), by=1)
    written = as_written(*texts.all, *texts.about)
    Term.objects.bulk_create(Term(term=term, articles=1).write(written.get(term, term)) for term in sorted(terms - set(rows)))
    better = [row for term, row in rows.items() if _is_better(written.get(term, ""), row.written)]
    for row in better:
        row.write(written[row.term])
    Term.objects.bulk_update(better, SPELT, batch_size=CHUNK)


def as_written(*texts: str) -> Mapping[str, str]:
    """Return how each term is written most often in these texts; nouns and names before the same word in small letters."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for form in words.forms(text):
            seen[form.term][form.written] += 100 if form.is_noun else 1
    return {term: min(forms, key=lambda form: (-forms[form], len(form), form)) for term, forms in seen.items()}


def _is_better(new: str, old: str) -> bool:
    """A noun explains more than a verb, and the shorter form is the one in a dictionary."""
    if not new or len(new) > 80:
        return False
    return (new[0].isupper(), -len(new)) > (old[:1].isupper(), -len(old))
