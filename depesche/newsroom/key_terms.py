"""What an article is about, told by its own words: the few terms that set it apart from the other articles."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from depesche.newsroom import search_entry, words
from depesche.newsroom.search_entry import Term, Texts

MOST = 80
SCALE = 10_000
GROWN = 1.25  # key terms are chosen anew when the site has this many times the articles it had then
IN_HEADLINE, IN_LEAD = 1.8, 1.3  # a term of the headline or the lead counts so many times one of the body
NO_NOUN = 0.9
SATURATION = 0.7  # a term that stands there often counts at most this much more than one that stands there once
RARITY_POWER = 0.8  # below 1, so that a name that two articles share by chance does not outweigh everything else


class KeyTerm(models.Model):
    """A term that an article is about. ``weight`` is how much, in ten-thousandths, without regard to how rare the term is."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+", db_index=False)
    weight = models.IntegerField()

    class Meta:
        app_label = "newsroom"
        indexes = [models.Index(fields=["term", "article", "weight"], name="newsroom_key_term")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.term_id}"


@dataclass(frozen=True)
class Weighed:
    """A term with its row in the vocabulary, its weight in an article (0 to 1), and how rare it is on the site."""

    row: Term
    weight: float
    rarity: float


def enter(article_id: int, texts: Texts) -> list[Weighed]:
    """Choose the key terms of a live article, after its words were counted; return them."""
    search_entry.one_writer()  # a word that is chosen here must not vanish meanwhile
    articles = search_entry.articles()
    chosen = choose(texts, articles=articles)
    KeyTerm.objects.filter(article_id=article_id).delete()
    KeyTerm.objects.bulk_create(KeyTerm(article_id=article_id, term=found.row, weight=round(SCALE * found.weight)) for found in chosen)
    search_entry.SearchEntry.objects.filter(pk=article_id).update(key_terms_at=articles)
    return chosen


def forget(article_id: int) -> None:
    """Drop the key terms of an article that is no longer live."""
    KeyTerm.objects.filter(article_id=article_id).delete()


def stale(*, most: int) -> list[int]:
    """Return the ids of articles whose key terms were chosen when the site was clearly smaller, those of the smallest site first."""
    then = int(search_entry.articles() / GROWN)
    rows = search_entry.SearchEntry.objects.filter(key_terms_at__lt=then).order_by("key_terms_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def choose(texts: Texts, *, articles: int) -> list[Weighed]:
    """Return the key terms of a text, also of one that is not live; words that no live article has are left out.

    The weight of a term grows with how often it stands there, less and less (headline and lead count more, nouns and names more than other
    words). All weights together, each times its rarity, have length one, so that two texts are compared by the angle between them. The numbers
    above were chosen on German texts that are no news (docs/decisions/search-and-related.md).
    """
    heard = _heard(texts)
    rows = search_entry.known(heard)
    found = [Weighed(row, heard[term].weight, rarity(row.articles, of=articles)) for term, row in rows.items()]
    told = {each.row.pk: each.weight * rarity(each.row.articles, of=articles + 1) for each in found}  # + 1: never nothing, on the smallest site
    length = math.sqrt(sum(weight**2 for weight in told.values())) or 1.0
    found.sort(key=lambda each: (-told[each.row.pk], each.row.term))
    return [Weighed(each.row, each.weight / length, each.rarity) for each in found[:MOST]]


def rarity(in_articles: int, *, of: int) -> float:
    """Return how much it says that a term stands in a text: nothing if it stands in all, more the rarer it is (inverse document frequency).

    >>> round(rarity(1, of=1000), 1), rarity(1000, of=1000)
    (4.7, 0.0)
    """
    return math.log(of / in_articles) ** RARITY_POWER if 0 < in_articles < of else 0.0


@dataclass
class _Heard:
    """How often a term stands in a text, in its most telling place, and how often it is written like a noun rather than not."""

    count: int = 0
    place: float = 1.0
    nouns: int = 0

    @property
    def weight(self) -> float:
        often = self.count * (1 + SATURATION) / (self.count + SATURATION)
        return often * self.place * (1.0 if self.nouns > 0 else NO_NOUN)


def _heard(texts: Texts) -> dict[str, _Heard]:
    found: dict[str, _Heard] = defaultdict(_Heard)
    parts = [(texts.headline, IN_HEADLINE), *((lead, IN_LEAD) for lead in texts.lead), (texts.body, 1.0)]
    for text, place in parts:
        for form in words.forms(text):
            heard = found[form.term]
            heard.count += 1
            heard.place = max(heard.place, place)
            heard.nouns += 1 if form.is_noun else -1
    return found
