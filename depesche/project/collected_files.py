"""Static files as they are collected: named by their content, compressed, and style sheets without what only people read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("website/", "brand/", "inbox/")  # the other parts' sheets are Wagtail's matter
IMPORT = re.compile(r'@import "([^"]+)";')


@dataclass(frozen=True)
class _Shortened:
    """A style sheet without comments and needless space, and with those that it imports in it: a page loads one."""

    name: str
    places: Mapping[str, tuple[Any, str]]

    def open(self, path: str) -> File[bytes]:
        import rcssmin  # by whoever collects only; those who serve need none of it

        return ContentFile(rcssmin.cssmin(self._whole(self.name)).encode())

    def _whole(self, name: str) -> str:
        place, path = self.places[name]
        with place.open(path) as file:
            written = file.read().decode()
        return IMPORT.sub(lambda found: self._whole(posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))), written)


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """The named copies of the reader's style sheets are short; the plain ones beside them stay as they were written."""

    def post_process(self, paths: Mapping[str, tuple[Any, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Name and compress what was collected."""
        ours = {name: (_Shortened(name, paths), path) for name, (_place, path) in paths.items() if name.startswith(OURS) and name.endswith(".css")}
        yield from super().post_process({**paths, **ours}, dry_run, **options)
