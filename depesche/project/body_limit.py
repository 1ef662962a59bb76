"""A request that is too large is answered before a byte of it is read: nothing of it reaches memory or the folder for temporary files."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from depesche.kernel import body_sizes, options
from depesche.kernel.refusal import Refusal
from depesche.project.desk import DESK, way_back

LEAVING = "/newsletter/unsubscribe/"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{back}">{label}</a></p></main></body></html>
"""


class BodyLimit:
    """Middleware: the desk takes one file and its form, readers' pages take a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 411 to a body of unknown length, 413 to one too long (RFC 9110, 15.5.12 and 15.5.14); on readers' pages as for too much text.

        :raises RequestDataTooBig: on readers' pages, whose error page says what to do
        """
        if request.path.startswith(LEAVING) and _is_unreadable(request):
            return self.get_response(_without_body(request))
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return HttpResponse(status=411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= body_sizes.most(request.path):
            return self.get_response(request)
        if not request.path.startswith(DESK):
            raise RequestDataTooBig
        with translation.override(translation.get_language_from_request(request)):  # nobody is logged in yet at this place
            return _refused(request)


def _is_unreadable(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    return ("HTTP_TRANSFER_ENCODING" in request.META and not length) or (length.isdecimal() and int(length) > body_sizes.most(request.path))


def _without_body(request: HttpRequest) -> HttpRequest:
    """Leave a body where it is: whoever wants out is let out, whatever their mail program sends along (RFC 8058, S-02)."""
    request.META["CONTENT_LENGTH"] = "0"
    request.META["CONTENT_TYPE"] = request.content_type = ""
    return request


def _refused(request: HttpRequest) -> HttpResponseBase:
    refusal = Refusal(
        code="upload-too-large",
        message=_("This file is too large: at most %(most)s MB can be sent.") % {"most": options.current().upload_limit},
        help=_("Please make it smaller and send it again."),
    )
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"success": False, "error_code": refusal.code, "error_message": str(refusal)}, status=413)
    page = format_html(PAGE, language=translation.get_language(), title=_("Too large"), text=refusal, back=way_back(request), label=_("Back"))
    return HttpResponse(page, status=413, headers={"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"})
