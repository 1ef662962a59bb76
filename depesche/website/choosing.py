"""The filters of the search page: as lists to choose from in the form, and as links beside what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from depesche.newsroom import reading
from depesche.newsroom.faceting import Counts
from depesche.newsroom.listed import Listed
from depesche.newsroom.models import Author, Topic
from depesche.newsroom.searching import Kind
from depesche.website.asking import Asked

MOST_CHOICES, MOST_LINKS = 100, 8


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with the number of articles behind it, if that is known."""

    value: str
    name: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Chosen:
    """A filter that is set, and the address of the same search without it."""

    name: str
    without: str


@dataclass(frozen=True)
class Narrower:
    """A link to the same search with one more filter, or with another value of it, and how many articles that leaves."""

    name: str
    count: int
    path: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """Links by one filter."""

    name: str
    label: str
    links: tuple[Narrower, ...]


class Choices(TypedDict):
    """The values of the filters that articles can be counted by."""

    sections: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    authors: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    years: tuple[Choice, ...]


def choices(asked: Asked, counts: Counts | None) -> Choices:
    """Return the values of all filters that lead to articles, and the chosen ones in any case."""
    topics, authors = (counts.topics, counts.authors) if counts else (None, None)
    return Choices(
        sections=_rows(asked, "section", reading.sections(), counts=counts.sections if counts else None),
        topics=_rows(asked, "topic", _with_articles(Topic.objects.all(), "topic", topics), counts=topics),
        authors=_rows(asked, "author", _with_articles(Author.objects.all(), "author", authors), counts=authors),
        kinds=_kept(_kind(asked, kind, counts) for kind in Kind),
        years=_kept(
            Choice(str(year), str(year), count, asked.filters.year == year)
            for year, count in sorted({**({asked.filters.year: 0} if asked.filters.year else {}), **(counts.years if counts else {})}.items())[::-1]
        ),
    )


def facets(asked: Asked, found: Choices) -> tuple[Facet, ...]:
    """Return the links by which what was found can be narrowed; a filter that would leave everything is none."""
    every = (
        ("section", _("Section"), found["sections"]),
        ("topic", _("Topic"), sorted(found["topics"], key=lambda choice: -(choice.count or 0))),
        ("year", _("Year"), found["years"]),
        ("kind", _("Kind"), found["kinds"]),
    )
    all_of_them = (Facet(name, label, _links(asked, name, some)) for name, label, some in every)
    return tuple(facet for facet in all_of_them if len(facet.links) > 1)


def periods(asked: Asked) -> tuple[Choice, ...]:
    """Return the periods that end now."""
    names = {"week": _("last week"), "month": _("last month"), "year": _("last year")}
    return tuple(Choice(value, name, None, asked.values.get("time") == value) for value, name in names.items())


def chosen(asked: Asked) -> tuple[Chosen, ...]:
    """Name every filter that is set."""
    filters = asked.filters
    names = {
        "section": filters.section.title if filters.section else "",
        "topic": filters.topic.title if filters.topic else "",
        "author": filters.author.name if filters.author else "",
        "kind": _name(filters.kind) if filters.kind else "",
        "year": str(filters.year or ""),
        "time": next((period.name for period in periods(asked) if period.is_chosen), ""),
        "from": _("from %(day)s") % {"day": asked.values.get("from", "")},
        "to": _("until %(day)s") % {"day": asked.values.get("to", "")},
    }
    return tuple(Chosen(names[name], asked.without(name)) for name in asked.values if names[name])


def _links(asked: Asked, name: str, some: Iterable[Choice]) -> tuple[Narrower, ...]:
    found = [choice for choice in some if choice.count][:MOST_LINKS]
    return tuple(Narrower(choice.name, choice.count or 0, asked.narrowed(name, choice.value), choice.is_chosen) for choice in found)


def _kind(asked: Asked, kind: Kind, counts: Counts | None) -> Choice:
    return Choice(kind.value, _name(kind), counts.kinds.get(kind, 0) if counts else None, asked.filters.kind is kind)


def _name(kind: Kind) -> str:
    names = {Kind.ARTICLE: _("Articles"), Kind.TICKER: _("Live tickers"), Kind.CORRECTED: _("Corrected articles")}
    return names[kind]


def _with_articles(rows: QuerySet[Model], kind: str, counts: Mapping[int, int] | None) -> QuerySet[Model]:
    """Leave out topics or authors without articles; each costs one look into the index of lists."""
    if counts is not None:
        return rows.filter(pk__in=counts)
    place = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(Exists(Listed.objects.filter(place=place)))


def _rows(asked: Asked, name: str, rows: Iterable[Model], *, counts: Mapping[int, int] | None) -> tuple[Choice, ...]:
    asked_for = getattr(asked.filters, name)
    found = list(rows)
    if asked_for is not None and asked_for not in found:
        found.append(asked_for)
    return _kept(
        Choice(row.slug, str(row), counts.get(row.pk, 0) if counts is not None else None, row.slug == asked.values.get(name, ""))  # type: ignore[attr-defined]
        for row in found
    )


def _kept(every: Iterable[Choice]) -> tuple[Choice, ...]:
    """Leave out what leads to no article."""
    return tuple(choice for choice in every if choice.count != 0 or choice.is_chosen)[:MOST_CHOICES]
