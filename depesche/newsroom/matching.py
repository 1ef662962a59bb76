"""Asks the search index of either database for the articles that hold given terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.db import connection
from django.db.models.expressions import RawSQL

from depesche.newsroom import guards

Phrase = tuple[str, ...]
Need = tuple[Phrase, ...]  # any of these phrases will do


class Place(StrEnum):
    """Where the terms must stand. The names are columns of both indexes."""

    ANYWHERE = ""
    HEADLINE = "headline"
    LEAD = "lead"


def articles(needs: Sequence[Need], *, place: Place = Place.ANYWHERE) -> RawSQL:
    """Return a subquery for the ids of the articles that meet every need, for ``pk__in``. Terms are ASCII letters and digits only (``words.py``).

    :raises ValueError: without any need, or for a need without any phrase
    """
    if not needs or not all(needs):
        raise ValueError("a search needs words")
    return _postgresql(needs, place) if connection.vendor == "postgresql" else _sqlite(needs, place)


def rebuild() -> None:
    """Make SQLite's index anew from the entries; PostgreSQL's is a part of them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {guards.INDEX}({guards.INDEX}) VALUES ('rebuild')")  # noqa: S608 - a constant


def check() -> None:
    """Compare SQLite's index with the entries.

    :raises DatabaseError: if they differ
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {guards.INDEX}({guards.INDEX}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def _sqlite(needs: Sequence[Need], place: Place) -> RawSQL:
    wanted = " AND ".join(f"({' OR '.join(_quoted(phrase) for phrase in need)})" for need in needs)
    expression = f"{place.value} : ({wanted})" if place else wanted
    return RawSQL(f"SELECT rowid FROM {guards.INDEX} WHERE {guards.INDEX} MATCH %s", [expression])  # noqa: S608, S611 - constants


def _postgresql(needs: Sequence[Need], place: Place) -> RawSQL:
    wanted = " & ".join(f"({' | '.join(_followed(phrase) for phrase in need)})" for need in needs)
    column = f"{place.value}_words" if place else "words"
    return RawSQL(f"SELECT article_id FROM {guards.TABLE} WHERE {column} @@ %s::tsquery", [wanted])  # noqa: S608, S611 - constants


def _quoted(phrase: Iterable[str]) -> str:
    return f'"{" ".join(phrase)}"'


def _followed(phrase: Iterable[str]) -> str:
    return "(" + " <-> ".join(f"'{term}'" for term in phrase) + ")"
