"""Pictures below ``/media/``: only those, only as files, never a folder's content.

Documents are not served here: Wagtail serves them below ``/documents/`` and asks who may read them.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from depesche.press.serving.site_files import A_PICTURE, PICTURE_FOLDERS, PICTURES, SANDBOX


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a picture.

    :raises Http404: if there is none, also for every trick with the path
    """
    path = find(name)
    kind = PICTURES.get(path.suffix.lower())
    if kind is None:
        raise Http404
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404 from error
    facts = os.fstat(file.fileno())
    response = FileResponse(file, content_type=kind)
    response.headers["Cache-Control"] = A_PICTURE
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    if get_conditional_response(request, etag=response.headers["ETag"]) is None:
        return response
    response.close()
    return HttpResponse(status=304, headers={"ETag": response.headers["ETag"], "Cache-Control": A_PICTURE})


def find(name: str) -> Path:
    """Return where a file below the media folder would be.

    :raises Http404: if the name leads elsewhere, also by a link in the file system
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        path = Path(safe_join(str(root), name)).resolve()
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404 from error
    if not any(path.is_relative_to(root / folder) for folder in PICTURE_FOLDERS):
        raise Http404
    return path
