"""Static files while a theme is tried out: nothing is collected yet, but what a page names must be there."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class NoSuchFile(ValueError):
    """A page names a static file that there is not."""


class TriedFiles(StaticFilesStorage):
    """Addresses of files as they were written."""

    def url(self, name: str | None) -> str:
        """Return the address of a file.

        :raises NoSuchFile: if there is none of this name
        """
        if name and finders.find(name) is None:
            raise NoSuchFile(f"there is no static file {name}")
        return super().url(name)
