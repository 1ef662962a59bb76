"""Static files as they are collected: named by their content, compressed, and style sheets without what only people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "website/"  # what readers load; the desk's sheets are Wagtail's matter


@dataclass(frozen=True)
class _Shortened:
    """A place of style sheets that gives them out without comments and needless space."""

    place: Storage

    def open(self, path: str) -> File[bytes]:
        import rcssmin  # by whoever collects only; those who serve need none of it

        with self.place.open(path) as file:
            return ContentFile(rcssmin.cssmin(file.read().decode()).encode())


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """The named copies of the reader's style sheets are short; the plain ones beside them stay as they were written."""

    def post_process(self, paths: Mapping[str, tuple[Any, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Name and compress what was collected."""
        ours = {name: (_Shortened(place), path) for name, (place, path) in paths.items() if name.startswith(OURS) and name.endswith(".css")}
        yield from super().post_process({**paths, **ours}, dry_run, **options)
