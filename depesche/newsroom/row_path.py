"""Numbers of rows in addresses: nine digits at most, so that no address asks the database for a number it cannot hold."""

from __future__ import annotations

from django.urls.converters import IntConverter, get_converters, register_converter


class RowNumber(IntConverter):
    """A number that every column of numbers can hold (SQLite and PostgreSQL: up to 2,147,483,647)."""

    regex = "[0-9]{1,9}"


def register() -> None:
    """Make ``<row:name>`` known in addresses; doing it twice changes nothing."""
    if "row" not in get_converters():
        register_converter(RowNumber, "row")
